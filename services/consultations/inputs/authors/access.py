"""Whose an input is, and what it is to them: by the sealed word that came with the receipt, or as its owner."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import ConfigDict

from services.consultations.calls.api import CALL
from services.consultations.citations.cited import Cited
from services.consultations.citations.own import OwnCitation, own
from services.consultations.inputs import commands as c
from services.consultations.inputs.authors.tokens import input_of, word_of
from services.consultations.inputs.content import Content
from services.consultations.inputs.domain import Input
from services.consultations.inputs.projection import INPUTS, InputChange
from services.consultations.inputs.receipts.receipt import SignedReceipt
from services.consultations.inputs.sealed import Seals
from services.consultations.inputs.taking.intake import CONTENT, INPUT
from shared.auth import Caller
from shared.clock import Moment
from shared.contracts.consultations.inputs import Consent, InputReceived, RefusalReason
from shared.contracts.consultations.questions import Versions
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Text, Value
from shared.vault import Erased, Vault, under

ANSWER: Final = "answer"
"""The vault's field for what an author answered to the moderation."""
NOTE: Final = "note"
"""The vault's field for what a moderator wrote with a decision."""


class Answered(Value):
    """What the author answers to the moderation."""

    model_config = ConfigDict(hide_input_in_errors=True)

    text: Text


class Own(Value):
    """An input as its author sees it; texts are null once it was erased.

    ``note`` is the moderator's last one, and ``reason`` why it is not published as it was sent. ``public`` is the id
    under which anybody reads it, null while nobody can. ``public_from``: it is published, and its call sealed until
    then. ``citations`` are the findings that it is cited in.
    """

    id: str
    version: int
    received: InputReceived
    standing: str
    consent: Consent
    moderation: str
    reason: RefusalReason | None
    may_answer: bool
    published: bool
    public: str | None
    public_from: Moment | None
    content: Content | None
    note: str | None
    answer: str | None
    citations: tuple[OwnCitation, ...]
    history: tuple[InputChange, ...]


class Letter(Value):
    """What a mail to the author is made of: the call's ``title``; ``place`` is the author's page.

    Where an organisation is, it is the list of its own, for who is signed in: a mail stays with whoever leaves it.
    """

    receipt: SignedReceipt
    title: Versions
    place: str
    moderation: str
    note: str | None
    may_answer: bool


class Authors:
    """Knows whose an input is, and does what its author asks. One for a process."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._inputs = room.reader(INPUTS)
        self._seals, self._cited = Seals(room), Cited(room)

    async def own(self, id_: str, caller: Caller | None, word: str | None) -> tuple[int, Input]:
        """The input, from its stream. Raises ``Problem`` 404 for one that is not theirs, or not there."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if state.received is None or not (self.sealed(word) == id_ or _owns(caller, state.received)):
            raise Problem(404, "not-found", "there is no such input, or it is not yours")
        return version, state

    def sealed(self, word: str | None) -> str | None:
        """The id of the input that an author's word is for."""
        return input_of(self._room.links, word) if word else None

    async def shown(self, id_: str) -> Own:
        """As its author sees it, from its stream."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        assert state.received is not None  # noqa: S101 - of every one that is somebody's
        content = (await self._room.vault.read([id_], CONTENT)).get(id_)
        seen = await self._inputs.get(f"input-{id_}")
        history = seen.state.history if seen else ()
        until = await self._seals.until(state.received.call)
        return Own(
            id=id_,
            version=version,
            received=state.received.model_copy(update={"contact": None}),
            standing=state.standing,
            consent=state.consent,
            moderation=state.moderation,
            reason=_reason(state, history),
            may_answer=may_answer(state),
            published=state.published and until is None,
            public=seen.state.public if seen and state.published and until is None else None,
            public_from=until if state.published else None,
            content=Content.model_validate_json(content) if content else None,
            note=await self._kept(id_, NOTE, state.note),
            answer=await self._kept(id_, ANSWER, state.answer),
            citations=await self._citations(id_, state),
            history=history,
        )

    async def _citations(self, id_: str, state: Input) -> tuple[OwnCitation, ...]:
        """What it is cited in; of one that was erased nothing."""
        found = await self._cited.findings_of(id_) if state.standing != "erased" else ()
        return tuple(own(one) for one in found)

    async def letter(self, id_: str, receipt: SignedReceipt) -> Letter:
        """What is written to its author: the receipt, the way back, and the moderator's last note."""
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        _, call = await self._room.commands.read(CALL, f"call-{receipt.receipt.call}")
        return Letter(
            receipt=receipt,
            title=call.terms.title if call.terms else {},
            place=self.place(id_, state.received),
            moderation=state.moderation,
            note=await self._kept(id_, NOTE, state.note),
            may_answer=may_answer(state),
        )

    def place(self, id_: str, received: InputReceived | None) -> str:
        """The author's page, as a mail leads to it: an organisation's list, which asks who is there."""
        mine = f"{self._room.origin}/consultations/mine"
        return mine if received and received.owner else f"{mine}/{word_of(self._room.links, id_)}"

    async def content(self, id_: str) -> str:
        """What an input says, as it was deposited. Raises ``Problem`` 404."""
        found = await self._room.vault.read([id_], CONTENT)
        if id_ not in found:
            raise Problem(404, "not-found", "this input was erased")
        return found[id_]

    async def _kept(self, id_: str, field: str, commitment: str | None) -> str | None:
        """The text that this commits to, where there is one and it was not erased."""
        return (await kept(self._room.vault, field, {id_: commitment})).get(id_)

    async def answer(self, id_: str, said: Answered, _caller: Caller) -> c.AnswerModeration:
        """Answer a refusal or a redaction, once: it is looked at again."""
        try:
            drawer = await self._room.vault.open(id_)
        except Erased as error:
            raise Problem(404, "not-found", "this input was erased") from error
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if may_answer(state):  # what comes in vain, or again, is not kept
            await drawer.keep(ANSWER, said.text)
        return c.AnswerModeration(answer=drawer.commitment(ANSWER, said.text))


async def kept(vault: Vault, field: str, commitments: Mapping[str, str | None]) -> dict[str, str]:
    """Of each input the text of this field that is committed to; those without one are not there."""
    return await vault.texts({id_: under(field, one) for id_, one in commitments.items() if one})


def _owns(caller: Caller | None, received: InputReceived) -> bool:
    return caller is not None and caller.organisation is not None and received.owner == caller.actor


def _reason(state: Input, history: Sequence[InputChange]) -> RefusalReason | None:
    """Why it is not published as it was sent; None where it is."""
    if state.moderation not in {"refused", "redacted"}:
        return None
    return next((step.reason for step in reversed(history) if step.reason), None)


def may_answer(state: Input) -> bool:
    """Whether the author may answer the moderation now."""
    return (
        state.standing == "standing" and state.answer is None and state.moderation in {"refused", "redacted"}
    )

"""Whose an input is, and what it is to them: by the sealed word that came with the receipt, or as its owner."""

from typing import Final

from services.consultations.inputs import commands as c
from services.consultations.inputs.domain import Input
from services.consultations.inputs.intake import AUTHOR, CONTENT, INPUT
from services.consultations.inputs.projection import INPUTS, Change
from services.consultations.inputs.receipt import SignedReceipt
from services.consultations.inputs.said import Content
from shared.auth import Caller
from shared.contracts.commitment import commit
from shared.contracts.consultations.inputs import Consent, InputReceived
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Value
from shared.vault import Erased
from shared.web.links import BadLink

ANSWER: Final = "answer"
"""The vault's field for what an author answered to the moderation."""


def note(decision: int) -> str:
    """The vault's field for what the moderator wrote with the decision of this number."""
    return f"note {decision}"


class Own(Value):
    """An input as its author sees it; texts are null once it was erased. ``note`` is the moderator's last one."""

    id: str
    version: int
    received: InputReceived
    standing: str
    consent: Consent
    moderation: str
    may_answer: bool
    published: bool
    content: Content | None
    note: str | None
    answer: str | None
    history: tuple[Change, ...]


class Letter(Value):
    """What a mail to the author is made of; ``place`` is the author's page."""

    receipt: SignedReceipt
    place: str
    moderation: str
    note: str | None
    may_answer: bool


class Authors:
    """Knows whose an input is, and does what its author asks. One for a process."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._inputs = room.reader(INPUTS)

    async def own(self, id_: str, caller: Caller | None, word: str | None) -> tuple[int, Input]:
        """The input, from its stream. Raises ``Problem`` 404 for one that is not theirs, or not there."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if state.received is None or not (self.sealed(word) == id_ or _owns(caller, state.received)):
            raise Problem(404, "not-found", "there is no such input, or it is not yours")
        return version, state

    def sealed(self, word: str | None) -> str | None:
        """The id of the input that an author's word is for."""
        try:
            return self._room.links.open(AUTHOR, word)[0] if word else None
        except BadLink:
            return None

    async def shown(self, id_: str) -> Own:
        """As its author sees it, from its stream."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        assert state.received is not None  # noqa: S101 - of every one that is somebody's
        texts = {}
        for field in (CONTENT, note(state.decisions), ANSWER):
            texts[field] = (await self._room.vault.read([id_], field)).get(id_)
        seen = await self._inputs.get(f"input-{id_}")
        content = texts[CONTENT]
        return Own(
            id=id_,
            version=version,
            received=state.received,
            standing=state.standing,
            consent=state.consent,
            moderation=state.moderation,
            may_answer=may_answer(state),
            published=state.published,
            content=Content.model_validate_json(content) if content else None,
            note=texts[note(state.decisions)],
            answer=texts[ANSWER],
            history=seen.state.history if seen else (),
        )

    async def letter(self, id_: str, receipt: SignedReceipt) -> Letter:
        """What is written to its author: the receipt, the way back, and the moderator's last note."""
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        field = note(state.decisions)
        notes = await self._room.vault.read([id_], field)
        place = f"{self._room.origin}/consultations/mine/{self._room.links.seal(AUTHOR, id_)}"
        return Letter(
            receipt=receipt,
            place=place,
            moderation=state.moderation,
            note=notes.get(id_),
            may_answer=may_answer(state),
        )

    async def content(self, id_: str) -> str:
        """What an input says, as it was deposited. Raises ``Problem`` 404."""
        found = await self._room.vault.read([id_], CONTENT)
        if id_ not in found:
            raise Problem(404, "not-found", "this input was erased")
        return found[id_]

    async def answer(self, id_: str, text: str) -> c.AnswerModeration:
        """The command that answers the moderation, its text in the vault. Raises ``Problem`` 404."""
        try:
            drawer = await self._room.vault.open(id_)
        except Erased as error:
            raise Problem(404, "not-found", "this input was erased") from error
        kept = await drawer.deposit(ANSWER, text)
        return c.AnswerModeration(answer=commit(drawer.nonce(ANSWER), kept.encode()))


def _owns(caller: Caller | None, received: InputReceived) -> bool:
    return caller is not None and caller.organisation is not None and received.owner == caller.actor


def may_answer(state: Input) -> bool:
    """Whether the author may answer the moderation now."""
    return state.standing == "standing" and not state.answered and state.moderation in {"refused", "redacted"}

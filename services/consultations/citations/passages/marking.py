"""Marking a passage: what an officer may read of an input, where the passage stands in it, and the command."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from services.consultations.citations.findings.projection import FINDINGS, FindingState
from services.consultations.citations.passages import domain
from services.consultations.citations.passages.commands import MarkPassage
from services.consultations.citations.passages.places import Place, places
from services.consultations.citations.passages.projection import PASSAGES, PassageState
from services.consultations.citations.passages.quoting import commitment, quoted
from services.consultations.inputs.content import Content
from services.consultations.inputs.projection import InputState
from services.consultations.inputs.publishing.library import Library
from services.consultations.inputs.sealed import Seals
from shared.auth import Caller
from shared.contracts.consultations.questions import LONGEST
from shared.eventstore.handle import Slice
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import Problem, invalid
from shared.runtime.service import Room
from shared.values import Key, Refused, Value
from shared.vault import Erased

PASSAGE: Final = Slice("passage", domain.ABSENT, domain.decide, domain.evolve)
_LET_THROUGH: Final = frozenset({"not_asked", "accepted", "redacted"})
NOT_THERE: Final = N_("it does not stand in this answer; copy it as it stands there")
WHICH: Final = N_("it stands there {count} times; say which, from 1 on")
_Words = Annotated[str, Field(max_length=LONGEST)]


class Marking(Value):
    """A passage of an answer: its text, or its first words and its ``last`` ones; ``which`` where it stands often."""

    model_config = ConfigDict(hide_input_in_errors=True)

    question: Key
    passage: _Words
    last: _Words = ""
    which: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    finding: Key


@dataclass(frozen=True)
class Mark:
    """A passage that was marked; ``place`` is where it stands, None where the input says something else by now."""

    state: PassageState
    place: Place | None


@dataclass(frozen=True)
class Markable:
    """An input as an officer reads it, with its marks."""

    state: InputState
    content: Content
    marks: tuple[Mark, ...]

    def texts(self) -> dict[str, str]:
        """The answers in words, by their questions."""
        return {key: answer for key, answer in self.content.answers.items() if isinstance(answer, str)}


class Marker:
    """Reads what can be marked, and makes the command. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.library, self._seals = Library(room), Seals(room)
        self.passages, self.findings = room.reader(PASSAGES), room.reader(FINDINGS)

    def name(self, caller: Caller) -> str:
        """An officer's name on the record: the same for the same person, and says nothing of them."""
        return f"officer {self._room.links.derive('officer', caller.actor, caller.subject)[:8]}"

    async def one(self, public: str) -> Markable:
        """An input that stands, was let through, and lies in no sealed call, published or not. Raises ``Problem``."""
        state = await self.library.one(public)
        if state is None or not await self._may(state):
            raise _none()
        content = (await self.library.texts([state])).get(state.id)
        if content is None:
            raise _none()
        found = [seen.state async for seen in self.passages.each({"input": state.id})]
        return Markable(state, content, await self._marks(state.id, content, found))

    async def _may(self, state: InputState) -> bool:
        stands = state.input.standing == "standing" and state.input.moderation in _LET_THROUGH
        return stands and state.call in await self._seals.readable()

    async def _marks(self, input_: str, content: Content, found: list[PassageState]) -> tuple[Mark, ...]:
        drawer = (await self._room.vault.drawers([input_])).get(input_)
        kept = [one for one in found if one.findings and drawer]
        kept.sort(key=lambda one: (one.marked.question, one.marked.start, one.marked.end, one.id))
        return tuple(
            Mark(one, None if quoted(one.marked, content.answers, drawer) is None else _place(one))
            for one in kept
            if drawer
        )

    async def inputs(self, call: str, cursor: str | None, limit: int) -> tuple[list[InputState], str | None]:
        """Those of a call that can be marked, newest first, and the cursor of the rest. Raises ``BadCursor``."""
        states, following = await self.library.states({"call": call}, cursor, limit, by="place")
        return [one for one in states if await self._may(one)], following

    async def usable(self, of: Markable) -> list[FindingState]:
        """The findings that a passage of this input may be cited in."""
        found = [one.state for one in await self.findings.find({"listed": True}, limit=_MANY)]
        return [one for one in found if _fits(one, of.state)]

    async def command(self, public: str, said: Marking, caller: Caller) -> tuple[str, MarkPassage]:
        """The stream and the command; the same passage is the same stream. Raises ``Problem`` and ``Refused``."""
        one = await self.one(public)
        finding = await self.findings.get(f"finding-{said.finding}")
        if finding is None or not finding.state.listed:
            raise Refused("there is no such finding, or it was taken back: record it first")
        if not _fits(finding.state, one.state):
            raise Refused(
                "the finding is of another call, or one of the two is an example and the other is not"
            )
        place = placed(one.texts(), said)
        try:
            drawer = await self._room.vault.open(one.state.id)
        except Erased as error:
            raise _none() from error
        text = one.texts()[said.question][place.start : place.end]
        committed = commitment(drawer, said.question, place.start, place.end, text)
        command = MarkPassage(
            input=one.state.id,
            call=one.state.call,
            question=said.question,
            start=place.start,
            end=place.end,
            commitment=committed,
            finding=said.finding,
            example=finding.state.example,
            by=self.name(caller),
        )
        return f"passage-{self._room.links.derive('passage', one.state.id, committed)}", command


_MANY: Final = 10_000


def placed(texts: dict[str, str], said: Marking) -> Place:
    """Where it stands. Raises ``Problem`` 422."""
    if said.question not in texts:
        raise invalid([Wrong("question", N_("it was not answered in words"))])
    found = places(texts[said.question], said.passage, said.last)
    if not found or (said.which or 1) > len(found):
        raise invalid([Wrong("passage", NOT_THERE)])
    if len(found) > 1 and said.which is None:
        raise invalid([Wrong("which", WHICH, {"count": len(found)})])
    return found[(said.which or 1) - 1]


def _place(one: PassageState) -> Place:
    return Place(one.marked.start, one.marked.end)


def _fits(finding: FindingState, state: InputState) -> bool:
    received = state.input.received
    example = received is not None and received.example
    return finding.call in {None, state.call} and finding.example == example


def _none() -> Problem:
    return Problem(404, "not-found", "there is no such input, or it cannot be marked")

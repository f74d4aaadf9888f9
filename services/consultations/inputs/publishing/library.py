"""The inputs that anybody may read: found by what they are about, newest first, with their texts.

Nothing here leads from one to its receipt: they have an id of their own, the day alone, and no order within it.
"""

import datetime as dt
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Final, Literal

from services.consultations.attachments.verdicts import Kind
from services.consultations.inputs.content import Content
from services.consultations.inputs.projection import INPUTS, InputState
from services.consultations.inputs.sealed import Seals
from services.consultations.inputs.taking.intake import CONTENT
from shared.auth import Caller, Role
from shared.contracts.consultations.calls import Audience
from shared.contracts.consultations.inputs import InputReceived, Verdict
from shared.contracts.consultations.questions import Answer
from shared.runtime.service import Room
from shared.values import Key, Value
from shared.vault import under
from shared.views.reader import BadCursor

FILTERS: Final[Mapping[str, str]] = {
    "call": "call",
    "group": "group",
    "region": "region",
    "language": "language",
    "network": "input.received.network",
    "objective": "input.received.objectives",
    "question": "input.received.answered",
}
"""What a list can be asked for, and where it stands in the view."""
REDACTED: Final = "redacted"
"""The vault's field for what a redaction left of an input."""
_TOGETHER: Final = 500


class FileShown(Value):
    """A file of a published input."""

    id: str
    question: str | None
    media_type: str
    size: int

    @property
    def kind(self) -> Kind:
        """What it is."""
        return Kind.of(self.media_type)


class Published(Value):
    """An input as anybody may read it; ``redacted``: a moderator left out what ``[…]`` stands for, and ``left_out``.

    ``left_out`` are the questions whose whole answer is; ``received_on`` the day in UTC.
    """

    id: str
    call: str
    example: bool
    group: Audience
    language: str
    region: str | None
    country: str | None
    network: str | None
    objectives: tuple[int, ...]
    received_on: dt.date
    verdict: Verdict
    redacted: bool
    left_out: tuple[Key, ...]
    name: str | None
    answers: dict[str, Answer]
    files: tuple[FileShown, ...]


class Library:
    """Reads inputs with what they say. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self.inputs = room.reader(INPUTS)
        self._seals = Seals(room)
        self._vault = room.vault

    async def wait_for(self, after: Sequence[tuple[str, int]], caller: Caller | None) -> None:
        """Until this is seen; of what became of an input after it was received, for moderators alone.

        When that was would tell who holds its receipt which of the published ones it is. Raises ``NotYet``.
        """
        moderates = caller is not None and caller.role is Role.SECRETARIAT
        await self.inputs.wait_for([(stream, n if moderates else min(n, 1)) for stream, n in after])

    async def page(
        self, query: Mapping[str, object], cursor: str | None, limit: int
    ) -> tuple[list[Published], str | None]:
        """Published inputs, newest first, and the cursor of the rest. Raises ``BadCursor``."""
        states, following = await self.states(await self._open(query), cursor, limit, by="place")
        return await self.read(states), following

    async def _open(self, query: Mapping[str, object]) -> dict[str, object]:
        """The query, of what is published and lies in no sealed call."""
        sealed = await self._seals.sealed()
        if "call" in query:
            return {**query, "published": query["call"] not in sealed}
        return {**query, "published": True, **({"call": {"$nin": sealed}} if sealed else {})}

    async def states(
        self,
        query: Mapping[str, object],
        cursor: str | None,
        limit: int,
        *,
        by: Literal["order", "place"] = "order",
    ) -> tuple[list[InputState], str | None]:
        """The same of any inputs, without their texts; by the moment, but for what anybody reads."""
        if cursor:
            if len(cursor) > len("2020-03-04T15:00:00.000Z ") + 32:
                raise BadCursor("take the cursor from the page before, unchanged")
            query = {**query, by: {"$lt": cursor}}
        found = await self.inputs.ordered(by, limit + 1, query, descending=True)
        states = [one.state for one in found[:limit]]
        return states, getattr(states[-1], by) if len(found) > limit else None

    async def every(self, query: Mapping[str, object]) -> AsyncIterator[Published]:
        """Every published input that answers the query, newest first, in constant memory."""
        cursor: str | None = None
        while True:
            found, cursor = await self.page(query, cursor, _TOGETHER)
            for shown in found:
                yield shown
            if cursor is None:
                return

    async def one(self, public: str) -> InputState | None:
        """The input that is read under this id, published or not."""
        found = await self.inputs.find({"public": public}, limit=1)
        return found[0].state if found else None

    async def read(self, states: Iterable[InputState]) -> list[Published]:
        """Those of them that may be read and were not erased meanwhile, with their texts."""
        published = [state for state in states if state.published]
        readable = await self._seals.readable() if published else ()
        may = [state for state in published if state.call in readable]
        texts = await self.texts(may)
        return [shown(state, texts[state.id]) for state in may if state.id in texts]

    async def texts(self, states: Iterable[InputState]) -> dict[str, Content]:
        """What each says, as a moderator left it where one did; those erased are not there."""
        texts = await self._vault.texts({state.id: field_of(state) for state in states})
        return {id_: Content.model_validate_json(text) for id_, text in texts.items()}


def field_of(state: InputState) -> str:
    """The vault's field in which the text lies that may be read."""
    left = state.input.left
    return CONTENT if left is None else under(REDACTED, left)


def shown(state: InputState, content: Content) -> Published:
    """The input as anybody may read it."""
    said = state.input.received
    assert said is not None  # noqa: S101 - of every input in the view
    copied = {name: getattr(said, name) for name in _COPIED}
    redacted = state.input.moderation == "redacted"
    return Published(
        **copied,
        id=state.public,
        received_on=said.received_at.date(),
        redacted=redacted,
        left_out=tuple(key for key in said.answered if key not in content.answers) if redacted else (),
        name=content.name if state.input.consent == "named" else None,
        answers=content.answers,
        files=() if redacted else files_of(said),
    )


def files_of(said: InputReceived) -> tuple[FileShown, ...]:
    """The files that are part of an input."""
    return tuple(
        FileShown(id=one.id, question=one.question, media_type=one.media_type, size=one.stored.size)
        for one in said.files
    )


_COPIED: Final = (
    "call", "example", "group", "language", "region", "country", "network", "objectives", "verdict",
)  # fmt: skip

"""Moderation: the queue of inputs that wait, and what a moderator decides, each with a stated reason."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import ConfigDict

from services.consultations.inputs import commands as c
from services.consultations.inputs.authors.access import ANSWER, NOTE, kept
from services.consultations.inputs.content import Content
from services.consultations.inputs.moderating.redaction import LeftOut, left_of
from services.consultations.inputs.projection import InputState
from services.consultations.inputs.publishing.library import REDACTED, Library
from services.consultations.inputs.taking.intake import CONTENT, INPUT
from shared.auth import Caller, Role, allow
from shared.contracts.consultations.inputs import Committed, InputId, InputReceived, RefusalReason
from shared.mongo import StoreClock
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key, Text, Value
from shared.vault import Drawer, Erased
from shared.web.routes.queries import Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

MODERATORS = allow(Role.SECRETARIAT)


class Refusing(Value):
    """Why an input is not published; the note is for its author alone."""

    model_config = ConfigDict(hide_input_in_errors=True)

    reason: RefusalReason
    note: Text | None = None


class Redacting(Refusing, LeftOut):
    """What is left out, and why; nothing can be put in its place."""


class Waiting(Value):
    """An input that waits for a moderator: what it says, who looks at it, and what its author answered."""

    id: str
    version: int
    received: InputReceived
    claimed_by: str | None
    content: Content
    note: str | None
    answer: str | None


class Queue(Value):
    """Inputs that wait, oldest last; ``next`` is the cursor of the rest."""

    waiting: tuple[Waiting, ...]
    next: str | None


class Moderators:
    """Reads what waits and keeps what a moderator writes. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.library = Library(room)

    def name(self, caller: Caller) -> str:
        """A moderator's name on the record: the same for the same person, and says nothing of them."""
        return f"moderator {self._room.links.derive('moderator', caller.actor, caller.subject)[:8]}"

    async def waiting(self, query: dict[str, object], cursor: str | None, limit: int) -> Queue:
        """What waits."""
        states, following = await self.library.states({**query, "waiting": True}, cursor, limit)
        return Queue(waiting=tuple(await self._read(states)), next=following)

    async def one(self, id_: str) -> Waiting:
        """One that waits. Raises ``Problem`` 404."""
        found = await self.library.inputs.get(f"input-{id_}")
        shown = await self._read([found.state]) if found and found.state.waiting else []
        if not shown:
            raise Problem(404, "not-found", "there is no such input, or it does not wait for a moderator")
        return shown[0]

    async def _read(self, states: list[InputState]) -> list[Waiting]:
        ids = [state.id for state in states]
        contents = await self._room.vault.read(ids, CONTENT)
        answers = await kept(self._room.vault, ANSWER, {state.id: state.input.answer for state in states})
        notes = await kept(self._room.vault, NOTE, {state.id: state.input.note for state in states})
        return [
            _waiting(state, Content.model_validate_json(contents[state.id]), notes, answers)
            for state in states
            if state.id in contents
        ]

    async def refusal(self, id_: str, said: Refusing, caller: Caller) -> c.RefuseInput:
        """Do not let it be published; the author is told why and may answer once."""
        note = await self._noted(await self._drawer(id_), said)
        return c.RefuseInput(by=self.name(caller), reason=said.reason, note=note)

    async def redaction(self, id_: str, said: Redacting, caller: Caller) -> c.RedactInput:
        """Let it be published with passages left out; the author is told why and may answer once."""
        drawer = await self._drawer(id_)
        said_first = await drawer.read(CONTENT)
        if said_first is None:
            raise _gone()
        content = Content.model_validate_json(said_first)
        text = left_of(content, said).encode()
        left = Committed(size=len(text.encode()), commitment=await drawer.keep(REDACTED, text))
        note = await self._noted(drawer, said)
        return c.RedactInput(by=self.name(caller), reason=said.reason, note=note, published=left)

    async def _drawer(self, id_: str) -> Drawer:
        try:
            return await self._room.vault.open(id_)
        except Erased as error:
            raise _gone() from error

    async def _noted(self, drawer: Drawer, said: Refusing) -> str | None:
        return None if said.note is None else await drawer.keep(NOTE, said.note)


def _gone() -> Problem:
    return Problem(404, "not-found", "there is no such input, or it was erased")


def _waiting(state: InputState, content: Content, notes: dict[str, str], answers: dict[str, str]) -> Waiting:
    received, claim = state.input.received, state.input.claim
    assert received is not None  # noqa: S101 - of every input in the view
    return Waiting(
        id=state.id,
        version=state.version,
        received=received,
        claimed_by=claim.by if claim else None,
        content=content,
        note=notes.get(state.id),
        answer=answers.get(state.id),
    )


def routes(room: Room) -> APIRouter:
    """The moderators' routes."""
    router = APIRouter(tags=["moderation"])
    moderators, clock = Moderators(room), StoreClock(room.database)

    @reading(router, "/moderation", MODERATORS, wait=moderators.library.inputs.wait_for, private=True)
    async def queue(part: Paged, call: Key | None = None) -> Queue:
        """What waits for a moderator."""
        return await moderators.waiting({"call": call} if call else {}, part.cursor, part.limit)

    async def acting(id: InputId, caller: Annotated[Caller, Depends(MODERATORS)]) -> Address:  # noqa: A002
        fields = {"by": moderators.name(caller), "at": await clock.now()}
        return Address(f"input-{id}", f"/consultations/api/inputs/{id}", fields)

    commands = CommandRoutes(router, room.commands, INPUT, MODERATORS, documented(404))
    given = frozenset({"by", "at"})
    commands.add("/inputs/{id}/claim", c.ClaimInput, acting, given)
    commands.add("/inputs/{id}/accept", c.AcceptInput, acting, given)
    commands.made("/inputs/{id}/refuse", Refusing, moderators.refusal, acting)
    commands.made("/inputs/{id}/redact", Redacting, moderators.redaction, acting)
    return router

"""Moderation: the queue of inputs that wait, and what a moderator decides, each with a stated reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ConfigDict

from services.consultations.inputs import commands as c
from services.consultations.inputs.authors import ANSWER, note
from services.consultations.inputs.domain import Input
from services.consultations.inputs.intake import CONTENT, INPUT
from services.consultations.inputs.projection import InputState
from services.consultations.inputs.published import Library, redacted
from services.consultations.inputs.said import Content
from shared.auth import Caller, Role, allow
from shared.contracts.commitment import commit
from shared.contracts.consultations.inputs import Committed, InputId, InputReceived, RefusalReason
from shared.contracts.consultations.questions import Answer
from shared.mongo import StoreClock
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key, Text, Value
from shared.vault import Drawer, Erased
from shared.web.commands import COMMAND_PROBLEMS, Accepted, Sent, sent
from shared.web.queries import PAGE_SIZE, QUERY_PROBLEMS, After, Cursor, Limit, conditional
from shared.web.routes import Address, CommandRoutes

MODERATORS = allow(Role.SECRETARIAT)


class Refusing(Value):
    """Why an input is not published; the note is for its author alone."""

    model_config = ConfigDict(hide_input_in_errors=True)

    reason: RefusalReason
    note: Text | None = None


class Redacting(Refusing):
    """Which passages are left out: the answers as they are to be published."""

    answers: dict[Key, Answer]


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
        answers = await self._room.vault.read(ids, ANSWER)
        notes = await self._room.vault.read(ids, note(1))
        return [
            _waiting(state, Content.model_validate_json(contents[state.id]), notes, answers)
            for state in states
            if state.id in contents
        ]

    async def decide(self, id_: str, caller: Caller) -> tuple[int, Input, Drawer]:
        """The input that the caller has claimed, at its version. Raises ``Problem`` 404 and 409."""
        version, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if state.claim is None or state.claim.by != self.name(caller):
            raise Problem(409, "refused", "claim the input first: it is not yours to decide")
        try:
            return version, state, await self._room.vault.open(id_)
        except Erased as error:
            raise Problem(404, "not-found", "this input was erased") from error

    async def refusal(self, id_: str, said: Refusing, caller: Caller) -> tuple[int, c.RefuseInput]:
        """The command that refuses it, its note in the vault, and the version that it is for."""
        version, state, drawer = await self.decide(id_, caller)
        kept = await self._kept(drawer, note(state.decisions + 1), said.note)
        return version, c.RefuseInput(by=self.name(caller), reason=said.reason, note=kept)

    async def redaction(self, id_: str, said: Redacting, caller: Caller) -> tuple[int, c.RedactInput]:
        """The same for one that is published with passages left out."""
        version, state, drawer = await self.decide(id_, caller)
        content = Content.model_validate_json((await self._room.vault.read([id_], CONTENT))[id_])
        if strange := set(said.answers) - set(content.answers):
            raise Problem(422, "invalid", f"answers: {', '.join(sorted(strange))} was not answered")
        text, field = (
            content.model_copy(update={"answers": said.answers}).encode(),
            redacted(state.decisions + 1),
        )
        await drawer.put(field, text)
        data = text.encode()
        left = Committed(size=len(data), commitment=commit(drawer.nonce(field), data))
        kept = await self._kept(drawer, note(state.decisions + 1), said.note)
        return version, c.RedactInput(by=self.name(caller), reason=said.reason, note=kept, published=left)

    async def _kept(self, drawer: Drawer, field: str, text: str | None) -> str | None:
        if text is None:
            return None
        await drawer.put(field, text)
        return commit(drawer.nonce(field), text.encode())


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
    problems = {**COMMAND_PROBLEMS, **documented(404)}

    @router.get(
        "/moderation", response_model=Queue, responses=QUERY_PROBLEMS, dependencies=[Depends(MODERATORS)]
    )
    async def queue(
        request: Request,
        seen: After,
        call: Key | None = None,
        limit: Limit = PAGE_SIZE,
        cursor: Cursor = None,
    ) -> Response:
        """What waits for a moderator."""
        await moderators.library.inputs.wait_for(seen)
        query: dict[str, object] = {"call": call} if call else {}
        return conditional(request, await moderators.waiting(query, cursor, limit), private=True)

    async def acting(id: InputId, caller: Annotated[Caller, Depends(MODERATORS)]) -> Address:  # noqa: A002
        fields = {"by": moderators.name(caller), "at": await clock.now()}
        return Address(f"input-{id}", f"/consultations/api/inputs/{id}", fields)

    commands, given = CommandRoutes(router, room.commands, INPUT, MODERATORS), frozenset({"by", "at"})
    commands.add("/inputs/{id}/claim", c.ClaimInput, acting, given)
    commands.add("/inputs/{id}/accept", c.AcceptInput, acting, given)

    async def run(
        place: Address, decision: tuple[int, c.InputCommand], caller: Caller, sent: Sent, response: Response
    ) -> Accepted:
        at = Sent(sent.key, decision[0], sent.traceparent, sent.silent)  # as it was when the note was written
        return await room.commands.run(
            INPUT,
            place.stream,
            decision[1],
            caller=caller,
            sent=at,
            response=response,
            location=place.location,
        )

    @router.post("/inputs/{id}/refuse", responses=problems)
    async def refuse(
        id: InputId,  # noqa: A002
        body: Refusing,
        response: Response,
        caller: Annotated[Caller, Depends(MODERATORS)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Accepted:
        """Do not let it be published; the author is told why and may answer once."""
        return await run(
            await acting(id, caller), await moderators.refusal(id, body, caller), caller, sent, response
        )

    @router.post("/inputs/{id}/redact", responses=problems)
    async def redact(
        id: InputId,  # noqa: A002
        body: Redacting,
        response: Response,
        caller: Annotated[Caller, Depends(MODERATORS)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Accepted:
        """Let it be published with passages left out; the author is told why and may answer once."""
        return await run(
            await acting(id, caller), await moderators.redaction(id, body, caller), caller, sent, response
        )

    return router

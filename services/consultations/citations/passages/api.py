"""Cited passages over HTTP: an officer marks one, looks at those of an input, and takes one out of a finding."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.consultations.citations.passages.commands import RemovePassage
from services.consultations.citations.passages.marking import PASSAGE, Mark, Marker, Marking
from shared.auth import Caller, Role, allow
from shared.contracts.consultations.inputs import InputId
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Value
from shared.web.routes.commands import COMMAND_PROBLEMS, Accepted, Sent, sent
from shared.web.routes.queries import reading
from shared.web.routes.routes import Address, CommandRoutes

OFFICERS = allow(Role.SECRETARIAT)
"""Who marks: those who answer for the record. An agency reads what is published, and marks nothing."""


class MarkShown(Value):
    """A mark of an input; ``start`` and ``end`` in code points, ``changed`` where something else stands there now."""

    id: str
    question: str
    start: int
    end: int
    changed: bool
    findings: tuple[str, ...]
    by: str


class MarkList(Value):
    """The marks of an input, as they stand in it."""

    passages: tuple[MarkShown, ...]


def routes(room: Room) -> APIRouter:
    """The officers' routes."""
    router, marker = APIRouter(tags=["findings"]), Marker(room)

    @reading(router, "/inputs/{id}/passages", OFFICERS, wait=marker.passages.wait_for, private=True)
    async def marks_of_input(id: InputId) -> MarkList:  # noqa: A002  as the path is called
        """What is marked of an input, by its public id."""
        return MarkList(passages=tuple(_shown(one) for one in (await marker.one(id)).marks))

    @router.post(
        "/inputs/{id}/passages",
        responses={
            201: {"model": Accepted, "description": "The passage was not marked before."},
            **COMMAND_PROBLEMS,
            **documented(404),
        },
        name="MarkPassage",
        summary="Mark a passage of an input for a finding",
    )
    async def mark(
        id: InputId,  # noqa: A002  as the path is called
        body: Marking,
        response: Response,
        caller: Annotated[Caller, Depends(OFFICERS)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Accepted:
        """Mark a passage, given as it stands there; the same one for the same finding is marked once."""
        stream, command = await marker.command(id, body, caller)
        return await room.commands.run(
            PASSAGE,
            stream,
            command,
            caller=caller,
            sent=sent,
            response=response,
            location=f"/consultations/api/inputs/{id}/passages",
        )

    async def acting(id: InputId, caller: Annotated[Caller, Depends(OFFICERS)]) -> Address:  # noqa: A002
        return Address(f"passage-{id}", "/consultations/api/findings", {"by": marker.name(caller)})

    commands = CommandRoutes(router, room.commands, PASSAGE, OFFICERS)
    commands.add("/passages/{id}/remove", RemovePassage, acting, frozenset({"by"}))
    return router


def _shown(one: Mark) -> MarkShown:
    marked = one.state.marked
    return MarkShown(
        id=one.state.id,
        question=marked.question,
        start=marked.start,
        end=marked.end,
        changed=one.place is None,
        findings=one.state.findings,
        by=one.state.by,
    )

"""The files of inputs, for who may read the input that they are part of."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from services.consultations.attachments.intake import stream
from services.consultations.attachments.verdicts import Kind
from services.consultations.inputs.authors.access import Authors
from services.consultations.inputs.domain import Input
from services.consultations.inputs.publishing.library import Library
from services.consultations.inputs.sealed import Seals
from services.consultations.inputs.taking.intake import INPUT
from shared.auth import ANYBODY, Caller, Role
from shared.contracts.consultations.inputs import InputId
from shared.problems import Problem
from shared.runtime.service import Room
from shared.web.routes.queries import ITEM_PROBLEMS

_ANY: Final = {"schema": {"type": "string", "format": "binary"}}
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": _ANY}, "description": "The file, without its metadata."},
    **ITEM_PROBLEMS,
}


def moderates(state: Input, caller: Caller | None) -> bool:
    """Whether somebody who is not its author may: a moderator, what waits."""
    return state.moderation == "waiting" and caller is not None and caller.role is Role.SECRETARIAT


async def file_of(room: Room, state: Input, file: str) -> StreamingResponse:
    """A file of this input, for who may have it. Raises ``Problem`` 404."""
    files = {one.id: one for one in state.received.files} if state.received else {}
    content = await stream(room.vault, file) if file in files else None
    if content is None:
        raise _none()
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{file}.{Kind.of(files[file].media_type)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return StreamingResponse(content, headers=headers, media_type=files[file].media_type)


def _none() -> Problem:
    return Problem(404, "not-found", "there is no such file, or it is not yours")


def routes(room: Room) -> APIRouter:
    """The route of a file."""
    router = APIRouter(prefix="/inputs", tags=["inputs"])
    authors, seals, library = Authors(room), Seals(room), Library(room)

    @router.get("/{id}/files/{file}", response_class=StreamingResponse, responses=FILE)
    async def file_of_input(
        id: InputId,  # noqa: A002  as the path is called
        file: InputId,
        request: Request,
        caller: Annotated[Caller | None, Depends(ANYBODY)],
    ) -> StreamingResponse:
        """A file of an input, as it is kept: by its public id, or by its own for its author and a moderator."""
        public = await library.one(id)
        _, state = await room.commands.read(INPUT, f"input-{public.id if public else id}")
        if public:
            if (
                not state.published
                or state.moderation == "redacted"
                or public.call not in await seals.readable()
            ):
                raise _none()
        elif not moderates(state, caller):
            await authors.own(id, caller, request.headers.get("input-author"))
        return await file_of(room, state, file)

    return router

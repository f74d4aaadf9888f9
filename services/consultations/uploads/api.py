"""Uploads over HTTP: sending a file of inputs, seeing what becomes of each row, and undoing it all."""

import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.consultations.calls.api import one
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.uploads import commands as c
from services.consultations.uploads.given_back import MEDIA_TYPES, given_back
from services.consultations.uploads.projection import UPLOADS, UploadState
from services.consultations.uploads.results import Results, RowResult
from services.consultations.uploads.tables.columns import template
from services.consultations.uploads.tables.workbook import WORKBOOK
from services.consultations.uploads.taking import UPLOAD, Uploads
from services.consultations.uploads.taking import Sent as File
from shared.auth import PUBLIC, Caller, Role, allow
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.inputs import InputId
from shared.contracts.consultations.uploads import Format
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key, Value
from shared.web.edge.arrival import Arrived
from shared.web.routes.commands import COMMAND_PROBLEMS, Accepted, Sent, sent
from shared.web.routes.queries import ITEM_PROBLEMS, PAGE_SIZE, Limit, reading
from shared.web.routes.routes import Address, CommandRoutes

UPLOADERS: Final = allow(Role.NETWORK, Role.SECRETARIAT)
Uploader = Annotated[Caller, Depends(UPLOADERS)]
FORMATS: Final[dict[str, Format]] = {"text/csv": "csv", WORKBOOK: "csv", "application/x-ndjson": "jsonl"}
_TEXT: Final = {"schema": {"type": "string"}}
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}
BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": _TEXT, WORKBOOK: _BYTES, "application/x-ndjson": _TEXT},
    }
}
TABLE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": _TEXT}}}
BACK: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": _TEXT, "application/x-ndjson": _TEXT}}
}


class Progress(Value):
    """An upload, and how many of its rows have their result."""

    id: str
    version: int
    call: str
    status: str
    format: Format
    accepted: int
    refused: int


class RowList(Value):
    """What became of rows, in order; ``next`` is the line to go on after, null at the end."""

    rows: tuple[RowResult, ...]
    next: int | None


def terms_of(call: CallState) -> Terms:
    """What it asks."""
    assert call.terms is not None  # noqa: S101 - of every call that was announced
    return call.terms


def back(upload: UploadState, call: CallState, results: Results) -> Response:
    """The rows of an upload that became no input, as a file. Raises ``Problem`` 404 once it is undone."""
    if upload.status in {"undoing", "undone"}:
        raise Problem(404, "not-found", "this upload is undone, and nothing is kept of its rows")
    name = f"upload-{upload.id}-failed.{upload.format}"
    return StreamingResponse(
        given_back(results.failed(upload.id), upload.format, terms_of(call)),
        media_type=MEDIA_TYPES[upload.format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(tags=["uploads"])
    uploads, views, results = Uploads(room), room.reader(UPLOADS), Results(room.database, room.vault)
    calls = room.reader(CALLS)

    @router.post(
        "/calls/{key}/uploads",
        status_code=202,
        responses={**COMMAND_PROBLEMS, **documented(404, 429)},
        openapi_extra=BODY,
    )
    async def send_upload(  # noqa: PLR0917  one for each part of a request
        key: Key,
        request: Request,
        arrived: Arrived,
        response: Response,
        caller: Uploader,
        sent: Annotated[Sent, Depends(sent)],
    ) -> Accepted:
        """Send a file of inputs, a table or JSON lines; each row is judged by when this request came."""
        await room.rates.check(request, caller)
        form = FORMATS.get(request.headers.get("content-type", "").partition(";")[0].strip())
        if form is None:
            raise Problem(415, "unsupported-media-type", f"Send Content-Type: {' or '.join(FORMATS)}.")
        file = File(caller, sent.key or uuid.uuid4().hex, form, request.stream())
        answer = await uploads.take(key, file, arrived)
        response.headers["Location"] = f"/consultations/api/uploads/{answer.stream.removeprefix('upload-')}"
        return Accepted(stream=answer.stream, version=answer.version)

    async def own(id_: str, caller: Caller) -> UploadState:
        found = await views.get(f"upload-{id_}")
        if found is None or found.state.owner != caller.actor:
            raise Problem(404, "not-found", "there is no such upload, or it is not yours")
        return found.state

    @reading(router, "/uploads/{id}", wait=views.wait_for, private=True)
    async def one_upload(id: InputId, caller: Uploader) -> Progress:  # noqa: A002  as the path is called
        """How far an upload is."""
        found = await own(id, caller)
        accepted, refused = await results.counts(id)
        told = {name: getattr(found, name) for name in ("id", "version", "call", "status", "format")}
        return Progress(**told, accepted=accepted, refused=refused)

    @reading(router, "/uploads/{id}/rows", private=True)
    async def upload_rows(
        id: InputId,  # noqa: A002
        caller: Uploader,
        after_line: Annotated[int, Query(ge=-1, le=10**9)] = -1,
        *,
        bad: Annotated[bool, Query(description="Only rows that became no input.")] = False,
        limit: Limit = PAGE_SIZE,
    ) -> RowList:
        """What became of each row: its input, or what is wrong with it and what would be right."""
        await own(id, caller)
        found = await results.page(id, after_line, limit, bad=bad)
        following = found[-1].line if len(found) == limit else None
        return RowList(rows=tuple(found), next=following)

    @router.get("/uploads/{id}/failed", response_class=Response, responses={**BACK, **ITEM_PROBLEMS})
    async def failed_rows(id: InputId, caller: Uploader) -> Response:  # noqa: A002
        """The rows that became no input, to be put right in this file and sent again; a table says what is wrong."""
        found = await own(id, caller)
        return back(found, await one(calls, found.call), results)

    @router.get(
        "/calls/{key}/template.csv",
        response_class=Response,
        responses={**TABLE, **ITEM_PROBLEMS},
        dependencies=[Depends(PUBLIC)],
    )
    async def call_template(key: Key) -> Response:
        """A table to fill in: a column for all that the call asks for, and a note that says what each takes."""
        headers = {"Content-Disposition": f'attachment; filename="{key}.csv"'}
        content = template(terms_of(await one(calls, key)))
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    async def address(id: InputId, caller: Uploader) -> Address:  # noqa: A002
        await own(id, caller)
        return Address(f"upload-{id}", f"/consultations/api/uploads/{id}")

    commands = CommandRoutes(router, room.commands, UPLOAD, UPLOADERS, documented(404))
    commands.add("/uploads/{id}/undo", c.UndoUpload, address)
    return router

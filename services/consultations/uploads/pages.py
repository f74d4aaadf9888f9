"""Uploads as pages: sending a file of inputs, what became of its rows, and undoing it."""

import uuid
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.consultations.calls.api import one
from services.consultations.calls.pages import to_calls
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.calls.standing import stage
from services.consultations.calls.words import FOLDER
from services.consultations.uploads.api import UPLOADERS, back
from services.consultations.uploads.commands import UndoUpload
from services.consultations.uploads.owned import Owned, format_of
from services.consultations.uploads.projection import UPLOADS
from services.consultations.uploads.results import Results
from services.consultations.uploads.taking import UPLOAD, Sent, Uploads
from shared.auth import Caller
from shared.clock import now
from shared.contracts.consultations.inputs import InputId
from shared.eventstore.handle import KeyReused, Origin
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Refused
from shared.web.edge.arrival import Arrival, Arrived
from shared.web.edge.origin import same_origin
from shared.web.edge.parts import Brought, form_with_files
from shared.web.edge.rates import too_many
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import Fields, Pages
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit
from shared.web.routes.commands import context
from shared.web.routes.queries import Cursor

_PLACE: Final = "/consultations/uploads"
_TITLE: Final = N_("Uploads")
_TOGETHER: Final = 50
_GIVEN_BACK: Final = {403, 404, 422}
_STATUSES: Final = {
    "received": N_("being worked through"),
    "undoing": N_("being undone"),
    "completed": N_("worked through"),
    "undone": N_("undone"),
}
_CALL: Final = N_("Choose a call of the list.")
_FILE: Final = N_("Choose a file.")
_KIND: Final = N_(
    "A table whose name ends in .xlsx or .csv is right, or JSON lines whose name ends in .jsonl."
)
_AGAIN: Final = N_(
    "Another file was sent by this form before. To send this one too, choose it and send it again."
)
Uploader = Annotated[Visit, Depends(Session(*UPLOADERS.roles))]
AfterLine = Annotated[int, Query(ge=-1, le=10**9)]


class Unsent(Exception):
    """``wrong`` names the fields that are not right, and says of each what would be."""

    def __init__(self, **wrong: str) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong = wrong


def routes(room: Room) -> APIRouter:
    """The uploaders' pages."""
    router = APIRouter(prefix="/uploads", include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _UploadPages(room), [Depends(same_origin(room.origin))]
    router.get("")(pages.all)
    router.post("", dependencies=ours)(pages.send)
    router.get("/{id}")(pages.one)
    router.get("/{id}/failed")(pages.failed)
    router.get("/{id}/undo")(pages.ask_to_undo)
    router.post("/{id}/undo", dependencies=ours)(pages.undo)
    return router


class _UploadPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._uploads, self._owned, self._calls = Uploads(room), Owned(room), room.reader(CALLS)
        self._views = room.reader(UPLOADS)
        self._results = Results(room.database, room.vault)
        self._pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER)

    async def all(self, visit: Uploader, cursor: Cursor = None) -> Response:
        """The organisation's own, newest first, and the form that sends another one."""
        barred = None
        try:
            await self._uploads.may(visit.acting)
        except Problem as error:
            barred = error.detail
        return await self._shown(visit, cursor=cursor, barred=barred)

    async def _shown(
        self,
        visit: Visit,
        status: int = 200,
        *,
        cursor: str | None = None,
        sent: Fields = (),  # type: ignore[assignment]  # none
        fresh: bool = True,
        **said: Any,
    ) -> Response:
        caller, told = visit.acting, dict(sent)
        uploads, following = await self._owned.newest(caller, cursor, _TOGETHER)
        known = {one.state.key: one.state for one in await self._calls.find({"listed": True})}
        return self._pages.show(
            "uploads.html",
            visit,
            to_calls(visit.speech),
            status=status,
            uploads=uploads,
            calls=known,
            open=[call for call in known.values() if _takes(call)],
            chosen=told.get("call", ""),
            command=uuid.uuid4().hex if fresh else told.get("command", ""),
            statuses=_STATUSES,
            cursor=cursor,
            following=following,
            **{"wrong": {}, "barred": None, "refused": None, "again": None, **said},
        )

    async def send(self, request: Request, visit: Uploader, arrived: Arrived) -> Response:
        """Send a file; it is worked through after this is answered."""
        caller, t = visit.acting, visit.speech
        try:
            await self._room.rates.check(request, caller)
        except Problem as error:
            shown = await self._shown(visit, error.status, again=too_many(error, t))
            shown.headers.update(error.headers)
            return shown
        async with form_with_files(request) as (fields, files):
            try:
                stream = await self._taken(caller, fields, files, arrived)
            except Unsent as error:
                wrong = {name: t.say(text) for name, text in error.wrong.items()}
                return await self._shown(visit, 422, sent=fields, fresh=False, wrong=wrong)
            except KeyReused:
                return await self._shown(visit, 422, sent=fields, again=t.say(_AGAIN))
            except Refused as error:
                return await self._shown(
                    visit, 409, sent=fields, fresh=False, refused=why(error, visit.speech)
                )
            except Problem as error:
                if error.status not in _GIVEN_BACK:
                    raise
                return await self._shown(
                    visit, error.status, sent=fields, fresh=False, refused=why(error, visit.speech)
                )
        return RedirectResponse(f"{_PLACE}/{stream.removeprefix('upload-')}", status_code=303)

    async def _taken(self, caller: Caller, fields: Fields, files: list[Brought], arrived: Arrival) -> str:
        """The upload's stream. Raises ``Unsent``, and as ``Uploads.take``."""
        told = dict(fields)
        found = await self._calls.get(f"call-{told.get('call', '')}")
        if found is None:
            raise Unsent(call=_CALL, **({} if files else {"file": _FILE}))
        if not files:
            raise Unsent(file=_FILE)
        form = format_of(files[0].name)
        if form is None:
            raise Unsent(file=_KIND)
        sent = Sent(caller, told.get("command") or uuid.uuid4().hex, form, files[0].pieces())
        return (await self._uploads.take(found.state.key, sent, arrived)).stream

    async def one(self, id: InputId, visit: Uploader, after_line: AfterLine = -1) -> Response:  # noqa: A002
        """How far it is, and its rows that became no input."""
        return await self._upload(visit, id, after_line=after_line)

    async def _upload(
        self, visit: Visit, id_: str, status: int = 200, *, after_line: int = -1, refused: str | None = None
    ) -> Response:
        state = await self._owned.one(id_, visit.acting)
        assert state.received is not None  # noqa: S101 - of every one that is somebody's
        call = await self._calls.get(f"call-{state.received.call}")
        accepted, failed = await self._results.counts(id_)
        bad = await self._results.page(id_, after_line, _TOGETHER + 1, bad=True)
        return self._pages.show(
            "upload.html",
            visit,
            *self._crumbs(visit),
            status=status,
            upload=state,
            call=call.state if call else None,
            accepted=accepted,
            failed=failed,
            bad=bad[:_TOGETHER],
            following=bad[_TOGETHER - 1].line if len(bad) > _TOGETHER else None,
            after_line=after_line,
            place=f"{_PLACE}/{id_}",
            statuses=_STATUSES,
            refused=refused,
        )

    async def failed(self, id: InputId, visit: Uploader) -> Response:  # noqa: A002
        """Its rows that became no input, as a file."""
        await self._owned.one(id, visit.acting)
        found = await self._views.get(f"upload-{id}")
        if found is None:
            raise Problem(404, "not-found", "this upload is not seen yet: try again in a moment")
        return back(found.state, await one(self._calls, found.state.call), self._results)

    async def ask_to_undo(self, id: InputId, visit: Uploader) -> Response:  # noqa: A002
        """What undoing means, and the button that does it."""
        state = await self._owned.one(id, visit.acting)
        place = f"{_PLACE}/{id}"
        crumb = Crumb(visit.speech.say(N_("An upload")), place)
        return self._pages.show("undo.html", visit, *self._crumbs(visit), crumb, upload=state, place=place)

    async def undo(self, id: InputId, visit: Uploader) -> Response:  # noqa: A002
        """Withdraw every input that it brought."""
        caller = visit.acting
        await self._owned.one(id, caller)
        try:
            await self._room.commands.handle(
                UPLOAD, f"upload-{id}", UndoUpload(), Origin(caller.actor, context())
            )
        except Refused as error:
            return await self._upload(visit, id, 409, refused=why(error, visit.speech))
        return RedirectResponse(f"{_PLACE}/{id}", status_code=303)

    @staticmethod
    def _crumbs(visit: Visit) -> tuple[Crumb, Crumb]:
        return to_calls(visit.speech), Crumb(visit.speech.say(_TITLE), _PLACE)


def _takes(call: CallState) -> bool:
    """Whether it takes inputs now."""
    return stage(call, now()) in {"open", "late"}

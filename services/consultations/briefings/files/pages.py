"""A document's file as the secretariat sees it: its versions, its downloads, and the form that sends one."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.attachments.verdicts import Kind, Unfit, WrongKind
from services.consultations.attachments.words import not_taken
from services.consultations.briefings.api import BRIEFING
from services.consultations.briefings.files.counting import Counting
from services.consultations.briefings.files.taking import Taking
from services.consultations.briefings.projection import BRIEFINGS, BriefingState
from services.consultations.briefings.shown import DocumentItem
from services.consultations.calls.words import FOLDER
from shared.auth import Role
from shared.eventstore.handle import Origin
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.edge.parts import form_with_files
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import Pages, onward
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit
from shared.web.routes.commands import context
from shared.web.routes.queries import After

Secretariat = Annotated[Visit, Depends(Session(Role.SECRETARIAT))]
_CHOOSE = N_("Choose a file.")


def routes(room: Room) -> APIRouter:
    """The page, and what its form sends."""
    router = APIRouter(prefix="/briefings", include_in_schema=False, default_response_class=HTMLResponse)
    pages = _FilePages(room)
    router.get("/{key}/documents/{item}/file")(pages.one)
    router.post("/{key}/documents/{item}/file", dependencies=[Depends(same_origin(room.origin))])(pages.send)
    return router


class _FilePages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._commands, self._taking = room.commands, Taking(room)
        self._briefings, self._counting = room.reader(BRIEFINGS), Counting(room.database)
        self._pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER, kind_of=Kind.of)

    async def one(self, key: Key, item: Key, visit: Secretariat, seen: After) -> Response:
        """Its versions and numbers."""
        await self._briefings.wait_for(seen)
        return await self._shown(visit, key, item)

    async def send(self, key: Key, item: Key, request: Request, visit: Secretariat) -> Response:
        """Send a file."""
        assert visit.caller is not None  # noqa: S101 - the session says so
        stream, t = f"briefing-{key}", visit.speech.marked()
        async with form_with_files(request) as (_, files):
            if not files:
                return await self._shown(visit, key, item, 422, wrong={"file": t.say(_CHOOSE)})
            try:
                command = await self._taking.take(stream, item, files[0].pieces())
            except (WrongKind, Unfit, Problem) as error:
                wrong = {"file": not_taken(error, files[0].name, t)}
                return await self._shown(visit, key, item, 422, wrong=wrong)
            except Refused as error:
                return await self._shown(visit, key, item, 409, refused=why(error, visit.speech))
        answer = await self._commands.handle(BRIEFING, stream, command, Origin(visit.caller.actor, context()))
        return onward(f"{visit.path}?after={stream}@{answer.version}", "filed")

    async def _shown(self, visit: Visit, key: str, item: str, status: int = 200, **said: Any) -> Response:
        briefing, document = await self._find(key, item)
        t, place = visit.speech, f"/consultations/briefings/{key}"
        return self._pages.show(
            "file.html",
            visit,
            Crumb(t.say(N_("Briefings")), "/consultations/briefings"),
            Crumb(briefing.title or key, place, "en"),
            status=status,
            key=key,
            document=document,
            downloads=await self._counting.read(key, item),
            place=f"{place}/documents/{item}",
            **{"wrong": {}, "refused": None, **said},
        )

    async def _find(self, key: str, item: str) -> tuple[BriefingState, DocumentItem]:
        found = await self._briefings.get(f"briefing-{key}")
        documents = found.state.documents if found and found.state.listed else ()
        document = next((one for one in documents if one.key == item), None)
        if found is None or document is None:
            raise Problem(404, "not-found", "there is no such document")
        return found.state, document

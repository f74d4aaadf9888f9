"""The draft of a report, for who takes part: agencies read it, concur or ask for a change, write their sections."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ValidationError

from services.consultations.concurrence.commands import AskForChange, Concur
from services.consultations.report.api import WRITERS, own_agency
from services.consultations.report.commands import DraftSection
from services.consultations.report.pages import PLACE, to_report, to_reports
from services.consultations.report.reading import REPORT, SECTION, Reports
from services.consultations.report.shown import draft_of
from services.consultations.report.words import ANSWERS, FOLDER, STATUS
from services.consultations.report.words import SECTION as SECTION_STATUS
from shared.auth import Role
from shared.eventstore.handle import Slice
from shared.i18n.speech import N_
from shared.mistakes import field_errors
from shared.mongo import StoreClock
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.errors import why
from shared.web.pages.page import Pages, form, onward
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit

_NOTES: Final = {
    "concurred": N_("It is recorded that your agency concurs."),
    "change": N_("It is recorded that your agency asks for a change."),
    "drafted": N_("The draft of the section is recorded."),
}
_DRAFT: Final = re.compile("[0-9]{1,6}")
Writer = Annotated[Visit, Depends(Session(*WRITERS.roles))]
Agency = Annotated[Visit, Depends(Session(Role.AGENCY))]


def routes(room: Room) -> APIRouter:
    """Its pages, which a session opens."""
    router = APIRouter(prefix="/reports", include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _DraftPages(room), [Depends(same_origin(room.origin))]
    router.get("/{key}/draft")(pages.look)
    router.post("/{key}/draft/concur", dependencies=ours)(pages.concur)
    router.post("/{key}/draft/change", dependencies=ours)(pages.change)
    router.post("/{key}/draft/sections/{section}", dependencies=ours)(pages.write)
    return router


class _DraftPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room, self._reports, self._clock = room, Reports(room), StoreClock(room.database)
        words = {"status": STATUS, "answers": ANSWERS, "section_status": SECTION_STATUS}
        self._pages = Pages("/consultations", FOLDER, **words)

    async def look(self, key: Key, visit: Writer) -> Response:
        """The sections as they stand, and what may be done."""
        return await self._shown(key, visit)

    async def concur(self, key: Key, request: Request, visit: Agency) -> Response:
        """Concur in the draft that was read."""
        return await self._say(key, request, visit, Concur, "concurred")

    async def change(self, key: Key, request: Request, visit: Agency) -> Response:
        """Ask for a change of the draft that was read."""
        return await self._say(key, request, visit, AskForChange, "change")

    async def write(self, key: Key, section: Key, request: Request, visit: Writer) -> Response:
        """Write a further draft of a section."""
        found, caller = await self._reports.section(section), visit.acting
        if found.of != key or (caller.role is Role.AGENCY and found.section.owner != own_agency(caller)):
            raise Problem(403, "forbidden", "this section is written by another agency")
        typed = dict(await form(request))
        told = {
            "text": {typed.get("language", ""): typed.get("text", "")},
            "changes": typed.get("changes") or None,
            "by": caller.organisation or caller.role.value,
        }
        mine = {**typed, "section": section}
        return await self._act(key, visit, SECTION, f"section-{section}", DraftSection, told, "drafted", mine)

    async def _say(
        self, key: str, request: Request, visit: Visit, kind: type[Concur | AskForChange], note: str
    ) -> Response:
        typed = dict(await form(request))
        told = {**typed, "draft": _number(typed), "agency": own_agency(visit.acting)}
        told |= {"at": await self._clock.now()}
        fields = {name: told[name] for name in kind.model_fields if name in told}
        return await self._act(key, visit, REPORT, f"report-{key}", kind, fields, note, typed)

    async def _act(  # noqa: PLR0917  what, for whom
        self,
        key: str,
        visit: Visit,
        aggregate: Slice[Any, Any],
        stream: str,
        kind: type[BaseModel],
        told: Mapping[str, object],
        note: str,
        typed: Mapping[str, str],
    ) -> Response:
        """Run the command, and go where the reader sees what came of it."""
        try:
            await self._reports.under_way(key)
            command = kind.model_validate(told)
            actor, wait = visit.acting.actor, self._reports.wait_for
            await acted(self._room.commands, aggregate, stream, command, actor, wait)
        except ValidationError as error:
            found = field_errors(error.errors(), kind, visit.speech)
            of = f"-{typed['section']}" if kind is DraftSection else ""
            placed = {one.field.partition(".")[0] + of: one for one in found}
            said = {
                name: {id_: getattr(one, name) for id_, one in placed.items()}
                for name in ("message", "label")
            }
            return await self._shown(
                key, visit, 422, wrong=said["message"], labels=said["label"], typed=typed
            )
        except Refused as error:
            return await self._shown(key, visit, 409, refused=why(error, visit.speech), typed=typed)
        return onward(f"{PLACE}/{key}/draft", note)

    async def _shown(self, key: str, visit: Visit, status: int = 200, **said: Any) -> Response:
        state, caller = await self._reports.state(key), visit.acting
        await self._reports.may_read(caller, state)
        draft, shown = draft_of(state, await self._reports.sections_of(key)), await self._reports.shown(state)
        agency = caller.organisation if caller.role is Role.AGENCY else None
        own = next((one for one in draft.concurrence if one.agency == agency), None)
        return self._pages.show(
            "report_draft.html",
            visit,
            to_reports(visit.speech),
            to_report(shown, visit.speech),
            status=status,
            one=shown,
            draft=draft,
            agency=agency,
            own=own if shown.status == "concurring" else None,
            writes=[one.key for one in draft.sections if agency in {None, one.owner}],
            place=f"{PLACE}/{key}/draft",
            note=_NOTES.get(visit.done),
            **{"refused": None, "wrong": {}, "labels": {}, "typed": {}, **said},
        )


def _number(typed: Mapping[str, str]) -> int:
    value = typed.get("draft", "")
    return int(value) if _DRAFT.fullmatch(value) else 0

"""What waits for an agency, and the drafts of an answer with what may be said of them, for who answers."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.consultations.issues import commands as c
from services.consultations.issues.access import ISSUE, May, check, is_asked, leads, takes_part
from services.consultations.issues.acting_api import acts
from services.consultations.issues.form import FIELDS, asked_of, typed_as
from services.consultations.issues.pages import PLACE, to_issues
from services.consultations.issues.reading import IssueReader
from services.consultations.issues.words import FOLDER, WORDS
from shared.auth import Role
from shared.i18n.speech import N_
from shared.mistakes import FieldError, field_errors
from shared.mongo import StoreClock
from shared.runtime.service import Room
from shared.values import Command, Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import Pages, form, onward
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit

_NOTES: Final = {
    "concurred": N_("Your agency's concurrence is recorded."),
    "asked": N_("What your agency asks to be changed is recorded; the lead agency reads it here."),
    "drafted": N_("The draft is kept."),
    "asking": N_("The agencies are asked to concur."),
    "published": N_("The answer is published."),
}
Agency = Annotated[Visit, Depends(Session(Role.AGENCY))]
Concerned = Annotated[Visit, Depends(Session(Role.AGENCY, Role.SECRETARIAT))]


def routes(room: Room) -> APIRouter:
    """Their pages, which a session opens; they come before those that name an issue."""
    router = APIRouter(prefix="/issues", include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _OwnPages(room), [Depends(same_origin(room.origin))]
    router.get("/mine")(pages.mine)
    router.get("/{key}/drafts")(pages.drafts)
    router.post("/{key}/concur", dependencies=ours)(pages.concur)
    router.post("/{key}/ask-for-change", dependencies=ours)(pages.ask_for_change)
    router.post("/{key}/draft", dependencies=ours)(pages.draft)
    router.post("/{key}/ask", dependencies=ours)(pages.ask)
    router.post("/{key}/publish", dependencies=ours)(pages.publish)
    return router


class _OwnPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room, self._issues = room, IssueReader(room)
        self._clock = StoreClock(room.database)
        self._pages = Pages("/consultations", FOLDER, **WORDS)

    async def mine(self, visit: Agency) -> Response:
        """What waits for the agency, what waits for its word first."""
        agency = visit.acting.organisation or ""
        found = await self._issues.of_agency(agency)
        waits = [one for one in found if any(asked.agency == agency for asked in one.waits_for)]
        return self._pages.show(
            "own_issues.html",
            visit,
            to_issues(visit.speech),
            agency=agency,
            waits=waits,
            leads=[one for one in found if one.lead == agency],
            asked=[one for one in found if one not in waits and one.lead != agency],
        )

    async def drafts(self, key: Key, visit: Concerned) -> Response:
        """Every version, what was asked of each, and what may be done."""
        await check(self._room, visit.acting, key, takes_part)
        return await self._shown(key, visit)

    async def concur(self, key: Key, request: Request, visit: Agency) -> Response:
        """Concur in the draft that the form showed."""
        return await self._act(key, request, visit, c.ConcurInAnswer, is_asked, "concurred")

    async def ask_for_change(self, key: Key, request: Request, visit: Agency) -> Response:
        """Ask for a change of it."""
        return await self._act(key, request, visit, c.AskForAnswerChange, is_asked, "asked")

    async def draft(self, key: Key, request: Request, visit: Concerned) -> Response:
        """Write a further version."""
        return await self._act(key, request, visit, c.DraftAnswer, leads, "drafted")

    async def ask(self, key: Key, request: Request, visit: Concerned) -> Response:
        """Ask agencies to concur."""
        return await self._act(key, request, visit, c.AskAgencies, leads, "asking")

    async def publish(self, key: Key, request: Request, visit: Concerned) -> Response:
        """Publish what is agreed."""
        return await self._act(key, request, visit, c.PublishAnswer, leads, "published")

    async def _act(  # noqa: PLR0917 - one for each form
        self, key: str, request: Request, visit: Visit, kind: type[Command], may: May, note: str
    ) -> Response:
        """Run what the form says, and go where its reader sees what came of it."""
        caller = visit.acting
        await check(self._room, caller, key, may)
        typed, stream = typed_as(await form(request)), f"issue-{key}"
        acting: dict[str, Any] = {"at": await self._clock.now(), **acts(caller)}
        try:
            given = {name: value for name, value in acting.items() if name in kind.model_fields}
            command = kind.model_validate({**asked_of(kind, typed), **given})
            wait = self._issues.views.wait_for
            await acted(self._room.commands, ISSUE, stream, command, caller.actor, wait)
        except ValidationError as error:
            found = field_errors(error.errors(), kind, visit.speech)
            placed = {_field(note, one.field): one for one in found}
            return await self._shown(key, visit, typed, 422, opened=note, wrong=placed)
        except Refused as error:
            return await self._shown(key, visit, typed, 409, opened=note, refused=why(error, visit.speech))
        return onward(f"{PLACE}/{key}/drafts", note)

    async def _shown(
        self,
        key: str,
        visit: Visit,
        typed: Mapping[str, Any] | None = None,
        status: int = 200,
        *,
        opened: str = "",
        wrong: Mapping[str, FieldError] | None = None,
        refused: str | None = None,
    ) -> Response:
        caller, issue = visit.acting, await self._issues.kept(key)
        agency = caller.organisation if caller.role is Role.AGENCY else None
        return self._pages.show(
            "issue_drafts.html",
            visit,
            to_issues(visit.speech),
            Crumb(issue.matter.text, f"{PLACE}/{key}", "en"),
            status=status,
            issue=issue,
            own=next((one for one in issue.concurrence if one.agency == agency), None),
            leads=agency is None or issue.lead == agency,
            at=f"{PLACE}/{key}",
            opened=opened,
            typed={**FIELDS, **(typed or {})},
            note=_NOTES.get(visit.done),
            wrong={id_: one.message for id_, one in (wrong or {}).items()},
            labels={id_: one.label for id_, one in (wrong or {}).items()},
            refused=refused,
        )


def _field(form_: str, field: str) -> str:
    """The id of a field of one of the forms."""
    part = field.partition(".")[0]
    return f"{form_}-{field if part == 'due' and '.' in field else part}"

"""Registering for a briefing on a page, and what everybody sees of it. What concerns one person is mailed to them."""

import uuid
from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.briefings.read import BriefingShown
from services.consultations.inputs.taking.sending import is_random
from services.consultations.registration.form import ASKED, Misfilled, filled, misfilled, offered, wanted
from services.consultations.registration.projection import RegistrationState
from services.consultations.registration.reading import Registrations
from services.consultations.registration.registering import Registering
from services.consultations.registration.shown import shown_of
from services.consultations.registration.words import FOLDER, WORDS
from shared.auth import COUNTING
from shared.clock import now
from shared.eventstore.handle import KeyReused
from shared.i18n.speech import N_
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.edge.rates import TOO_MANY, too_many
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import HTML, Pages, form, onward
from shared.web.pages.visit import Visit, Visiting
from shared.web.routes.queries import After

_NOTES = {
    "registered": N_(
        "This was received. A mail to the address that you gave says whether there is a place, and has the link by "
        "which it is given back."
    )
}
_AGAIN = N_(
    "This form was sent before with other particulars, and those were received. To register a second person, send "
    "it again."
)
_GIVEN_BACK = {403, 503}


def routes(room: Room) -> APIRouter:
    """The form's pages."""
    router = APIRouter(
        prefix="/briefings",
        tags=["registration"],
        dependencies=[Depends(COUNTING)],
        default_response_class=HTMLResponse,
        responses=documented(400, 404, 422, 503),
    )
    pages = _RegisterPages(room)
    router.get("/{key}/register", responses={200: HTML}, name="register_page")(pages.ask)
    router.post(
        "/{key}/register",
        status_code=303,
        responses={
            303: {"description": "To the page that says so."},
            **documented(400, 403, 409, 413, 415, 429),
        },
        dependencies=[Depends(same_origin(room.origin))],
        name="register_on_page",
    )(pages.register)
    return router


class _RegisterPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._read, self._registering = Registrations(room), Registering(room)
        self._pages = Pages("/consultations", FOLDER, **WORDS)

    async def ask(self, key: Key, visit: Visiting, seen: After) -> Response:
        """To whom it is open, how many places are left, and the form."""
        await self._read.views.wait_for(seen)
        found = await self._read.one(key)
        return await self._shown(visit, found, {}, note=_NOTES.get(visit.done))

    async def register(self, key: Key, request: Request, visit: Visiting) -> Response:
        """Register them, as the API would; what was typed is never lost."""
        found, t, typed = await self._read.one(key), visit.speech, filled(await form(request))
        command = typed.get("command", "")
        try:
            await self._room.rates.check(request, visit.caller)
            said = wanted(typed, t)
            sent = command if is_random(command) else str(uuid.uuid4())
            await self._registering.register(key, said, visit.caller, sent)
        except Misfilled as error:
            return await self._shown(visit, found, typed, 422, wrong=error.wrong)
        except KeyReused:
            return await self._shown(visit, found, {**typed, "command": ""}, 422, again=t.say(_AGAIN))
        except Refused as error:
            return await self._shown(visit, found, typed, 409, refused=why(error, t))
        except Problem as error:
            return await self._given_back(visit, found, typed, error)
        return onward(f"/consultations/briefings/{key}/register", "registered")

    async def _given_back(
        self, visit: Visit, found: RegistrationState, typed: Mapping[str, str], error: Problem
    ) -> Response:
        """The form with all that was typed, and why nobody was registered. Raises what is no refusal."""
        t, status = visit.speech, error.status
        if error.errors:
            shown = await self._shown(visit, found, typed, status, wrong=misfilled(error.errors, t).wrong)
        elif status == TOO_MANY:
            shown = await self._shown(visit, found, typed, status, again=too_many(error, t))
        elif status in _GIVEN_BACK:
            shown = await self._shown(visit, found, typed, status, refused=why(error, t))
        else:
            raise error
        shown.headers.update(error.headers)
        return shown

    async def _shown(
        self,
        visit: Visit,
        found: RegistrationState,
        typed: Mapping[str, str],
        status: int = 200,
        *,
        note: str | None = None,
        wrong: Mapping[str, str] | None = None,
        refused: str | None = None,
        again: str | None = None,
    ) -> Response:
        t, briefing, shown = visit.speech, await self._read.briefings.one(found.key), shown_of(found)
        command = typed.get("command", "")
        return self._pages.show(
            "register.html",
            visit,
            *crumbs(briefing, visit),
            status=status,
            briefing=briefing,
            registration=shown,
            takes=shown.takes(now()) and briefing.status == "scheduled",
            offered=offered(shown.groups, visit.caller),
            countries=t.countries(),
            typed={**dict.fromkeys(ASKED, ""), **typed},
            command=command if is_random(command) else str(uuid.uuid4()),
            note=note,
            wrong=wrong or {},
            refused=refused,
            again=again,
        )


def crumbs(briefing: BriefingShown, visit: Visit) -> tuple[Crumb, Crumb]:
    """The way to the pages about one briefing."""
    place = "/consultations/briefings"
    title = Crumb(briefing.title or briefing.key, f"{place}/{briefing.key}", "en")
    return Crumb(visit.speech.say(N_("Briefings")), place), title

"""A participant's own page: where they stand, where they join, and the button by which they give their place back.

The sealed word in the address is the right to act; it is mailed to the address that was given, and to no other.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import HTMLResponse

from services.consultations.briefings.words import STATUS
from services.consultations.floor.asking import Floors
from services.consultations.floor.shown import shown_of
from services.consultations.floor.words import FOLDERS, WORDS
from services.consultations.registration.commands import CancelParticipant
from services.consultations.registration.pages import crumbs
from services.consultations.registration.reading import Registrations, link_of
from services.consultations.registration.registering import REGISTRATION
from shared.auth import LINK
from shared.eventstore.handle import Origin
from shared.i18n.speech import N_
from shared.problems import documented
from shared.runtime.service import Room
from shared.web.edge.origin import same_origin
from shared.web.pages.page import HTML, Pages, onward
from shared.web.pages.visit import Visiting
from shared.web.routes.commands import context

_NOTES = {
    "cancelled": N_("Your registration is cancelled. Thank you for giving the place back."),
    "asked": N_("Your request is in the list."),
    "taken_back": N_("Your request is taken back."),
}
Word = Annotated[
    str,
    Path(
        description="The word that was mailed to a participant.",
        json_schema_extra={"pattern": r"^[A-Za-z0-9_-]{1,400}$"},
    ),
]


def routes(room: Room) -> APIRouter:
    """The participant's pages."""
    router = APIRouter(
        prefix="/registrations",
        tags=["registration"],
        dependencies=[Depends(LINK)],
        default_response_class=HTMLResponse,
    )
    read, floors = Registrations(room), Floors(room)
    pages = Pages("/consultations", *FOLDERS, status=STATUS, **WORDS)

    @router.get("/{token}", responses={200: HTML, **documented(404, 422, 503)})
    async def participant_page(token: Word, visit: Visiting) -> Response:
        key, one, found = await read.own(token)
        briefing, floor = await read.briefings.one(key), await floors.of(key)
        asked = floor.floor.requests.values() if floor else ()
        return pages.show(
            "own_registration.html",
            visit,
            *crumbs(briefing, visit),
            briefing=briefing,
            one=one,
            off=briefing.status in {"cancelled", "postponed", "replaced"},
            person=await read.person(one),
            link=link_of(one, found),
            floor=shown_of(floor) if floor else None,
            own_requests=[
                each
                for each in asked
                if each.participant == one.id and each.standing in {"waiting", "speaking"}
            ],
            note=_NOTES.get(visit.done),
        )

    answers: dict[int | str, dict[str, Any]] = {
        303: {"description": "To the participant's page."},
        **documented(400, 403, 404, 409, 413, 415, 422, 429, 503),
    }

    @router.post(
        "/{token}/cancel",
        status_code=303,
        responses=answers,
        dependencies=[Depends(same_origin(room.origin))],
    )
    async def cancel_on_page(token: Word) -> Response:
        """Give the place back."""
        key, one, _ = await read.own(token)
        command = CancelParticipant(id=one.id, by="participant")
        origin = Origin("participant", context())
        await room.commands.handle(REGISTRATION, f"registration-{key}", command, origin)
        return onward(f"/consultations/registrations/{token}", "cancelled")

    return router

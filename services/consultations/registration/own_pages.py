"""A participant's own page: where they stand, where they join, and the button by which they give their place back.

The sealed word in the address is the right to act; it is mailed to the address that was given, and to no other.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import HTMLResponse

from services.consultations.briefings.words import STATUS
from services.consultations.registration.commands import CancelParticipant
from services.consultations.registration.pages import crumbs
from services.consultations.registration.reading import Registrations, link_of
from services.consultations.registration.registering import REGISTRATION
from services.consultations.registration.words import FOLDER, WORDS
from shared.auth import LINK
from shared.eventstore.handle import Origin
from shared.i18n.speech import N_
from shared.problems import documented
from shared.runtime.service import Room
from shared.web.edge.origin import same_origin
from shared.web.pages.page import HTML, Pages, onward
from shared.web.pages.visit import Visiting
from shared.web.routes.commands import context

_NOTES = {"cancelled": N_("Your registration is cancelled. Thank you for giving the place back.")}
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
    read, pages = Registrations(room), Pages("/consultations", FOLDER, status=STATUS, **WORDS)

    @router.get("/{token}", responses={200: HTML, **documented(404, 422, 503)})
    async def participant_page(token: Word, visit: Visiting) -> Response:
        key, one, found = await read.own(token)
        briefing = await read.briefings.one(key)
        return pages.show(
            "own_registration.html",
            visit,
            *crumbs(briefing, visit),
            briefing=briefing,
            one=one,
            off=briefing.status in {"cancelled", "postponed", "replaced"},
            person=await read.person(one),
            link=link_of(one, found),
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

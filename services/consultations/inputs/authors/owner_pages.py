"""What an organisation that is signed in has sent, as a page: each leads to its author's page."""

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse

from services.consultations.calls.pages import to_calls
from services.consultations.calls.projection import CALLS
from services.consultations.calls.words import FOLDER
from services.consultations.inputs.authors.api import OWNERS
from services.consultations.inputs.authors.tokens import word_of
from services.consultations.inputs.publishing.library import Library
from services.consultations.inputs.sealed import Seals
from services.consultations.inputs.words import WORDS
from shared.problems import Problem
from shared.runtime.service import Room
from shared.web.pages.page import Pages
from shared.web.pages.session import Session
from shared.web.pages.visit import Visit
from shared.web.routes.queries import Cursor

_TOGETHER: Final = 20
Owner = Annotated[Visit, Depends(Session(*OWNERS.roles))]


def routes(room: Room) -> APIRouter:
    """The owners' page."""
    router = APIRouter(include_in_schema=False)
    pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER, **WORDS)
    library, calls, seals = Library(room), room.reader(CALLS), Seals(room)

    @router.get("/mine", response_class=HTMLResponse)
    async def mine(visit: Owner, cursor: Cursor = None) -> Response:
        """Newest first, with where each stands."""
        caller = visit.caller
        if caller is None or not caller.organisation:
            raise Problem(403, "forbidden", "inputs belong to organisations, and your session names none")
        states, following = await library.states({"owner": caller.actor}, cursor, _TOGETHER)
        known = await calls.many({f"call-{one.call}" for one in states})
        words = {one.id: word_of(room.links, one.id, owner=caller.actor) for one in states}
        return pages.show(
            "mine.html",
            visit,
            to_calls(visit.speech),
            inputs=[(one, words[one.id], known.get(f"call-{one.call}")) for one in states],
            sealed=await seals.sealed(),
            following=following,
            cursor=cursor,
        )

    return router

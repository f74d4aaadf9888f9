"""What became of the inputs of a call over HTTP, and what a letter about a citation is made of."""

from fastapi import APIRouter

from services.consultations.calls.api import one as one_call
from services.consultations.calls.projection import CALLS
from services.consultations.citations.fates import CallFates
from services.consultations.citations.letters import CitationLetter, Letters
from services.consultations.citations.shown import Citations
from services.consultations.inputs.authors.api import SERVICES
from shared.auth import PUBLIC
from shared.contracts.consultations.inputs import InputId
from shared.runtime.service import Room
from shared.values import Key
from shared.web.routes.queries import After, reading


def routes(room: Room) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["findings"])
    calls, citations, letters = room.reader(CALLS), Citations(room), Letters(room)

    @reading(router, "/calls/{key}/citations", PUBLIC)
    async def call_citations(key: Key) -> CallFates:
        """How many inputs of a call are cited and answered, by group; nothing before an hour after it has closed."""
        await one_call(calls, key)
        return await citations.of_call(key)

    @reading(router, "/inputs/{id}/findings/{finding}/letter", SERVICES, private=True)
    async def citation_letter(id: InputId, finding: Key, seen: After) -> CitationLetter:  # noqa: A002
        """What notifications writes to the author of a cited input, when it does: nothing of it stays there."""
        await letters.wait_for(seen)
        return await letters.of(id, finding)

    return router

"""Objectives on the pages of calls and inputs."""

from datetime import timedelta

import httpx

from services.consultations.calls.projection import CALLS
from services.consultations.inputs.projection import INPUTS
from shared.runtime.service import Room
from tests.integration.test_given_back import browser, personas, room
from tests.support import taking
from tests.support.folded import folded

__all__ = ["browser", "personas", "room"]


async def test_objectives_are_read_by_their_titles(room: Room, browser: httpx.AsyncClient) -> None:
    """Where they are shown and where they are offered; programs go on reading numbers."""
    call = await taking.opened(room, -timedelta(hours=2), objectives=(5, 7), late=True)
    input_ = (await taking.take(room, call, "k")).receipt.receipt.input
    for view in (CALLS, INPUTS):
        await folded(room.database, view)
    seen = await room.reader(INPUTS).get(f"input-{input_}")
    public = seen.state.public if seen else ""
    places = (f"/calls/{call}", f"/calls/{call}/take-part", "/inputs", f"/inputs/{public}")
    for place in places:
        page = (await browser.get(place)).text
        assert "5. Regular pathways" in page, place
        assert "7. Vulnerability" in page, place
    assert (await browser.get(f"/api/inputs/{public}")).json()["objectives"] == [5, 7]

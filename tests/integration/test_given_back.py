"""Whatever a form is answered, what was typed into it comes back."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.consultations.calls.projection import CALLS
from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.taking.intake import INPUT, Taken
from services.consultations.main import SERVICE
from shared.auth import Role
from shared.mongo import Database, Server
from shared.runtime.app import service_app
from shared.runtime.service import Room
from shared.settings import Settings
from shared.web.edge.rates import Rates
from shared.web.pages.visit import SESSION
from tests.support import taking
from tests.support.folded import folded
from tests.support.sessions import Personas

HEARD = "What a migrant said."
NOTE = "Your brother is named."
TYPED = {"answer.progress": "A teacher explains.", "name": "A. N."}


@pytest.fixture
async def room(server: Server, database: Database) -> Room:
    """A room of consultations that lets one form a minute through."""
    return replace(await taking.room(server, database), rates=Rates("1/minute", "1/minute"))


@pytest.fixture
def personas(server: Server, database: Database, tmp_path: Path) -> Personas:
    """Who may be signed in."""
    return Personas(server, database.name, Settings(var=tmp_path))


@pytest.fixture
async def browser(room: Room, personas: Personas) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at the pages, signed in as nobody."""
    transport = httpx.ASGITransport(service_app(SERVICE, room, personas.verifier, personas.sessions))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("sent", [{"data": TYPED}, {"data": TYPED, "files": {"answer.x": b"%PDF"}}])
async def test_who_sends_too_much_gets_the_form_back(
    sent: dict[str, Any], room: Room, browser: httpx.AsyncClient
) -> None:
    """With all that was typed, and when to send it again."""
    path = f"/calls/{await taking.opened(room)}/take-part"
    await folded(room.database, CALLS)
    assert (await browser.post(path, **sent)).status_code == 422
    again = await browser.post(path, **sent)
    assert again.status_code == 429
    seconds = int(again.headers["Retry-After"])
    assert f"Send it again in {seconds} second" in again.text
    assert all(text in again.text for text in TYPED.values())
    large = await browser.post(path, content=b"", headers={"Content-Length": str(10**8)})
    assert (large.status_code, large.headers["Content-Type"]) == (429, "application/problem+json")


async def claimed(room: Room, browser: httpx.AsyncClient, personas: Personas) -> tuple[str, Taken]:
    """An input that a moderator has claimed: its page, and what its author got."""
    taken = await taking.take(room, await taking.opened(room, moderated=True), "k", HEARD)
    for view in (CALLS, INPUTS):
        await folded(room.database, view)
    page = f"/moderation/{taken.receipt.receipt.input}"
    browser.cookies.set(SESSION, await personas.cookie(Role.SECRETARIAT))
    assert (await browser.post(f"{page}/claim")).status_code == 303
    return page, taken


async def test_a_moderator_whose_session_ended_gets_what_was_typed_and_nothing_else(
    room: Room, browser: httpx.AsyncClient, personas: Personas
) -> None:
    """Signed in again, the same form does what it says; the input is shown to nobody who is not."""
    page, _ = await claimed(room, browser, personas)
    browser.cookies.clear()
    sent = {"form": "refuse", "reason": "names_others", "note": NOTE}
    over = await browser.post(f"{page}/refuse", data=sent)
    assert over.status_code == 401
    assert "Your session is over" in over.text
    assert '<option value="names_others" selected>' in over.text
    assert NOTE in over.text
    assert HEARD not in over.text
    left = await browser.post(f"{page}/redact", data={**sent, "form": "redact", "out.progress": "A word"})
    assert (left.status_code, "A word" in left.text) == (401, True)
    browser.cookies.set(SESSION, await personas.cookie(Role.SECRETARIAT))
    assert (await browser.post(f"{page}/refuse", data=sent)).status_code == 303


async def test_nothing_is_published_that_was_not_seen_before(
    room: Room, browser: httpx.AsyncClient, personas: Personas
) -> None:
    """What would be published is shown first, and again where the form says something else by now."""
    page, taken = await claimed(room, browser, personas)
    await folded(room.database, INPUTS)
    sent = {"form": "redact", "reason": "names_others", "keep.progress": "yes"}
    shown = await browser.post(f"{page}/redact", data={**sent, "out.progress": "migrant"})
    assert "What a […] said." in shown.text
    [seen] = re.findall('name="seen" value="([0-9a-f]{64})"', shown.text)
    other = await browser.post(f"{page}/redact", data={**sent, "out.progress": "said", "seen": seen})
    assert (other.status_code, "What a migrant […]." in other.text) == (200, True)
    _, state = await room.commands.read(INPUT, taken.stream)
    assert state.moderation == "waiting"
    done = await browser.post(f"{page}/redact", data={**sent, "out.progress": "migrant", "seen": seen})
    assert done.status_code == 303
    _, state = await room.commands.read(INPUT, taken.stream)
    assert state.moderation == "redacted"


async def test_a_refused_decision_keeps_the_note(
    room: Room, browser: httpx.AsyncClient, personas: Personas
) -> None:
    """Whatever the record says to it."""
    page, _ = await claimed(room, browser, personas)
    browser.cookies.set(SESSION, await personas.cookie(Role.SECRETARIAT, subject="another"))
    sent = {"form": "refuse", "reason": "names_others", "note": NOTE}
    refused = await browser.post(f"{page}/refuse", data=sent)
    assert (refused.status_code, NOTE in refused.text) == (409, True)
    gone = await browser.post(f"/moderation/{'0' * 32}/refuse", data=sent)
    assert (gone.status_code, NOTE in gone.text) == (404, True)


async def test_an_answer_that_is_too_long_comes_back(
    room: Room, browser: httpx.AsyncClient, personas: Personas
) -> None:
    """Its author may answer once, and need not type it again."""
    page, taken = await claimed(room, browser, personas)
    sent = {"form": "refuse", "reason": "names_others", "note": NOTE}
    assert (await browser.post(f"{page}/refuse", data=sent)).status_code == 303
    await folded(room.database, INPUTS)
    long = await browser.post(f"/mine/{taken.author}/answer", data={"text": "He agrees. " * 2_000})
    assert (long.status_code, "He agrees. He agrees." in long.text) == (422, True)


async def test_who_would_be_refused_is_told_before_they_write(
    room: Room, browser: httpx.AsyncClient, personas: Personas
) -> None:
    """A network that does not work yet gets no form, and the reason; the form of others presumes no language."""
    path = f"/calls/{await taking.opened(room)}/take-part"
    await folded(room.database, CALLS)
    anybody = (await browser.get(path, headers={"Accept-Language": "fr"})).text
    languages = anybody[anybody.index('name="language"') :]
    assert "selected" not in languages[: languages.index("</select>")]
    browser.cookies.set(SESSION, await personas.cookie(Role.NETWORK, "africa"))
    network = (await browser.get(path)).text
    assert "the network africa is not known" in network
    assert "<textarea" not in network
    uploads = (await browser.get("/uploads")).text
    assert "the network africa is not known" in uploads
    assert 'type="file"' not in uploads

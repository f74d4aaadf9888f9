"""A document's file of 25 MB while a process is killed or MongoDB goes away: whole, once, or not there."""

import asyncio
import hashlib
import io
import os
import signal
from collections.abc import AsyncIterator

import httpx
import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream

from deploy.local.issuer import LocalIssuer
from services.consultations.attachments.spooled import MOST
from shared.auth import Role
from shared.mongo import Database, connect
from tests.support.eventually import eventually
from tests.support.fixtures import House, agree
from tests.support.processes import OneVoice

pytestmark = [pytest.mark.law(3), pytest.mark.timeout(300)]
PAGE = "/consultations/briefings/large/documents/report"
FILE = "/consultations/api/briefings/large/documents/report/file"
WIDE = 5_000
NEARLY = MOST // WIDE * WIDE - WIDE
"""Bytes of a picture that leave a little for the file around it."""


def large() -> bytes:
    """A PDF of nearly 25 MB that nothing makes smaller."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    picture = Stream(made, os.urandom(NEARLY))
    picture.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=WIDE, Height=NEARLY // WIDE,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    page.obj.Resources = Dictionary(XObject=Dictionary(Picture=made.make_indirect(picture)))
    page.obj.Contents = Stream(made, b"q 200 0 0 200 0 0 cm /Picture Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
async def api(running: OneVoice, own_house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The secretariat, and a briefing with a document."""
    headers = {"Authorization": f"Bearer {LocalIssuer(own_house.settings).token(Role.SECRETARIAT)}"}
    async with httpx.AsyncClient(
        base_url=running.url, headers=headers, trust_env=False, timeout=120
    ) as client:
        place = "/consultations/api/briefings/large"
        held = {"title": "Briefing", "when": {"date": "2020-03-04"}}
        document = {"document": {"title": "Report", "language": "en"}}
        for does, body in (("hold", held), ("documents/report/attach", document)):
            (await client.post(f"{place}/{does}", json=body)).raise_for_status()
        yield client


@pytest.fixture
async def database(own_house: House) -> AsyncIterator[Database]:
    """What consultations keeps."""
    server = connect(own_house.mongo.url)
    yield server.database(own_house.settings.database("consultations"))
    server.close()


async def send(api: httpx.AsyncClient, file: bytes) -> httpx.Response:
    """Send it, always under the same key."""
    return await api.post(FILE, content=file, headers={"Idempotency-Key": "large"})


async def whole(api: httpx.AsyncClient, database: Database, file: bytes) -> httpx.Response:
    """The one file that is there, downloaded: the content that the event names, which came of what was sent."""
    answer = await send(api, file)
    assert answer.is_success, answer.text
    found = await api.get(f"{PAGE}?after=briefing-large@{answer.json()['version']}")
    assert found.status_code == 200, found.text
    [document] = (await api.get("/consultations/api/briefings/large")).json()["documents"]
    [version] = document["files"]
    assert version["received"] == hashlib.sha256(file).hexdigest()
    assert version["sha256"] == hashlib.sha256(found.content).hexdigest()
    [kept] = [one["_id"] async for one in database["document_files.files"].find({})]
    chunks = database["document_files.chunks"].find({}, {"files_id": 1})
    assert {one["files_id"] async for one in chunks} == {kept}
    return found


async def test_killed_between_the_file_and_its_event(
    running: OneVoice, api: httpx.AsyncClient, own_house: House, database: Database
) -> None:
    """What nobody was told of is not there; sent again it is there once, under its first version."""
    file = large()
    await asyncio.to_thread(running.stop)
    await asyncio.to_thread(running.start, ONEVOICE_CRASH_AT="filing.after_file")
    await asyncio.to_thread(running.wait_ready)
    with pytest.raises(httpx.TransportError):
        await send(api, file)
    assert await asyncio.to_thread(running.wait) == -signal.SIGKILL
    assert await database["document_files.files"].count_documents({}) == 1
    await asyncio.to_thread(running.start)
    await asyncio.to_thread(running.wait_ready)
    assert (await api.get(PAGE)).status_code == 404
    await whole(api, database, file)
    await agree(own_house, 120)


async def test_a_file_whose_mongodb_goes_is_sent_again_and_gone_on_with(
    api: httpx.AsyncClient, own_house: House, database: Database
) -> None:
    """503 in the middle of its pieces, and nothing is seen of it; a download that is cut off is gone on with."""
    file, chunks = large(), database["document_files.chunks"]

    async def some() -> bool:
        return await chunks.count_documents({}) >= 10

    first = asyncio.create_task(send(api, file))
    await eventually(some, 60, 0.005)
    await asyncio.to_thread(own_house.mongo.kill)
    cut = await first
    assert cut.status_code == 503, cut.text
    assert cut.headers["Retry-After"]
    await asyncio.to_thread(own_house.mongo.start)

    async def back() -> bool:
        return (await send(api, file)).is_success

    await eventually(back, 120)
    content = (await whole(api, database, file)).content

    begun = bytearray()
    with pytest.raises(httpx.TransportError):  # noqa: PT012  the store goes while it is read
        async with api.stream("GET", PAGE) as download:
            etag = download.headers["ETag"]
            async for part in download.aiter_bytes(64 * 1024):
                if not begun:
                    await asyncio.to_thread(own_house.mongo.kill)
                begun += part
    assert 0 < len(begun) < len(content)
    assert (await api.get(PAGE)).status_code == 503
    await asyncio.to_thread(own_house.mongo.start)
    rest: list[httpx.Response] = []

    async def gone_on() -> bool:
        headers = {"Range": f"bytes={len(begun)}-", "If-Range": etag}
        rest.append(await api.get(PAGE, headers=headers))
        return rest[-1].status_code == 206

    await eventually(gone_on, 120)
    assert begun + rest[-1].content == content
    await agree(own_house, 120)

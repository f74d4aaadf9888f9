"""The files of documents on the real store: whole or not there, every version kept, counted, 410 once taken back."""

import asyncio
import datetime as dt
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.consultations.attachments.spooled import MOST
from services.consultations.attachments.verdicts import Kind
from services.consultations.briefings import commands as c
from services.consultations.briefings.api import BRIEFING
from services.consultations.briefings.files import store
from services.consultations.briefings.files.store import PIECE, DocumentFiles
from services.consultations.briefings.projection import BRIEFINGS
from services.consultations.main import SERVICE
from shared.auth import Role
from shared.clock import now
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.items import Document
from shared.eventstore.handle import Origin
from shared.mongo import Database, Server
from shared.runtime.app import service_app
from shared.runtime.service import Room
from shared.settings import Settings
from shared.web.edge.middleware import Edge
from shared.web.pages.visit import SESSION
from tests.support import taking
from tests.support.attached import PLANTED, all_kinds, jpeg
from tests.support.folded import folded
from tests.support.sessions import Personas
from tests.support.topic import CONTEXT

PAGE = "/briefings/b/documents/d"
API = f"/api{PAGE}"
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def room(server: Server, database: Database) -> Room:
    """A room of consultations with a briefing that has a document."""
    found = await taking.room(server, database)
    await store.prepare(database)
    await say(
        found,
        c.HoldBriefing(title="Briefing", when=When.model_validate({"date": "2020-03-04"})),
        c.AttachDocument(key="d", document=Document(title="Paper", language="en")),
    )
    return found


async def say(room: Room, *said: c.BriefingCommand) -> None:
    """Say these of the briefing, and have them seen."""
    for one in said:
        await room.commands.handle(BRIEFING, "briefing-b", one, Origin("test", CONTEXT))
    await folded(room.database, BRIEFINGS)


@pytest.fixture
def personas(server: Server, database: Database, tmp_path: Path) -> Personas:
    """Who may be signed in."""
    return Personas(server, database.name, Settings(var=tmp_path))


@pytest.fixture
async def client(room: Room, personas: Personas) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody, at a process with its edge."""
    app = Edge(service_app(SERVICE, room, personas.verifier, personas.sessions))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


@pytest.fixture
def desk(personas: Personas) -> dict[str, str]:
    """What the secretariat sends along."""
    return {"Authorization": f"Bearer {personas.issuer.token(Role.SECRETARIAT)}", **BYTES}


async def sent(
    client: httpx.AsyncClient, room: Room, desk: dict[str, str], content: bytes, **headers: str
) -> httpx.Response:
    """Send a file and have it seen."""
    answer = await client.post(f"{API}/file", content=content, headers={**desk, **headers})
    await folded(room.database, BRIEFINGS)
    return answer


async def counted(client: httpx.AsyncClient, desk: dict[str, str]) -> int:
    """How often it was downloaded."""
    found = await client.get(f"{API}/downloads", headers=desk)
    days = found.json()["days"]
    assert [one["day"] for one in days] in ([], [str(now().date())])
    return int(found.json()["total"])


@pytest.mark.parametrize("kind", Kind)
async def test_a_file_is_stripped_kept_and_served(
    kind: Kind, client: httpx.AsyncClient, room: Room, desk: dict[str, str]
) -> None:
    """As the kind that it is, under a safe name, and nothing of who made it."""
    content = all_kinds()[kind]
    assert (await sent(client, room, desk, content)).status_code == 200
    found = await client.get(PAGE)
    assert found.status_code == 200
    assert PLANTED.encode() not in found.content
    assert found.headers["Content-Type"] == kind.media_type
    assert found.headers["Content-Disposition"] == f'attachment; filename="b-d.{kind}"'
    assert found.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["ETag"] == f'"{hashlib.sha256(found.content).hexdigest()}"'
    [document] = (await client.get("/api/briefings/b")).json()["documents"]
    [file] = document["files"]
    assert file["received"] == hashlib.sha256(content).hexdigest()
    assert file["sha256"] == hashlib.sha256(found.content).hexdigest()
    assert (file["size"], file["media_type"]) == (len(found.content), kind.media_type)


async def test_the_same_file_is_one_version_and_kept_once(
    client: httpx.AsyncClient, room: Room, desk: dict[str, str]
) -> None:
    """However often and at once it is sent, with a key or without; another is the next, and the first stays."""
    first, other = jpeg(3), jpeg(6)
    answers = await asyncio.gather(
        *(
            client.post(f"{API}/file", content=first, headers={**desk, **key})
            for key in ({}, {}, {"Idempotency-Key": "k"}, {"Idempotency-Key": "k"})
        )
    )
    assert {one.status_code for one in answers} == {200}
    assert {one.json()["version"] for one in answers} == {3}
    assert (await sent(client, room, desk, other)).json()["version"] == 4
    assert (await sent(client, room, desk, first, **{"Idempotency-Key": "k"})).json()["version"] == 3
    reused = await sent(client, room, desk, other, **{"Idempotency-Key": "k"})
    assert (reused.status_code, reused.json()["type"]) == (422, "urn:onevoice:problem:key-reused")
    assert (await client.get(PAGE)).content == (await client.get(f"{PAGE}/versions/2")).content
    one = (await client.get(f"{PAGE}/versions/1")).content
    assert one != (await client.get(PAGE)).content
    assert (await client.get(f"{PAGE}/versions/3")).status_code == 404
    files = room.database["document_files.files"]
    assert await files.count_documents({}) == 2
    assert await room.database["document_tries"].count_documents({}) == 0
    whole = {one["_id"] async for one in files.find({})}
    assert {one["files_id"] async for one in room.database["document_files.chunks"].find({})} == whole


async def test_a_file_that_a_restored_store_lacks_is_sent_again(
    client: httpx.AsyncClient, room: Room, desk: dict[str, str]
) -> None:
    """Until then it is not available; the same file then is the same version."""
    await sent(client, room, desk, jpeg(3))
    content = (await client.get(PAGE)).content
    for name in ("document_files.files", "document_files.chunks"):
        await room.database[name].delete_many({})
    assert (await client.get(PAGE)).status_code == 503
    assert (await sent(client, room, desk, jpeg(3))).json()["version"] == 3
    assert (await client.get(PAGE)).content == content


async def test_what_is_no_good_leaves_nothing(
    client: httpx.AsyncClient, room: Room, desk: dict[str, str]
) -> None:
    """Another kind 415, a broken one 422, too large 413, no such document 409; and not the secretariat 401."""
    pdf = all_kinds()[Kind.PDF]
    for content, status in ((b"words", 415), (pdf[:99], 422), (b"x" * (MOST + 1), 413)):
        assert (await sent(client, room, desk, content)).status_code == status
    nowhere = await client.post("/api/briefings/b/documents/x/file", content=pdf, headers=desk)
    assert nowhere.status_code == 409
    assert (await client.post(f"{API}/file", content=pdf, headers=BYTES)).status_code == 401
    assert (await client.get(PAGE)).status_code == 404
    for name in ("document_files.files", "document_files.chunks", "document_tries"):
        assert await room.database[name].count_documents({}) == 0


async def test_what_was_taken_back_says_so(
    client: httpx.AsyncClient, room: Room, desk: dict[str, str]
) -> None:
    """410 with the reason, for a program and as a page; what still stands is led to."""
    await sent(client, room, desk, jpeg(3))
    await sent(client, room, desk, jpeg(6))
    back = {"number": 2, "reason": "the wrong letter"}
    headers = {"Authorization": desk["Authorization"]}
    assert (await client.post(f"{API}/withdraw-file", json=back, headers=headers)).status_code == 200
    await folded(room.database, BRIEFINGS)
    gone = await client.get(f"{PAGE}/versions/2")
    assert (gone.status_code, gone.json()["type"]) == (410, "urn:onevoice:problem:gone")
    assert "the wrong letter" in gone.json()["detail"]
    page = await client.get(f"{PAGE}/versions/2", headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert "This file was taken back" in page.text
    assert "the wrong letter" in page.text
    assert "The file as it stands now" in page.text
    assert (await client.get(PAGE)).content == (await client.get(f"{PAGE}/versions/1")).content
    await say(room, c.WithdrawDocument(key="d", reason="not ours"))
    for place in (PAGE, f"{PAGE}/versions/1", f"{PAGE}/versions/2"):
        page = await client.get(place, headers={"Accept": "text/html"})
        assert page.status_code == 410
        assert "not ours" in page.text
        assert "The file as it stands now" not in page.text


async def test_what_is_counted(client: httpx.AsyncClient, room: Room, desk: dict[str, str]) -> None:
    """The file from its first byte on; not a HEAD, a 304 or a part that goes on with what was begun."""
    await sent(client, room, desk, jpeg(3))
    assert await counted(client, desk) == 0
    whole = await client.get(PAGE, headers={"Accept": "text/html"})
    assert await counted(client, desk) == 1
    begun = await client.get(PAGE, headers={"Range": "bytes=0-9"})
    assert (begun.status_code, begun.content) == (206, whole.content[:10])
    assert await counted(client, desk) == 2
    etag = whole.headers["ETag"]
    head = await client.head(PAGE)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content))
    for accept in ("*/*", "text/html"):
        known = await client.get(PAGE, headers={"If-None-Match": etag, "Accept": accept})
        assert (known.status_code, known.content) == (304, b"")
        rest = await client.get(PAGE, headers={"Range": "bytes=10-", "If-Range": etag, "Accept": accept})
        assert (rest.status_code, begun.content + rest.content) == (206, whole.content)
        assert rest.headers["Content-Range"] == f"bytes 10-{len(whole.content) - 1}/{len(whole.content)}"
    beyond = await client.get(PAGE, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    assert (await client.get(f"{PAGE}/versions/9")).status_code == 404
    assert await counted(client, desk) == 2
    changed = await client.get(PAGE, headers={"Range": "bytes=10-", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    assert await counted(client, desk) == 3
    assert (await client.get(f"{API}/downloads")).status_code == 401


async def test_many_at_once_are_all_counted(
    client: httpx.AsyncClient, room: Room, desk: dict[str, str]
) -> None:
    """Also where several are the first of the day."""
    await sent(client, room, desk, jpeg(3))
    await asyncio.gather(*(client.get(PAGE) for _ in range(20)))
    assert await counted(client, desk) == 20


async def parts(content: bytes) -> AsyncIterator[bytes]:
    """The bytes as they might arrive."""
    for start in range(0, len(content), 100_000):
        yield content[start : start + 100_000]


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
async def test_every_part_of_a_file_is_read_as_it_was(size: int, room: Room) -> None:
    """Over the borders of pieces too."""
    files, content = DocumentFiles(room.database), os.urandom(size)
    await files.keep("a", parts(content))
    for first in {0, 1, PIECE - 1, PIECE, PIECE + 1, size - 1}:
        for number in {1, 2, PIECE, PIECE + 1, size - first}:
            if first < size and 0 < number <= size - first:
                stream = await files.read("a", first, number)
                assert stream
                assert b"".join([piece async for piece in stream]) == content[first : first + number]


async def test_a_try_that_was_cut_off_is_not_there_and_removed_a_day_later(room: Room) -> None:
    """By the next file that is sent, whatever that holds."""
    files, chunks = DocumentFiles(room.database), room.database["document_files.chunks"]
    left = {"_id": "a/1", "at": now() - dt.timedelta(hours=25)}
    await room.database["document_tries"].insert_one(left)
    await chunks.insert_one({"files_id": "a/1", "n": 0, "data": b"half"})
    assert await files.read("a", 0, 4) is None
    await files.keep("b", parts(b"other"))
    assert [one["data"] async for one in chunks.find({})] == [b"other"]
    assert await room.database["document_tries"].count_documents({}) == 0


async def test_the_secretariat_sends_a_file_by_its_page(
    client: httpx.AsyncClient, room: Room, personas: Personas
) -> None:
    """The form says what is wrong and what would be right; the briefing's page then leads to the file."""
    page = f"{PAGE}/file"
    assert (await client.get(page)).status_code == 401
    client.cookies.set(SESSION, await personas.cookie(Role.SECRETARIAT))
    assert "Send its file" in (await client.get("/briefings/b")).text
    for name, content, said in (
        ("", b"", "Choose a file."),
        ("a.txt", b"words", "PDF, DOCX, ODT, PNG and JPEG"),
    ):
        files = {"file": (name or None, content)}
        again = await client.post(page, files=files)
        assert again.status_code == 422
        assert said in again.text
    done = await client.post(page, files={"file": ("a.pdf", all_kinds()[Kind.PDF])})
    assert done.status_code == 303, done.text
    await folded(room.database, BRIEFINGS)
    shown = await client.get(page)
    assert "version 1" in shown.text
    assert "The file is kept" in shown.text
    assert "Nobody has downloaded it yet." in shown.text
    elsewhere = {"file": ("a.pdf", jpeg(3))}
    foreign = await client.post(page, files=elsewhere, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    client.cookies.clear()
    briefing = (await client.get("/briefings/b")).text
    assert "/consultations/briefings/b/documents/d" in briefing
    assert "kB" in briefing
    assert "Send its file" not in briefing

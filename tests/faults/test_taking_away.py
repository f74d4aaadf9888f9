"""Inputs, files and uploads while an engine is taken away and given back: what was answered stays, nothing twice."""

import asyncio
import datetime as dt
import io
import json
import random
import resource
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from PIL import Image

from deploy.local.engines import Mongo
from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.clock import now
from shared.mongo import Database, Unavailable, connect
from tests.support.engines import IN_CONTAINERS
from tests.support.eventually import eventually
from tests.support.fixtures import House, agree
from tests.support.processes import OneVoice
from tests.support.taking import terms

pytestmark = [pytest.mark.law(3), pytest.mark.timeout(300)]
API = "/consultations/api"
DAY = dt.timedelta(days=1)
ROWS, BAD = 400, 3
TABLE = "group,language,consent,answer progress\n" + "".join(
    f"migrants,en,{'maybe' if number < BAD else 'unnamed'},words {number}\n" for number in range(ROWS)
)
CALL = f"{API}/calls/away"
UPLOAD = {"Content-Type": "text/csv"}


@pytest.fixture
async def api(running: OneVoice, own_house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The secretariat, and an open call."""
    headers = {"Authorization": f"Bearer {LocalIssuer(own_house.settings).token(Role.SECRETARIAT)}"}
    async with httpx.AsyncClient(
        base_url=running.url, headers=headers, trust_env=False, timeout=60
    ) as client:
        draft = {"terms": terms(now() - DAY, now() + DAY).model_dump(mode="json")}
        for does, body in (("draft", draft), ("announce", {})):
            (await client.post(f"{CALL}/{does}", json=body)).raise_for_status()
        yield client


@pytest.fixture
async def database(own_house: House) -> AsyncIterator[Database]:
    """What consultations keeps."""
    server = connect(own_house.mongo.url)
    yield server.database(own_house.settings.database("consultations"))
    server.close()


async def begun(api: httpx.AsyncClient, database: Database) -> str:
    """The place of an upload that is in the middle of its rows."""
    sent = await api.post(f"{CALL}/uploads", content=TABLE, headers={**UPLOAD, **key()})
    assert sent.status_code == httpx.codes.ACCEPTED, sent.text

    async def some() -> bool:
        return await database["upload_rows"].count_documents({}) >= ROWS / 10

    await eventually(some, 60, 0.02)
    assert await database["upload_rows"].count_documents({}) < ROWS
    return sent.headers["Location"]


def key() -> dict[str, str]:
    """A key of its own."""
    return {"Idempotency-Key": uuid.uuid4().hex}


async def completed(api: httpx.AsyncClient, place: str) -> bool:
    """Whether every row has its result."""
    found = await api.get(place)
    return found.is_success and found.json()["status"] == "completed"


async def appended(database: Database) -> bool:
    """Whether it was received and completed, whatever the views have heard of it."""
    return await database["events"].count_documents({"stream": {"$regex": "^upload-"}}) == 2


async def whole(database: Database) -> None:
    """Each row has one result, and each good one is one input, received once."""
    lines = [row["line"] async for row in database["upload_rows"].find({})]
    assert sorted(lines) == list(range(2, ROWS + 2))
    streams = [one["stream"] async for one in database["events"].find({"stream": {"$regex": "^input-"}})]
    assert len(streams) == len(set(streams)) == ROWS - BAD
    rows = [row["input"] async for row in database["upload_rows"].find({"input": {"$ne": None}})]
    assert {f"input-{one}" for one in rows} == set(streams)


def unavailable(answer: httpx.Response) -> None:
    """A 503 as a problem, which says when to try again."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["Retry-After"]
    assert json.loads(answer.text)["type"] == "urn:onevoice:problem:unavailable"


async def test_an_upload_whose_mongodb_goes_and_comes_back_is_whole(
    api: httpx.AsyncClient, own_house: House, database: Database
) -> None:
    """Every row has exactly one result, and no input is there twice."""
    place = await begun(api, database)
    await asyncio.to_thread(own_house.mongo.kill)
    unavailable(await api.get(place))
    await asyncio.to_thread(own_house.mongo.start)
    await eventually(lambda: completed(api, place), 120)
    found = (await api.get(place)).json()
    assert (found["accepted"], found["refused"]) == (ROWS - BAD, BAD)
    await whole(database)
    await agree(own_house, 120)


async def test_an_upload_goes_on_without_kafka_and_is_published_when_it_is_back(
    api: httpx.AsyncClient, own_house: House, database: Database
) -> None:
    """Inputs are taken all the same: a 2xx means on disk, and will be published."""
    place = await begun(api, database)
    await asyncio.to_thread(own_house.kafka.kill)
    await eventually(lambda: appended(database), 120)
    await whole(database)
    assert await database["events"].count_documents({"published": False}) > 0
    await asyncio.to_thread(own_house.kafka.start)
    await agree(own_house, 120)
    assert await database["events"].count_documents({"published": False}) == 0
    assert await completed(api, place)


async def test_an_attachment_whose_mongodb_goes_is_sent_again_and_nothing_of_the_first_is_seen(
    api: httpx.AsyncClient, own_house: House, database: Database
) -> None:
    """503 in the middle of its pieces; the same again is whole, and no piece of the first try is left."""
    file, its = noise(), key()
    chunks = database["vault_files.chunks"]

    async def send() -> httpx.Response:
        return await api.post(f"{CALL}/attachments", content=file, headers=its)

    async def some() -> bool:
        return await chunks.count_documents({}) >= 4

    first = asyncio.create_task(send())
    await eventually(some, 60, 0.005)
    await asyncio.to_thread(own_house.mongo.kill)
    unavailable(await first)
    await asyncio.to_thread(own_house.mongo.start)
    await eventually(lambda: answers(database))
    assert await chunks.count_documents({}) > 0, "the first try was cut off in the middle"
    assert await database["vault_files.files"].count_documents({}) == 0

    async def taken() -> bool:
        return (await send()).status_code == httpx.codes.CREATED

    await eventually(taken, 60)
    again = (await send()).json()
    [whole] = [one async for one in database["vault_files.files"].find({})]
    assert {one["files_id"] async for one in chunks.find({}, {"files_id": 1})} == {whole["_id"]}
    said = {"group": "migrants", "language": "en", "consent": "unnamed"}
    answered = {"progress": "words", "papers": [again["id"]]}
    named = await api.post(f"{CALL}/inputs", json={**said, "answers": answered}, headers=key())
    assert named.status_code == httpx.codes.CREATED, named.text
    taken_as = named.json()
    place = f"{API}/inputs/{taken_as['receipt']['receipt']['input']}/files/{again['id']}"
    kept = await api.get(place, headers={"Input-Author": taken_as["author"]})
    assert len(kept.content) == again["stored"]["size"]


@pytest.mark.skipif(IN_CONTAINERS, reason="a container's process cannot be kept from writing")
async def test_what_was_answered_before_the_disk_was_full_is_there_when_it_is_not(
    running: OneVoice, api: httpx.AsyncClient, own_house: House, database: Database
) -> None:
    """503 as a problem, and not ready; started again with room, the store goes on where it was."""
    place, file, said = await begun(api, database), noise(), {"group": "migrants", "language": "en"}
    sent: dict[str, str] = {}

    async def send(name: str) -> httpx.Response:
        body = {**said, "consent": "unnamed", "answers": {"progress": name * 10}}
        return await api.post(f"{CALL}/inputs", json=body, headers={"Idempotency-Key": name})

    async def full() -> bool:
        name = f"full-{len(sent)}"
        answer = await send(name)
        if answer.status_code == httpx.codes.CREATED:
            sent[name] = answer.json()["receipt"]["receipt"]["input"]
            return False
        unavailable(answer)
        return True

    for _ in range(10):
        assert not await full()
    assert isinstance(own_house.mongo, Mongo)
    assert own_house.mongo.pid
    resource.prlimit(own_house.mongo.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    await eventually(full, 60, 0.01)
    unavailable(await api.post(f"{CALL}/attachments", content=file, headers=key()))
    unavailable(await api.get(place))
    assert (running.status("/health/live"), running.status("/health/ready")) == (200, 503)
    await asyncio.to_thread(own_house.mongo.kill)
    await asyncio.to_thread(own_house.mongo.start)

    async def taken() -> bool:
        return (await send(f"full-{len(sent)}")).status_code == httpx.codes.CREATED

    await eventually(taken, 60)
    for name, input_ in sent.items():
        again = await send(name)
        assert again.json()["receipt"]["receipt"]["input"] == input_, "answered as it was"
    assert (await api.post(f"{CALL}/attachments", content=file, headers=key())).is_success
    await eventually(lambda: completed(api, place), 120)
    found = (await api.get(place)).json()
    assert (found["accepted"], found["refused"]) == (ROWS - BAD, BAD)
    await agree(own_house, 120)


async def answers(database: Database) -> bool:
    """Whether the store does."""
    try:
        await database.command("ping")
    except Unavailable:
        return False
    return True


def noise() -> bytes:
    """A photograph that nothing makes smaller: many pieces."""
    wide, high = 2400, 1800
    pixels = random.Random(20200304).randbytes(wide * high * 3)  # noqa: S311 - not for secrets
    out = io.BytesIO()
    Image.frombytes("RGB", (wide, high), pixels).save(out, "JPEG", quality=95)
    return out.getvalue()

"""Attachments over HTTP, on a process that serves from the real engines: taken once, bare, and committed to."""

import asyncio
import hashlib
import io
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from PIL import Image

from deploy.local.issuer import LocalIssuer
from onevoice.people.word import Word
from services.consultations.attachments.intake import Attachment, find, secrets, stream, take
from services.consultations.attachments.spooled import MOST
from services.consultations.attachments.verdicts import RIGHT, Kind
from shared.auth import Role
from shared.clock import now
from shared.contracts.commitment import commit
from shared.eventstore.handle import KeyReused
from shared.kafka.cluster import Cluster
from shared.mongo import Database
from shared.mongo import Server as Mongo
from shared.problems import MEDIA_TYPE
from shared.settings import Settings
from shared.vault import Erased, Vault
from tests.support.attached import PLANTED, all_kinds, docx_members, jpeg, picture, zipped
from tests.support.engines import Server
from tests.support.processes import OneVoice, environment
from tests.support.taking import terms

pytestmark = pytest.mark.law(13)
FILES = all_kinds()
ADDRESS = "/consultations/api/calls/review-2026/attachments"


@pytest.fixture(scope="module")
def running(cluster: Cluster, mongo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneVoice]:
    """All services in one process, on databases of their own."""
    folder = tmp_path_factory.mktemp("attachments")
    env = environment(folder, cluster.servers, mongo.url, ONEVOICE_DATABASE_PREFIX=folder.name)
    process = OneVoice(["serve"], env, folder / "log")
    process.start()
    try:
        process.wait_ready()
        _announce(process, "review-2026")
        yield process
        assert process.stop() == 0
    finally:
        process.kill()


def _announce(process: OneVoice, call: str) -> None:
    """An open call that files may be sent to."""
    token = LocalIssuer(Settings(var=process.log.parent)).token(Role.SECRETARIAT)
    day = timedelta(days=1)
    draft = {"terms": terms(now() - day, now() + day).model_dump(mode="json")}
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=process.url, headers=headers, trust_env=False) as client:
        for does, body in (("draft", draft), ("announce", {})):
            client.post(f"/consultations/api/calls/{call}/{does}", json=body).raise_for_status()


@pytest_asyncio.fixture
async def api(running: OneVoice) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody's client."""
    async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
async def vault(database: Database, server: Mongo) -> Vault:
    """A vault of its own."""
    made = Vault(database, server.database(f"{database.name}_keys"), b"secret" * 8)
    await made.prepare()
    return made


async def parts(data: bytes) -> AsyncIterator[bytes]:
    """The bytes as they might arrive."""
    for start in range(0, len(data), 50_000):
        yield data[start : start + 50_000]


def key() -> dict[str, str]:
    """A key that nobody used."""
    return {"Idempotency-Key": str(uuid.uuid4())}


def problem(found: httpx.Response) -> tuple[int, str]:
    """The status and the problem's type; fails for an answer that is none."""
    assert found.headers["Content-Type"] == MEDIA_TYPE
    return found.status_code, str(found.json()["type"]).removeprefix("urn:onevoice:problem:")


@pytest.mark.parametrize("kind", Kind)
async def test_an_attachment_is_taken_once(api: httpx.AsyncClient, kind: Kind) -> None:
    """The same bytes under one key: the same answer, however often and at once. Others: 422, and nothing changes."""
    headers = {**key(), "Content-Type": "application/json"}
    taken = await asyncio.gather(*(api.post(ADDRESS, content=FILES[kind], headers=headers) for _ in range(5)))
    assert {one.status_code for one in taken} == {201}
    [said] = {one.text for one in taken}
    body = taken[0].json()
    assert (body["kind"], body["media_type"]) == (kind, kind.media_type)
    assert body["received"]["size"] == len(FILES[kind])
    other = await api.post(ADDRESS, content=jpeg(3), headers=headers)
    assert problem(other) == (422, "key-reused")
    again = await api.post(ADDRESS, content=FILES[kind], headers=headers)
    assert (again.status_code, again.text) == (201, said)


async def test_what_is_no_good_is_told_why(api: httpx.AsyncClient) -> None:
    """Another kind 415, a file that is broken or holds macros 422 with the field named, no key 400."""
    text = await api.post(ADDRESS, content=b"plain", headers={**key(), "Content-Type": "application/pdf"})
    assert problem(text) == (415, "unsupported-media-type")
    assert RIGHT in text.json()["detail"]
    macros = zipped({**docx_members(), "word/vbaProject.bin": b"x"})
    for data in (macros, FILES[Kind.PNG][:300], b"%PDF-1.7 and no more"):
        found = await api.post(ADDRESS, content=data, headers=key())
        assert problem(found) == (422, "invalid")
        assert [one["field"] for one in found.json()["errors"]] == ["attachment"]
    assert problem(await api.post(ADDRESS, content=FILES[Kind.PNG])) == (400, "malformed")


async def test_25_mb_are_taken_and_a_byte_more_is_not(api: httpx.AsyncClient) -> None:
    """Announced or not; what follows a picture's end counts as received and is not kept."""
    small = picture("PNG")
    full = small + bytes(MOST - len(small))
    taken = await api.post(ADDRESS, content=full, headers=key())
    assert taken.status_code == 201
    assert (taken.json()["received"]["size"], taken.json()["stored"]["size"]) == (MOST, len(small))
    for content in (full + b"x", parts(full + b"x")):
        assert problem(await api.post(ADDRESS, content=content, headers=key())) == (413, "too-large")


async def test_only_files_are_sent_as_files(api: httpx.AsyncClient) -> None:
    """An upload has its types and its size, and every other command is JSON of 2 MB still."""
    other = {**key(), "Content-Type": "image/png"}
    for address in ("/consultations/api/calls/x/uploads", "/registry/api/champions/PRT/accept"):
        assert problem(await api.post(address, content=b"x", headers=other)) == (
            415,
            "unsupported-media-type",
        )
    csv = await api.post("/consultations/api/x/uploads", content=b"a", headers={"Content-Type": "text/csv"})
    assert problem(csv) == (404, "not-found")
    large = await api.post("/registry/api/champions/PRT/accept", json={"a": "x" * 3_000_000})
    assert problem(large) == (413, "too-large")


async def test_a_large_picture_is_kept_bare_and_as_it_was(vault: Vault, database: Database) -> None:
    """What comes back is the picture, to the bit; in the store nothing can be read of it or of who took it."""
    out, owner = io.BytesIO(), uuid.uuid4().hex
    Image.effect_noise((3_500, 3_500), 90).save(out, "PNG", compress_level=0)
    await take(vault, owner, parts(out.getvalue() + PLANTED.encode()))
    content = await stream(vault, owner)
    assert content is not None
    assert b"".join([part async for part in content]) == out.getvalue()
    picture_begins, taker = out.getvalue()[:16], Word(PLANTED)
    for name in await database.list_collection_names():
        async for one in database[name].find():
            assert not taker.within(one)
            assert not any(picture_begins in value for value in one.values() if isinstance(value, bytes))


async def test_the_commitments_are_to_what_came_and_to_what_is_kept(vault: Vault) -> None:
    """Whoever has the nonces can check both, byte by byte; the two nonces differ."""
    owner = uuid.uuid4().hex
    taken = await take(vault, owner, parts(FILES[Kind.PDF]))
    content = await stream(vault, owner)
    assert content is not None
    kept = b"".join([part async for part in content])
    nonces = await secrets(vault, owner)
    assert taken.received == commit(nonces.received, FILES[Kind.PDF])
    assert taken.stored == commit(nonces.stored, kept)
    assert nonces.received != nonces.stored
    assert (taken.received_size, taken.stored_size) == (len(FILES[Kind.PDF]), len(kept))
    assert PLANTED.encode() not in kept
    assert hashlib.sha256(kept).hexdigest() not in taken.model_dump_json()
    assert await find(vault, owner) == taken


async def test_an_erasure_takes_the_attachment(vault: Vault) -> None:
    """Neither what is known of it nor a byte is left, nor what would open the commitments."""
    owner = uuid.uuid4().hex
    await take(vault, owner, parts(FILES[Kind.ODT]))
    await vault.destroy(owner)
    assert await find(vault, owner) is None
    assert await stream(vault, owner) is None
    assert await vault.kept([owner]) == {}
    with pytest.raises(Erased):
        await secrets(vault, owner)


async def test_a_try_that_was_cut_off_is_finished_by_the_next(vault: Vault) -> None:
    """Between what is known and the file: not there, and then taken, also where it is stripped otherwise by then."""
    owner = uuid.uuid4().hex
    first = await take(vault, owner, parts(FILES[Kind.DOCX]))
    await vault.files.remove(owner)
    drawer = await vault.open(owner)
    await drawer.put("attachment", first.model_copy(update={"stored": "0" * 64}).model_dump_json())
    assert await find(vault, owner) is None
    with pytest.raises(KeyReused):
        await take(vault, owner, parts(FILES[Kind.PNG]))
    assert await take(vault, owner, parts(FILES[Kind.DOCX])) == first
    assert await find(vault, owner) == first


async def test_senders_of_different_files_under_one_id_get_one_of_them(vault: Vault) -> None:
    """Whoever is first has all of it; the others are told."""
    owner = uuid.uuid4().hex
    ends = await asyncio.gather(
        *(take(vault, owner, parts(data)) for data in FILES.values()), return_exceptions=True
    )
    [won] = [end for end in ends if isinstance(end, Attachment)]
    assert sum(isinstance(end, KeyReused) for end in ends) == len(FILES) - 1
    assert await find(vault, owner) == won
    content = await stream(vault, owner)
    assert content is not None
    kept = b"".join([part async for part in content])
    assert won.stored == commit((await secrets(vault, owner)).stored, kept)

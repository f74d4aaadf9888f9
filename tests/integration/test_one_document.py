"""Laws 11 of documents: what is wrong with one stops its own stream, and every list shows the rest."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.registry.champions.projection import CHAMPIONS
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Recorded
from shared.contracts.registry.champions import ChampionAccepted
from shared.contracts.registry.evidence import EvidenceDocument
from shared.mongo import Database, Server
from shared.values import PartialDate
from shared.views.applier import Applier, folding
from shared.views.documents import Documents, Parts
from shared.views.parked import Parked, Raw
from shared.views.reader import Reader
from shared.views.unreadable import HEADER, Unreadable, left_out
from shared.views.view import View
from shared.web.edge.middleware import Edge
from tests.support import apps as of_tests
from tests.support.tally import NOTES, SHELVES, Notes, project, said
from tests.support.topic import appended, records_of

GOOD, BAD, OTHER = "champion-A", "champion-B", "champion-C"
TOO_LARGE = "x" * 17_000_000


def history(stream: str) -> list[Raw]:
    first = appended(stream, [said("1")])
    second = appended(stream, [said("2")], first)
    return records_of([first, second, appended(stream, [said("3")], second)], offset=ord(stream[-1]) * 10)


def grown(state: Notes | None, record: Recorded[Any]) -> Notes:
    """What the notes become; those of one stream are more than a store takes, from the second on."""
    after = project(state, record)
    return Notes(notes=(TOO_LARGE,)) if record.stream == BAD and record.version == 2 else after


def applier(database: Database, view: View[Any]) -> Applier:
    return Applier("test", Documents(database, view, 1), Parked(database), folding(view, CATALOGUE.decode))


async def versions(database: Database, view: View[Any]) -> dict[str, int]:
    documents, found = Documents(database, view, 1), Parts()
    async for document in documents.collection.find({}):
        found |= documents.parts_of(document)
    return {stream: part.version for stream, part in found.items()}


async def waiting(database: Database) -> dict[str, list[tuple[int | None, str]]]:
    found: dict[str, list[tuple[int | None, str]]] = {}
    async for one in Parked(database).everything("test"):
        found.setdefault(str(one.stream), []).append((one.version, one.reason))
    return {stream: sorted(of, key=str) for stream, of in found.items()}


@pytest.mark.law(11)
@pytest.mark.parametrize("shape", [NOTES, SHELVES], ids=["a document each", "documents of many"])
async def test_a_document_that_no_store_takes_stops_its_own_stream(
    database: Database, shape: View[Notes]
) -> None:
    """It is parked with what the store says, and goes on with a mended projection; the others of its batch go on."""
    view = replace(shape, evolve=grown)
    batch = [
        record for three in zip(history(GOOD), history(BAD), history(OTHER), strict=True) for record in three
    ]
    for records in (batch[:3], batch[3:]):
        await applier(database, view).apply(records)
    assert await versions(database, view) == {GOOD: 3, BAD: 1, OTHER: 3}
    assert await waiting(database) == {BAD: [(2, "refused"), (3, "refused")]}
    assert await applier(database, shape).replay(BAD) == 2
    assert await versions(database, view) == {GOOD: 3, BAD: 3, OTHER: 3}
    assert await waiting(database) == {}


HARMS: dict[str, dict[str, Any]] = {
    "another form of the state": {"part.state": {"words": ["of another version"]}},
    "no state that is one": {"part.state": 7},
    "no watermark": {"part": {}},
    "no part": {"part": None},
}


@pytest.mark.law(11)
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
async def test_a_stored_document_that_cannot_be_read_stops_its_own_stream(
    database: Database, harm: dict[str, Any]
) -> None:
    """What comes for it is parked; a list shows the rest and counts it; asked for alone, it says so."""
    await applier(database, NOTES).apply([*history(GOOD)[:1], *history(BAD)[:1]])
    await Documents(database, NOTES, 1).collection.update_one({"_id": BAD}, {"$set": harm})
    await applier(database, NOTES).apply([*history(BAD), *history(GOOD), *history(OTHER)])
    assert {s: v for s, v in (await versions(database, NOTES)).items() if s != BAD} == {GOOD: 3, OTHER: 3}
    parked = await waiting(database)
    assert parked.keys() == {BAD}
    assert {reason for _, reason in parked[BAD]} <= {"unreadable", "gap"}
    assert (2, "unreadable") in parked[BAD] or (1, "unreadable") in parked[BAD]

    reader: Reader[Notes] = Reader(database, NOTES)
    assert [one.stream for one in await reader.ordered("notes", 2)] == [GOOD, OTHER]
    before = left_out()
    page = await reader.page(None, 2)
    assert [one.stream for one in page.items] == [GOOD]
    assert [one.stream for one in (await reader.page(page.next, 2)).items] == [OTHER]
    assert left_out() - before == 1
    assert (await reader.many([BAD, OTHER])).keys() == {OTHER}
    assert [one.stream async for one in reader.each({})] == [GOOD, OTHER]
    assert [stream async for stream, _ in reader.walk({}, "notes")] == [GOOD, OTHER]
    assert left_out() - before == 4
    with pytest.raises(Unreadable, match=BAD):
        await reader.get(BAD)


def accepted(country: str) -> list[Raw]:
    evidence = EvidenceDocument(title="Letter")
    event = ChampionAccepted(country=country, evidence=evidence, since=PartialDate("2020"), announced_on=None)
    return records_of([appended(f"champion-{country}", [event])])


@pytest.fixture
async def champions(server: Server, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The registry over two champions of which one is stored as this version cannot read it."""
    prefix = f"t_{uuid.uuid4().hex[:12]}"
    registry = of_tests.apps(server, tmp_path, prefix).apps["registry"]
    database = server.database(f"{prefix}_registry")
    await applier(database, CHAMPIONS).apply([*accepted("PRT"), *accepted("SLV")])
    broken = {"$set": {"part.state.evidence": 7}}
    await Documents(database, CHAMPIONS, 1).collection.update_one({"_id": "champion-SLV"}, broken)
    transport = httpx.ASGITransport(Edge(registry))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_an_answer_says_that_an_entry_is_missing(champions: httpx.AsyncClient) -> None:
    """In a header for programs, in a sentence on a page; the entry's own address says that it is kept."""
    found = await champions.get("/api/champions")
    assert [one["country"] for one in found.json()["champions"]] == ["PRT"]
    assert found.headers[HEADER] == "1"
    shown = await champions.get("/champions", headers={"Accept": "text/html"})
    assert "Portugal" in shown.text
    assert "El Salvador" not in shown.text
    assert "1 entry cannot be shown at the moment. It is not lost." in shown.text
    one = await champions.get("/api/champions/SLV")
    assert (one.status_code, one.json()["type"]) == (503, "urn:onevoice:problem:unreadable")
    whole = await champions.get("/api/champions/PRT")
    assert HEADER not in whole.headers

"""Every remedy that docs/OPERATIONS.md names, on a real installation that has just been damaged in that way."""

import re
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest
import pytest_asyncio
from confluent_kafka.admin import AdminClient

from deploy.local.issuer import LocalIssuer
from services.notifications.contacts.commands import EraseContact, RegisterContact
from shared.auth import Role
from shared.contracts.envelope import Context
from shared.kafka.records import incoming, outgoing
from shared.kafka.topics import topic_of_service
from shared.settings import Settings
from shared.views.parked import Parked, Raw
from tests.docs.following import OPERATIONS, Installation, backup, commands, restore
from tests.docs.markdown import section
from tests.support.eventually import eventually
from tests.support.fixtures import housed
from tests.support.hosted import Hand
from tests.support.topic import alter, send

pytestmark = pytest.mark.timeout(600)
"""Each takes a dozen commands, and every command is a process."""
ACCEPT = {"evidence": {"kind": "document", "title": "Letter"}, "since": "2020-03"}
ADDRESS = "maria@mission.example"
MISFIT = 78


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all of them, in the order of the document; each leaves it well."""
    with housed(tmp_path_factory.mktemp("remedies")) as house:
        made = Installation.of(house)
        made.start()
        yield made
        made.stop()


@pytest_asyncio.fixture
async def hand(place: Installation) -> AsyncIterator[Hand]:
    """Whoever damages it."""
    made = Hand(place.house.settings)
    yield made
    made.server.close()


def settings(place: Installation) -> Settings:
    """As a process has them."""
    assert place.serving
    return place.house.settings.model_copy(update={"port": place.serving.port})


def post(place: Installation, path: str, body: Mapping[str, object], *more: Any) -> httpx.Response:
    """Send a command; it is taken."""
    done = ask(place, path, body, *more)
    assert done.is_success, done.text
    return done


def ask(
    place: Installation,
    path: str,
    body: Mapping[str, object],
    role: Role = Role.SECRETARIAT,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> httpx.Response:
    """Send a command."""
    bearer = {"Authorization": f"Bearer {LocalIssuer(settings(place)).token(role, 'PRT')}"}
    assert place.serving
    return httpx.post(
        f"{place.serving.url}{path}",
        json=body,
        headers={**bearer, **headers},
        trust_env=False,
        timeout=30,
    )


def champion(place: Installation, country: str) -> str:
    """Somebody accepted as champion; the stream."""
    post(place, f"/registry/api/champions/{country}/accept", ACCEPT)
    return f"champion-{country}"


def well(place: Installation) -> None:
    """The oracle says so."""
    done = place.run("verify")
    assert done.returncode == 0, done.stdout


def refused(place: Installation, word: str) -> None:
    """A start is refused with this word."""
    process = place.launch()
    assert process.wait(150) == MISFIT
    place.serving = None
    assert word in process.log.read_text()


async def test_parked_records(place: Installation, hand: Hand) -> None:
    """A reaction had failed: mended, it does what it left undone, as the service would."""
    stream = champion(place, "PRT")
    well(place)
    database = hand.database("notifications")
    await database["reaction_notify_g1"].delete_one({"_id": stream})
    [append] = await hand.store("registry").load(stream)
    [(key, value, headers)] = outgoing("registry", append)
    raw = Raw(topic_of_service("registry"), 0, 0, key, value, tuple(headers))
    await Parked(database).park(
        "notifications.react.notify", raw, "failed", "RuntimeError: once", incoming(raw)
    )
    assert place.run("verify").returncode == 1
    [line, _] = place.run("parked", "list").stdout.splitlines()
    assert f"{stream}@1  failed" in line
    assert '"reason": "failed"' in place.run("parked", "show", line.split()[0]).stdout
    assert "`onevoice parked replay STREAM`" in section(OPERATIONS, "Parked records")
    assert place.run("parked", "replay", stream).stdout == "1 applied, 0 still parked\n"
    well(place)


async def test_a_record_that_is_none_of_ours_is_acknowledged(place: Installation, hand: Hand) -> None:
    """Somebody else's record is parked for good; once somebody has looked at it, nothing follows from it."""
    await send(place.house.cluster, [(b"champion-NOBODY", b"rubbish", [])], "registry")

    async def listed() -> list[str]:
        return place.run("parked", "list").stdout.splitlines()[:-1]

    lines = await eventually(listed)
    assert all("malformed" in line for line in lines)
    assert place.run("verify").returncode == 1
    assert '`onevoice parked acknowledge ID --reason "…"`' in section(OPERATIONS, "Parked records")
    told = place.run("parked", "acknowledge", lines[0].split()[0], "--reason", "a test of somebody else")
    assert told.returncode == 0, told.stderr
    assert place.run("parked", "list").stdout.startswith("0 parked, ")
    well(place)
    stream = champion(place, "FJI")
    well(place)
    [append] = await hand.store("registry").load(stream)
    [(key, value, headers)] = outgoing("registry", append)
    raw = Raw(topic_of_service("registry"), 0, 0, key, value, tuple(headers))
    await Parked(hand.database("registry")).park(
        "registry.champions.g1", raw, "failed", "once", incoming(raw)
    )
    [line, _] = place.run("parked", "list").stdout.splitlines()
    kept = place.run("parked", "acknowledge", line.split()[0], "--reason", "it will not go away")
    assert kept.returncode == 1
    assert "the record is one of ours, and waits for its cure" in kept.stderr
    assert place.run("parked", "replay").returncode == 0
    well(place)


async def test_a_view_is_wrong(place: Installation, hand: Hand) -> None:
    """It is folded anew beside the wrong one."""
    stream = champion(place, "MEX")
    well(place)
    view = hand.database("registry")["champions_g1"]
    await view.update_one({"_id": stream}, {"$set": {"part.state.status": "withdrawn"}})
    assert "another state than its events fold to" in place.run("verify").stdout
    assert re.search(r"`onevoice rebuild SERVICE VIEW`", section(OPERATIONS, "A view is wrong"))
    assert place.run("rebuild", "registry", "champions").returncode == 0
    well(place)
    assert "registry champions: 2 is read, 1 is kept" in place.run("generations", "list").stdout
    assert (
        place.run("generations", "back", "registry", "champions").stdout
        == "champions is read from generation 1\n"
    )
    assert "another state than its events fold to" in place.run("verify").stdout
    assert (
        place.run("generations", "back", "registry", "champions").stdout
        == "champions is read from generation 2\n"
    )
    assert place.run("generations", "drop", "registry", "champions").returncode == 0
    well(place)
    assert place.run("generations", "back", "registry", "champions").returncode == 1


def test_a_new_version(place: Installation) -> None:
    """Rebuilt before, beside or after it runs; the generation before goes when somebody says so."""
    told = section(OPERATIONS, "A new version")
    assert [words for words in commands("A new version") if words[0] == "rebuild"]
    assert "`onevoice generations drop SERVICE VIEW`" in told
    assert place.run("rebuild", "consultations", "briefings").returncode == 0
    well(place)
    assert place.run("generations", "drop", "consultations", "briefings").returncode == 0
    well(place)


def test_a_topic_does_not_fit(place: Installation) -> None:
    """Its settings are mended."""
    alter(place.house.cluster, "registry", "max.message.bytes", "1000")
    assert place.run("topics", "check").returncode == MISFIT
    assert place.run("topics", "apply").returncode == 0
    assert place.run("topics", "check").returncode == 0


def test_publishing_everything_again(place: Installation) -> None:
    """A topic was deleted: another one takes its place, and everything is on it again, in every view."""
    champion(place, "SLV")
    place.stop()
    admin = AdminClient(place.house.cluster.confluent())
    admin.delete_topics([topic_of_service("registry")])[topic_of_service("registry")].result(30)
    refused(place, "topic onevoice.registry.v1 is missing")
    assert place.run("topics", "apply").returncode == 0
    refused(place, "is not the one that service")
    place.follow("Publishing everything again")
    well(place)


def test_what_runs_is_not_made_to_read_again(place: Installation) -> None:
    """One sentence, and nothing is changed."""
    for words in (("topics", "publish-again"), ("groups", "forget", "registry")):
        done = place.run(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert "is running" in done.stderr
        assert "stop every process of it" in done.stderr
    well(place)


def test_secrets_are_lost(place: Installation) -> None:
    """Everything goes on under new ones, and who has an address is the same person."""
    body = {"kind": "person", "address": ADDRESS, "name": "Maria"}
    before = post(place, "/notifications/api/contacts", body, Role.MISSION).json()["stream"]
    place.stop()
    shutil.rmtree(place.house.settings.var / "secrets")
    refused(place, "the secret in ONEVOICE_SECRETS is not the one")
    place.follow("Secrets are lost")
    again = post(place, "/notifications/api/contacts", body, Role.MISSION).json()["stream"]
    assert again == before
    well(place)


async def facts(hand: Hand, service: str) -> dict[str, list[tuple[object, ...]]]:
    """What a store says of each event, but for who sent its command and under which key."""
    found: dict[str, list[tuple[object, ...]]] = {}
    async for append in hand.store(service).history():
        told = [(e.id, e.type, e.version, e.data, e.digest, append.at, append.context) for e in append.events]
        found.setdefault(append.stream, []).extend(told)
    return found


SILENTLY = {"Without-Notices": "true", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
COUNTRIES = ("ARG", "BOL", "BRA", "CHL", "COL", "CRI", "CUB", "DOM", "ECU", "ESP", "ETH", "FRA", "GHA")


async def test_a_database_was_restored(place: Installation, hand: Hand) -> None:
    """Each stream that lacks something is frozen at the start; healed, it holds what it held, times and marks too."""
    database = hand.database("registry")
    for country in COUNTRIES:
        champion(place, country)
    well(place)
    old = await backup(database)
    for country in COUNTRIES:
        body = {"on": "2020-05-01"}
        post(place, f"/registry/api/champions/{country}/activate", body, Role.SECRETARIAT, SILENTLY)
    champion(place, "KEN")
    well(place)
    before = await facts(hand, "registry")
    place.stop()
    await restore(database, old)
    place.start()
    behind = {f"champion-{country}" for country in (*COUNTRIES, "KEN")}
    listed = place.run("forks", "list").stdout
    assert {line.partition(":")[0] for line in listed.splitlines()[:-1]} == behind
    closed = ask(place, "/registry/api/champions/ARG/activate", {"on": "2020-05-02"})
    assert closed.json()["type"] == "urn:onevoice:problem:stream-frozen"
    place.follow("A database was restored", SERVICE="registry")
    assert await facts(hand, "registry") == before
    context = before["champion-ARG"][1][-1]
    assert isinstance(context, Context)
    assert (context.silent, context.traceparent) == (True, SILENTLY["traceparent"])
    post(place, "/registry/api/champions/KEN/activate", {"on": "2020-06-01"})
    well(place)


async def test_a_forked_stream(place: Installation, hand: Hand) -> None:
    """Its own service followed the second history, reactions too: all are brought back, and go on."""
    contact = f"contact-{uuid.uuid4().hex}"
    database = hand.database("notifications")
    await hand.send(contact, RegisterContact(kind="person", owner="mission:PRT"))
    well(place)
    old = await backup(database)
    await hand.send(contact, RegisterContact(kind="person", owner="mission:ESP"))
    well(place)
    place.stop()
    await restore(database, old)
    for owner in ("mission:KEN", "mission:NPL"):
        await hand.send(contact, RegisterContact(kind="person", owner=owner))
    place.start()

    async def followed() -> bool:
        found = await database["reaction_end_erased_g1"].find_one({"_id": contact})
        return found is not None and found["part"]["version"] == 3

    await eventually(followed, 60)
    place.follow("A forked stream", STREAM=contact)
    assert "mission:KEN" in "".join(place.said)
    assert place.run("parked", "list").stdout.startswith("0 parked")
    await hand.send(contact, EraseContact(reason="asked for"))
    well(place)
    assert await hand.store("notifications").load(contact)


REMEDIES = section(OPERATIONS, "Operations").partition("When something is wrong:")[2].partition("\n")[0]
TESTS = "".join(file.read_text() for file in Path(__file__).parents[1].rglob("test_*.py"))
"""Where a remedy is run: here, or where the damage is another test's matter."""


@pytest.mark.parametrize("heading", re.findall(r"\[([^]]+)\]\(#", REMEDIES))
def test_every_remedy_is_run_by_a_test(heading: str) -> None:
    """Step by step, or command by command."""
    if f'follow("{heading}"' in TESTS:
        return
    for words in commands(heading):
        named = [word for word in words if word.islower() and not word.startswith("-")]
        assert ", ".join(f'"{word}"' for word in named) in TESTS, words

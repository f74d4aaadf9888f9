"""What every address promises over HTTP, on a process that serves all services from the real engines."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from deploy.local.issuer import LocalIssuer
from shared.auth import Role
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Incoming, Malformed, incoming
from shared.kafka.topics import topic_of_service
from shared.problems import MEDIA_TYPE
from shared.settings import Settings
from tests.support.engines import Server
from tests.support.eventually import eventually
from tests.support.processes import OneVoice, environment

WITHDRAW = {"on": "2020-06-01", "reason": None}
ACCEPT = {"evidence": {"kind": "document", "title": "Letter"}, "since": "2020-03"}


@pytest.fixture(scope="module")
def running(cluster: Cluster, mongo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneVoice]:
    """All services in one process, on databases of their own."""
    folder = tmp_path_factory.mktemp("http")
    env = environment(folder, cluster.servers, mongo.url, ONEVOICE_DATABASE_PREFIX=folder.name)
    process = OneVoice(["serve"], env, folder / "log")
    process.start()
    try:
        process.wait_ready()
        yield process
        assert process.stop() == 0, "a graceful stop ends with 0"
    finally:
        process.kill()


@pytest.fixture(scope="module")
def installed(running: OneVoice, cluster: Cluster, mongo: Server) -> Settings:
    """The settings with which a command finds what runs."""
    folder = running.log.parent
    return Settings(
        var=folder,
        kafka=cluster.servers,
        mongo=mongo.url,
        database_prefix=folder.name,
        port=running.port,
        metrics_port=running.metrics_port,
    )


@pytest_asyncio.fixture
async def api(running: OneVoice) -> AsyncIterator[httpx.AsyncClient]:
    """The secretariat's client."""
    token = LocalIssuer(Settings(var=running.log.parent)).token(Role.SECRETARIAT)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=running.url, headers=headers, trust_env=False, timeout=30
    ) as client:
        yield client


def champion(country: str, action: str = "accept") -> str:
    """A command's address."""
    return f"/registry/api/champions/{country}/{action}"


def problem(found: httpx.Response) -> str:
    """The problem's type; fails for an answer that is none."""
    assert found.headers["Content-Type"] == MEDIA_TYPE
    body = found.json()
    assert body["status"] == found.status_code
    assert body["correlation_id"] == found.headers["X-Correlation-ID"]
    return str(body["type"]).removeprefix("urn:onevoice:problem:")


async def test_a_command_says_what_it_left_behind_and_a_query_waits_for_it(api: httpx.AsyncClient) -> None:
    """201 for a beginning and 200 after it, with stream, version, ETag and Location; ?after= shows it."""
    first = await api.post(champion("PRT"), json=ACCEPT)
    assert (first.status_code, first.json()) == (201, {"stream": "champion-PRT", "version": 1})
    assert (first.headers["ETag"], first.headers["Location"]) == ('"1"', "/registry/api/champions/PRT")
    shown = await api.get(first.headers["Location"], params={"after": "champion-PRT@1"})
    assert shown.json()["status"] == "accepted"
    second = await api.post(champion("PRT", "activate"), json={"on": "2020-05-01"})
    assert (second.status_code, second.json()["version"]) == (200, 2)


async def test_a_keyed_command_is_answered_once_and_for_ever(api: httpx.AsyncClient) -> None:
    """The same key and body: the same answer, however often and however many at once. Another body: 422."""
    key = {"Idempotency-Key": "letter-1"}
    racers = [api.post(champion("SLV"), json=ACCEPT, headers=key) for _ in range(12)]
    answers = await asyncio.gather(*racers)
    assert {(a.status_code, a.json()["version"]) for a in answers} == {(201, 1)}
    other = await api.post(champion("SLV"), json={**ACCEPT, "since": "2021"}, headers=key)
    assert (other.status_code, problem(other)) == (422, "key-reused")
    elsewhere = await api.post(champion("SLV", "withdraw"), json=WITHDRAW, headers=key)
    assert (elsewhere.status_code, problem(elsewhere)) == (422, "key-reused")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (r'{"on": "2021", "note": "\ud83d"}', "note"),
        (r'{"\ud83d": 1}', "body"),
        ("[" * 3_000 + "]" * 3_000, "body"),
        ("{" + ",".join(f'"f{n}": 1' for n in range(100_000)) + "}", "body"),
    ],
)
async def test_json_that_no_type_can_take_is_refused_with_its_field(
    api: httpx.AsyncClient, body: str, field: str
) -> None:
    """Half a character, nesting without end, members without number: 422 in one sentence."""
    headers = {"Content-Type": "application/json"}
    found = await api.post(champion("ECU", "invite"), content=body, headers=headers)
    assert (found.status_code, problem(found)) == (422, "invalid"), found.text
    assert [one["field"] for one in found.json()["errors"]] == [field]
    form = await api.post(
        "/notifications/subscribe",
        files={"address": (None, b"\\ud83d@example.org", "text/plain; charset=unicode_escape")},
        headers={"Accept": "text/html"},
    )
    assert form.status_code < 500, form.text


async def test_an_error_is_said_in_the_language_asked_for_also_where_the_path_gives_a_part(
    api: httpx.AsyncClient,
) -> None:
    """Label and message; the rest of the answer is as it is in English."""
    body = {"agency": "UN Women", "on": "May", "evidence": ACCEPT["evidence"]}
    for language, label, right in (("en", "Date", "is right"), ("fr", "Date", "convient")):
        found = await api.post(
            "/registry/api/secondments/UN-Women/start", json=body, headers={"Accept-Language": language}
        )
        assert (found.status_code, problem(found)) == (422, "invalid")
        assert found.headers["Content-Language"] == language
        [error] = found.json()["errors"]
        assert (error["field"], error["label"]) == ("on", label)
        assert right in error["message"]
    whole = await api.post(
        champion("ECU", "invite"), content="[" * 99 + "]" * 99,
        headers={"Content-Type": "application/json", "Accept-Language": "fr"},
    )  # fmt: skip
    assert (whole.headers["Content-Language"], problem(whole)) == ("fr", "invalid")
    assert "40 niveaux au plus" in whole.json()["errors"][0]["message"]


async def test_a_refusal_is_said_in_the_language_asked_for(api: httpx.AsyncClient) -> None:
    """Its title too; in English as the record writes it."""
    activate = {"on": "2020-06", "note": "It leads a review."}
    for language, words in (("en", "it is absent as champion"), ("fr", "statut du pays champion : absent")):
        found = await api.post(
            champion("CHL", "activate"), json=activate, headers={"Accept-Language": language}
        )
        assert (found.status_code, problem(found)) == (409, "refused"), found.text
        assert found.json()["detail"].startswith(words)
        assert (found.headers["Content-Language"], found.headers["Vary"]) == (language, "Accept-Language")


async def test_who_has_seen_an_older_version_loses(api: httpx.AsyncClient) -> None:
    """If-Match takes the stream's version: 412 when it moved, 400 when it is not one."""
    await api.post(champion("ECU"), json=ACCEPT)
    stale = await api.post(champion("ECU", "withdraw"), json=WITHDRAW, headers={"If-Match": '"7"'})
    assert (stale.status_code, problem(stale)) == (412, "version-moved")
    good = await api.post(champion("ECU", "withdraw"), json=WITHDRAW, headers={"If-Match": '"1"'})
    assert good.json()["version"] == 2
    rubbish = await api.post(champion("ECU", "withdraw"), json=WITHDRAW, headers={"If-Match": "now"})
    assert (rubbish.status_code, problem(rubbish)) == (400, "malformed")


@pytest.mark.parametrize(
    ("content", "kind", "status", "type_", "names"),
    [
        (b'{"since":', "application/json", 400, "malformed", "body"),
        (b"since=2020", "application/x-www-form-urlencoded", 415, "unsupported-media-type", ""),
        (b'{"since": NaN, "evidence": null}', "application/json", 422, "invalid", "since"),
        (b'{"since": "2020", "evidence": {"kind": "document"}}', "application/json", 422, "invalid", "title"),
        (b'{"since": "2020", "evidence": {"kind": "document", "title": "x"}, "more": 1}', "application/json", 422,
         "invalid", "more"),
        (b'{"since": "' + b"x" * 3_000_000 + b'"}', "application/json", 413, "too-large", ""),
        (b"[]", "application/json", 422, "invalid", "body"),
        (b"\xff\xfe", "application/json", 400, "malformed", ""),
    ],
    ids=["broken", "form", "nan", "missing", "unknown", "huge", "list", "not-text"],
)  # fmt: skip
async def test_bad_input_names_the_field_and_changes_nothing(  # noqa: PLR0917 - a table's columns
    content: bytes, kind: str, status: int, type_: str, names: str, api: httpx.AsyncClient
) -> None:
    """A clear problem, never a fault, and no stream begins."""
    found = await api.post(champion("KEN"), content=content, headers={"Content-Type": kind})
    assert (found.status_code, problem(found)) == (status, type_)
    assert names in found.text
    assert (await api.get("/registry/api/champions/KEN")).status_code == 404


async def test_a_body_that_grows_past_the_limit_is_cut_off(api: httpx.AsyncClient) -> None:
    """Also when its length was not announced."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 100_000

    found = await api.post(champion("KEN"), content=endless(), headers={"Content-Type": "application/json"})
    assert (found.status_code, problem(found)) == (413, "too-large")


async def test_an_unchanged_answer_is_304(api: httpx.AsyncClient) -> None:
    """An ETag of what is shown; it changes with it."""
    await api.post(champion("NPL"), json=ACCEPT)
    first = await api.get("/registry/api/champions/NPL", params={"after": "champion-NPL@1"})
    same = await api.get("/registry/api/champions/NPL", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    await api.post(champion("NPL", "activate"), json={"on": "2021"})
    other = await api.get(
        "/registry/api/champions/NPL",
        params={"after": "champion-NPL@2"},
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert other.status_code == 200


async def test_a_list_comes_page_by_page(api: httpx.AsyncClient) -> None:
    """Each item once, by an opaque cursor; a cursor of one's own making is 400."""
    countries = ["AND", "BEL", "CHE", "DNK", "EST", "FIN", "GRC"]
    for country in countries:
        await api.post(champion(country), json=ACCEPT)
    after = [f"champion-{country}@1" for country in countries]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params: dict[str, Any] = {"limit": 2, "after": after} | ({"cursor": cursor} if cursor else {})
        page = (await api.get("/registry/api/champions", params=params)).json()
        assert len(page["champions"]) <= 2
        seen += [one["country"] for one in page["champions"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(set(seen))
    assert set(countries) <= set(seen)
    bad = await api.get("/registry/api/champions", params={"cursor": "%%%"})
    assert (bad.status_code, problem(bad)) == (400, "malformed")


async def test_a_list_is_filtered_by_what_it_is_asked_for(api: httpx.AsyncClient) -> None:
    """Secondments by status and agency; the refusal of a command on another's stream gives the right one."""
    list_ = "/registry/api/secondments"
    said = {"agency": "UN Women", "evidence": ACCEPT["evidence"]}
    wrong = await api.post(f"{list_}/UNWOMEN/start", json=said)
    assert (wrong.status_code, "UN-Women is right" in wrong.text) == (422, True)
    for key, to, action in (("UN-Women", None, "start"), ("UN-Women_ECA", "ECA", "announce")):
        assert (await api.post(f"{list_}/{key}/{action}", json={**said, "to": to})).status_code == 201
    after = {"after": ["secondment-UN-Women@1", "secondment-UN-Women_ECA@1"], "agency": "UN Women"}
    for status, keys in ((None, ["UN-Women", "UN-Women_ECA"]), ("in_post", ["UN-Women"]), ("ended", [])):
        found = await api.get(list_, params={**after, **({"status": status} if status else {})})
        assert [one["key"] for one in found.json()["secondments"]] == keys


async def test_what_can_never_be_visible_is_400_and_what_is_not_yet_is_503(api: httpx.AsyncClient) -> None:
    """?after= waits for its own kinds alone, and not for ever."""
    never = await api.get("/registry/api/champions", params={"after": "briefing-x@1"})
    assert (never.status_code, problem(never)) == (400, "malformed")
    rubbish = await api.get("/registry/api/champions", params={"after": "champion"})
    assert (rubbish.status_code, problem(rubbish)) == (400, "malformed")
    later = await api.get("/registry/api/champions", params={"after": "champion-ZWE@9"})
    assert (later.status_code, problem(later)) == (503, "not-yet")
    assert later.headers["Retry-After"]


async def records_of(cluster: Cluster, service: str, stream: str) -> list[Incoming]:
    """A stream as its topic holds it."""
    found: list[Incoming] = []
    async for batch in read_until(cluster, await ends_of(cluster, [topic_of_service(service)])):
        for record in batch:
            try:
                known = incoming(record)
            except Malformed:
                continue
            if known.stream == stream:
                found.append(known)
    return found


async def test_one_correlation_id_from_the_request_to_what_it_brought_about(
    api: httpx.AsyncClient, cluster: Cluster, running: OneVoice
) -> None:
    """In the answer, on both topics and in the log; the reaction names its cause and counts one hop."""
    mark = {"X-Correlation-ID": "trace-this-one-please", "traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    briefing = "/consultations/api/briefings/2023-02-01"
    held = {"title": "Briefing", "when": {"date": "2023-02-01"}, "place": None}
    assert (await api.post(f"{briefing}/hold", json=held)).status_code == 201
    outcome = {"outcome": {"kind": "champion_accepted", "country": "MAR"}}
    said = await api.post(f"{briefing}/outcomes/o1/record", json=outcome, headers=mark)
    assert said.headers["X-Correlation-ID"] == mark["X-Correlation-ID"]

    async def accepted() -> list[Incoming]:
        return await records_of(cluster, "registry", "champion-MAR")

    [effect] = await eventually(accepted)
    cause = (await records_of(cluster, "consultations", "briefing-2023-02-01"))[-1]
    for record in (cause, effect):
        assert record.context.correlation_id == mark["X-Correlation-ID"]
        assert record.context.traceparent == mark["traceparent"]
    assert (cause.context.hops, effect.context.hops) == (0, 1)
    assert effect.context.causation_id == cause.id
    lines = [line for line in running.log.read_text().splitlines() if mark["X-Correlation-ID"] in line]
    assert any('"reacted"' in line for line in lines)
    assert any('"command"' in line for line in lines)


async def test_the_process_says_how_it_is(api: httpx.AsyncClient, running: OneVoice) -> None:
    """Live, ready, and where to go on; none of it needs a token. Its numbers stand on a port of their own."""
    for path in ("/", "/health/live", "/health/ready"):
        assert (await api.get(path, headers={"Authorization": ""})).status_code == 200
    assert (await api.get("/metrics")).status_code == 404
    numbers = (await api.get(f"http://127.0.0.1:{running.metrics_port}/metrics")).text
    assert 'onevoice_pending_appends{service="registry"}' in numbers
    assert "onevoice_commands_total" in numbers

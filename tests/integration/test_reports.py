"""A report on the real engines: opened by a briefing, heard for and fixed, cleared by agencies, launched."""

import asyncio
import hashlib
import uuid

import httpx
import pytest

from services.consultations.attachments.verdicts import Kind
from services.consultations.report.freezing import line_of
from shared.auth import Role
from tests.integration.test_http import api, installed, running
from tests.integration.test_inputs import Caller, caller
from tests.support.attached import all_kinds
from tests.support.eventually import eventually
from tests.support.inputs_api import API, BODY, CREATED, OK, after, heard, id_of, opened, send

__all__ = ["api", "caller", "installed", "running"]
FORBIDDEN, NOT_FOUND, CONFLICT = 403, 404, 409
DUE = {"date": "2090-03-20", "time": "18:00", "time_zone": "Europe/Zurich"}
pytestmark = pytest.mark.timeout(120)


async def say(api: httpx.AsyncClient, path: str, body: object, **headers: str) -> httpx.Response:
    """A command of a report or section, which has to be taken."""
    found = await api.post(f"{API}/{path}", json=body, headers=headers)
    assert found.status_code in {OK, CREATED}, found.text
    return found


async def begun(api: httpx.AsyncClient, *calls: str) -> str:
    """A report that these calls feed; its key."""
    key = uuid.uuid4().hex[:12]
    terms = {"title": {"en": "Report of the Secretary-General"}, "calls": calls}
    await say(api, f"reports/{key}/open", {"terms": terms})
    return key


async def test_a_briefing_opens_the_cycle_and_shows_it(api: httpx.AsyncClient) -> None:
    """Whatever is sent twice; the report says which briefing announced it."""
    key, year = uuid.uuid4().hex[:12], str(3000 + int(uuid.uuid4().hex[:3], 16))
    await say(api, f"briefings/{key}/hold", {"title": "Briefing", "when": {"date": "2020-03-04"}})
    outcome = {"outcome": {"kind": "sg_report_launch_planned", "month": f"{year}-12"}}
    recorded = await say(api, f"briefings/{key}/outcomes/launch/record", outcome)
    await say(api, f"briefings/{key}/outcomes/launch/record", outcome)

    async def became() -> bool:
        shown = (await api.get(f"{API}/briefings/{key}", params=after(recorded))).json()
        return bool(shown["outcomes"][0]["became"]["state"] == "opened")

    await eventually(became, 30)
    shown = (await api.get(f"{API}/reports/{year}")).json()
    assert (shown["status"], shown["terms"]["launch"]) == ("drafting", f"{year}-12")
    assert shown["announced"] == [f"briefing:{key}#launch"]


@pytest.mark.law(14)
async def test_what_was_heard_is_a_list_in_which_who_sent_finds_their_own(api: httpx.AsyncClient) -> None:
    """It stays as it was, whatever comes after and whatever is erased; others' calls are not in it."""
    call, other = await heard(api), await heard(api)
    key = await begun(api, call)
    sent = [await send(api, call, answers={"progress": f"word {n}"}) for n in range(6)]
    await send(api, other)
    frozen = await say(api, f"reports/{key}/freeze", {})
    late = await send(api, call)
    author = {"Input-Author": sent[0].json()["author"]}
    erased = await api.post(f"{API}/inputs/{id_of(sent[0])}/erase", json={}, headers=author)
    assert erased.is_success, erased.text
    await say(api, f"reports/{key}/freeze", {})
    shown = (await api.get(f"{API}/reports/{key}", params=after(frozen))).json()
    assert (shown["frozen"]["count"], shown["frozen"]["calls"]) == (6, [call])
    listed = await api.get(f"/consultations/reports/{key}/heard.txt")
    assert hashlib.sha256(listed.content).hexdigest() == shown["frozen"]["sha256"]
    assert listed.text.split() == sorted(line_of(id_of(one)) for one in sent)
    assert line_of(id_of(late)) not in listed.text

    async def counted() -> bool:
        numbers = (await api.get(f"{API}/reports/{key}/heard")).json()
        return (numbers["heard"], numbers["by_group"].get("migrants")) == (5, {"heard": 5, "cited": 0})

    await eventually(counted, 30)


async def test_a_call_that_is_sealed_is_not_counted_yet(api: httpx.AsyncClient) -> None:
    """Nobody shall know how many have spoken while it is open."""
    call = await opened(api)
    key = await begun(api, call)
    await send(api, call, **BODY)
    numbers = (await api.get(f"{API}/reports/{key}/heard", params={"after": f"report-{key}@1"})).json()
    assert (numbers["heard"], numbers["sealed"]) == (0, [call])


async def test_what_was_heard_is_not_fixed_while_a_call_is_sealed_nor_by_looking(
    api: httpx.AsyncClient,
) -> None:
    """Neither its number nor its list is there for anybody; a call that is not there is named."""
    over, shut = await heard(api), await opened(api)
    await send(api, shut, **BODY)
    for call, reason in ((shut, "cannot be read yet"), ("nowhere", "nowhere cannot be read yet")):
        key = await begun(api, over, call)
        for look in ({"preview": "true"}, {}):
            refused = await api.post(f"{API}/reports/{key}/freeze", json={}, params=look)
            assert (refused.status_code, reason in refused.text) == (CONFLICT, True)
        assert (await api.get(f"/consultations/reports/{key}/heard.txt")).status_code == NOT_FOUND
    key = await begun(api, over)
    await send(api, over, answers={"progress": f"word {uuid.uuid4()}"})
    seen = await api.post(f"{API}/reports/{key}/freeze", json={}, params={"preview": "true"})
    [frozen] = seen.json()["events"]
    both = await asyncio.gather(*(api.post(f"{API}/reports/{key}/freeze", json={}) for _ in range(2)))
    assert [one.status_code for one in both] == [OK, OK]
    assert [one.json()["version"] for one in both] == [2, 2]
    await api.get(f"{API}/reports/{key}", params=after(both[0]))
    listed = await api.get(f"/consultations/reports/{key}/heard.txt")
    assert frozen["data"]["sha256"] == hashlib.sha256(listed.content).hexdigest()


async def test_a_preview_of_a_section_keeps_nothing_and_a_report_that_is_over_takes_none(
    api: httpx.AsyncClient, caller: Caller
) -> None:
    """Nor a draft, nor a language version."""
    key, iom = await begun(api), caller(Role.AGENCY, "IOM")
    at, said = (
        f"{API}/sections/{key}_data",
        {"report": key, "title": {"en": "Data"}, "owner": "IOM", "place": 1},
    )
    seen = await api.post(f"{at}/set", json=said, params={"preview": "true"})
    assert [one["type"] for one in seen.json()["events"]] == ["onevoice.consultations.section-set.v1"]
    made = await api.post(f"{at}/set", json=said)
    assert made.status_code == CREATED
    nowhere = await api.post(f"{at}-b/set", json={**said, "report": "nowhere"})
    assert (nowhere.status_code, "begin it first" in nowhere.text) == (CONFLICT, True)
    drafted = await api.post(f"{at}/draft", json={"text": {"en": "Known."}}, headers=iom)
    await api.get(at, params=after(drafted))
    draft = f"{API}/reports/{key}/draft"
    assert (await api.get(draft, headers=iom)).status_code == OK
    dropped = await say(api, f"sections/{key}_data/drop", {"reason": "not needed"})
    await api.get(at, params=after(dropped))
    assert (await api.get(draft, headers=iom)).status_code == FORBIDDEN
    await say(api, f"reports/{key}/withdraw", {"reason": "begun by mistake"})
    for path, body, who in (
        (f"{at}/set", said, {}),
        (f"{at}/draft", {"text": {"en": "More."}, "changes": "More"}, iom),
        (f"{API}/reports/{key}/versions", {"language": "fr", "link": "https://example.org"}, {}),
    ):
        over = await api.post(path, json=body, headers=who)
        assert (over.status_code, "nothing changes in it any more" in over.text) == (CONFLICT, True)


@pytest.mark.law(14)
async def test_agencies_clear_the_draft_each_for_itself(api: httpx.AsyncClient, caller: Caller) -> None:
    """Two at once; who writes no section and is not asked reads no draft; a newer draft is read first."""
    key = await begun(api)
    iom, unhcr, who = (caller(Role.AGENCY, name) for name in ("IOM", "UNHCR", "WHO"))
    section = f"sections/{key}_data"
    said = {"report": key, "title": {"en": "Data"}, "owner": "IOM", "place": 1}
    await say(api, f"{section}/set", said)
    refused = await api.post(f"{API}/{section}/draft", json={"text": {"en": "Ours."}}, headers=unhcr)
    assert refused.status_code == FORBIDDEN
    drafted = await say(api, f"{section}/draft", {"text": {"en": "What is known."}}, **iom)
    assert (await api.get(f"{API}/{section}", headers=iom, params=after(drafted))).status_code == OK
    await say(api, f"reports/{key}/put", {})
    asked = await say(api, f"reports/{key}/ask", {"agencies": ["IOM", "UNHCR"], "due": DUE})
    draft = f"{API}/reports/{key}/draft"
    assert (await api.get(draft, headers=who, params=after(asked))).status_code == FORBIDDEN
    read = (await api.get(draft, headers=unhcr)).json()
    assert read["sections"][0]["text"] == {"en": "What is known."}
    change = {"draft": 1, "change": "Say who is meant", "reason": "Clearer"}
    await say(api, f"reports/{key}/ask-for-change", change, **unhcr)
    await say(api, f"{section}/draft", {"text": {"en": "What the Network knows."}, "changes": "Who"}, **iom)
    await say(api, f"reports/{key}/put", {"changes": "Who knows", "due": DUE})
    old = await api.post(f"{API}/reports/{key}/concur", json={"draft": 1}, headers=unhcr)
    assert (old.status_code, "draft 2 is the latest" in old.text) == (CONFLICT, True)
    nobody = await api.post(f"{API}/reports/{key}/concur", json={"draft": 2}, headers=who)
    assert nobody.status_code == CONFLICT
    early = await api.post(f"{API}/reports/{key}/launch", json={"symbol": "A/75/542", "on": "2020-12-01"})
    assert early.status_code == CONFLICT
    once = {**unhcr, "Idempotency-Key": uuid.uuid4().hex}
    both = await asyncio.gather(
        *(
            say(api, f"reports/{key}/concur", {"draft": 2}, **one)
            for one in (iom, {**unhcr, **once}, {**unhcr, **once})
        )
    )
    assert both[1].json() == both[2].json()
    other = await api.post(f"{API}/reports/{key}/concur", json={"draft": 1}, headers=once)
    assert other.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    last = max(both, key=lambda one: int(one.json()["version"]))
    shown = (await api.get(f"{API}/reports/{key}", params=after(last))).json()
    assert (shown["status"], shown["agreed"], shown["waits_for"]) == ("agreed", "concurred", [])
    assert [one["what"] for one in shown["history"]].count("concurred") == len((iom, unhcr))
    assert "Say who is meant" not in str(shown)
    launched = await say(api, f"reports/{key}/launch", {"symbol": "A/75/542", "on": "2020-12-01"})
    filed = await api.post(f"{API}/reports/{key}/versions/fr/file", content=all_kinds()[Kind.PDF])
    assert filed.is_success, filed.text
    assert filed.json()["version"] == launched.json()["version"] + 1
    await api.get(f"{API}/reports/{key}", params=after(filed))
    found = await api.get(f"/consultations/reports/{key}/versions/fr")
    assert (found.status_code, found.headers["content-type"]) == (OK, "application/pdf")
    part = await api.get(f"/consultations/reports/{key}/versions/fr", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, found.content[:4])

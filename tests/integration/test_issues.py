"""Issues over HTTP and on their pages: raised by a briefing, answered once, and shown to whom each part is for."""

import asyncio
import datetime as dt
import uuid
from typing import Any

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from services.consultations.issues import commands as c
from services.consultations.issues.access import ISSUE
from services.consultations.issues.projection import ISSUES
from services.consultations.issues.reactions import RAISE_ISSUES
from services.consultations.issues.reminders import IssueReminders
from shared.auth import Role
from shared.clock import now
from shared.contracts.consultations.briefings import IssueRaised
from shared.contracts.consultations.issues import AsFeedback, IssueOpened, Matter
from shared.contracts.consultations.items import Issue
from shared.contracts.reactions import EventRef
from shared.eventstore.handle import Origin
from shared.mongo import Database, Server
from shared.settings import Settings
from shared.web.routes.commands import context
from tests.integration.test_http import api, installed, running
from tests.support import taking
from tests.support.eventually import eventually
from tests.support.folded import folded
from tests.support.streams import recorded

__all__ = ["api", "installed", "running"]
API = "/consultations/api"
OK, CREATED, FORBIDDEN, CONFLICT = 200, 201, 403, 409
UNTIL = {"date": "2031-03-20", "time": "18:00", "time_zone": "Europe/Zurich"}
MATTER = {"topic": "coordination", "text": "The UN system speaks with one voice"}
FEEDBACK = {"kind": "feedback", "how": "the website"}


class Agency:
    """An agency that acts for itself over the API."""

    def __init__(self, api: httpx.AsyncClient, issuer: LocalIssuer, name: str) -> None:
        self._api, self.name = api, name
        self._headers = {"Authorization": f"Bearer {issuer.token(Role.AGENCY, name)}"}

    async def say(self, key: str, what: str, **said: Any) -> httpx.Response:
        """One of its commands."""
        return await self._api.post(f"{API}/issues/{key}/{what}", json=said, headers=self._headers)

    async def look(self, at: str) -> httpx.Response:
        """One of its readings."""
        return await self._api.get(f"{API}/issues/{at}", headers=self._headers)


@pytest.fixture
def agencies(api: httpx.AsyncClient, installed: Settings) -> dict[str, Agency]:
    """The lead, two that are asked, and one that is not."""
    issuer = LocalIssuer(installed)
    return {name: Agency(api, issuer, name) for name in ("IOM", "ILO", "UNHCR", "WHO")}


async def desk(api: httpx.AsyncClient, key: str, what: str, **said: Any) -> None:
    """The secretariat says something of it."""
    done = await api.post(f"{API}/issues/{key}/{what}", json=said)
    assert done.is_success, done.text


async def shown(api: httpx.AsyncClient, key: str, done: httpx.Response | None = None) -> Any:
    """The issue as everybody sees it, once it has come so far."""
    after = {"after": f"issue-{key}@{done.json()['version']}"} if done else {}
    found = await api.get(f"{API}/issues/{key}", params=after)
    assert found.status_code == OK, found.text
    return found.json()


async def drafted(api: httpx.AsyncClient, agencies: dict[str, Agency]) -> str:
    """An issue whose draft two agencies are asked about; its key."""
    key = uuid.uuid4().hex[:12]
    await desk(api, key, "raise", matter=MATTER, origin=FEEDBACK)
    await desk(api, key, "assign", lead="IOM")
    lead = agencies["IOM"]
    assert (await lead.say(key, "draft", text={"en": "It does, in secret."})).is_success
    asked = await lead.say(key, "ask", agencies=["ILO", "UNHCR"], due=UNTIL)
    assert asked.is_success, asked.text
    assert (await shown(api, key, asked))["stage"] == "concurring"
    return key


async def test_what_a_briefing_raised_is_an_issue_that_follows_its_record(api: httpx.AsyncClient) -> None:
    """Corrected it is worded anew, withdrawn it is gone; the briefing's page says how far it has come."""
    briefing = uuid.uuid4().hex[:12]
    when = {"date": "2020-03-04"}
    assert (await api.post(f"{API}/briefings/{briefing}/hold", json={"title": "B", "when": when})).is_success
    at = f"{API}/briefings/{briefing}/issues/voice"
    assert (await api.post(f"{at}/raise", json={"issue": MATTER})).is_success
    key = f"{briefing}-voice"

    async def worded(text: str) -> None:
        async def look() -> bool:
            found = await api.get(f"{API}/issues/{key}")
            return bool(found.status_code == OK and found.json()["matter"]["text"] == text)

        await eventually(look)

    await worded(MATTER["text"])
    assert (await shown(api, key))["sources"][0]["origin"]["briefing"] == briefing
    await api.post(f"{at}/correct", json={"issue": {**MATTER, "text": "One voice"}})
    await worded("One voice")
    page = await api.get(f"/consultations/briefings/{briefing}", headers={"Accept-Language": "en"})
    assert f"/consultations/issues/{key}" in page.text
    assert "no agency leads on it yet" in page.text
    await api.post(f"{at}/withdraw", json={"reason": "not raised"})

    async def gone() -> bool:
        return bool((await shown(api, key))["status"] == "dropped")

    await eventually(gone)
    assert key not in {one["key"] for one in (await api.get(f"{API}/issues")).json()["issues"]}


@pytest.mark.law(14)
async def test_an_agency_acts_for_itself_alone_and_learns_nothing_of_what_is_not_its_own(
    api: httpx.AsyncClient, agencies: dict[str, Agency]
) -> None:
    """Whoever is neither lead nor asked is answered as for an issue that is not there; the public sees no draft."""
    key = await drafted(api, agencies)
    stranger = agencies["WHO"]
    for one in (key, "nowhere"):
        for what in ("concur", "ask-for-change", "draft", "publish", "ask"):
            found = await stranger.say(one, what, draft=1, agency="ILO")
            assert (found.status_code, "stream" in found.json()) == (FORBIDDEN, False)
        assert (await stranger.look(f"{one}/drafts")).status_code == FORBIDDEN
    spoken_for = await agencies["ILO"].say(key, "concur", draft=1, agency="UNHCR")
    assert spoken_for.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert (await api.post(f"{API}/issues/{key}/concur", json={"draft": 1})).status_code == FORBIDDEN
    for name in ("IOM", "ILO", "UNHCR"):
        found = await agencies[name].look(f"{key}/drafts")
        assert found.headers["Cache-Control"] == "private, no-store"
        assert found.json()["text"] == {"en": "It does, in secret."}
        mine = (await agencies[name].look("mine")).json()["issues"]
        assert key in {one["key"] for one in mine}
    assert (await stranger.look("mine")).json() == {"issues": []}
    public = [f"{API}/issues/{key}", f"{API}/issues", "/consultations/issues", f"/consultations/issues/{key}"]
    for at in public:
        assert "in secret" not in (await api.get(at)).text


async def test_two_agencies_that_concur_at_once_agree_it_once(
    api: httpx.AsyncClient, agencies: dict[str, Agency]
) -> None:
    """Whichever comes second brings the agreement about; then it is published, translated, reopened, superseded."""
    key = await drafted(api, agencies)
    both = await asyncio.gather(*(agencies[name].say(key, "concur", draft=1) for name in ("ILO", "UNHCR")))
    assert all(one.is_success for one in both), [one.text for one in both]
    done = await agencies["IOM"].say(key, "publish", draft=1)
    assert done.is_success, done.text
    found = await shown(api, key, done)
    told = [step["said"]["type"].split(".")[-2] for step in found["history"]]
    assert told.count("draft-agreed") == 1
    assert found["answer"]["texts"] == {"en": "It does, in secret."}
    await desk(api, key, "translate", language="fr", text="Oui.")
    await desk(api, key, "reopen", reason="The review changed it")
    await desk(api, key, "draft", text={"en": "It did."}, changes="The tense")
    await desk(api, key, "decide", draft=2, reason="Asked for by the Executive Committee")
    done = await agencies["IOM"].say(key, "publish", draft=2)
    found = await shown(api, key, done)
    assert (found["agreed"], found["answer"]["texts"]) == ("decided", {"en": "It did."})
    [earlier] = found["earlier"]
    assert earlier["texts"] == {"en": "It does, in secret.", "fr": "Oui."}
    assert earlier["superseded_at"] == found["answer"]["at"]
    page = (await api.get(f"/consultations/issues/{key}", headers={"Accept-Language": "en"})).text
    assert "It did." in page
    assert "a later answer took its place" in page


async def test_a_draft_that_came_meanwhile_is_read_first(
    api: httpx.AsyncClient, agencies: dict[str, Agency]
) -> None:
    """While the lead revises, an agency concurs: in the draft that there is then, or not at all."""
    key = await drafted(api, agencies)
    revised, concurred = await asyncio.gather(
        agencies["IOM"].say(
            key, "draft", text={"en": "It does."}, changes="Shorter", touched=["ILO"], due=UNTIL
        ),
        agencies["ILO"].say(key, "concur", draft=1),
    )
    assert revised.is_success, revised.text
    assert concurred.status_code in {OK, CONFLICT}
    stands = {one["agency"]: one for one in (await shown(api, key, revised))["concurrence"]}
    assert (stands["ILO"]["answer"], stands["ILO"]["draft"]) == ("waiting", 2)
    late = await agencies["ILO"].say(key, "concur", draft=1)
    assert (late.status_code, "draft 2 is the latest" in late.text) == (CONFLICT, True)


async def test_issues_that_are_merged_and_split_send_on_to_the_one_answer(
    api: httpx.AsyncClient, agencies: dict[str, Agency]
) -> None:
    """Each says where it went and where it came from; a circle is refused."""
    key, other = await drafted(api, agencies), uuid.uuid4().hex[:12]
    await desk(api, other, "raise", matter=MATTER, origin={"kind": "input", "input": "a" * 32})
    await desk(api, other, "merge", into=key, reason="the same")
    circle = await api.post(f"{API}/issues/{key}/merge", json={"into": other, "reason": "x"})
    assert (circle.status_code, "is answered with this issue already" in circle.text) == (CONFLICT, True)
    for what in ("merge", "link"):
        for rubbish in (b"[1]", b"", b"null", b'{"into": 5, "other": []}'):
            json = {"Content-Type": "application/json"}
            found = await api.post(f"{API}/issues/{key}/{what}", content=rubbish, headers=json)
            assert found.status_code == httpx.codes.UNPROCESSABLE_ENTITY, found.text
    nowhere = await api.post(f"{API}/issues/{key}/link", json={"other": "nowhere"})
    assert nowhere.status_code == CONFLICT
    await desk(api, key, "decide", draft=1, reason="urgent")
    published = await agencies["IOM"].say(key, "publish", draft=1)
    await shown(api, key, published)
    found = await shown(api, other)
    assert (found["merged_into"], found["answered_by"]) == (key, key)
    assert found["answer"]["texts"] == {"en": "It does, in secret."}
    assert {one["key"] for one in (await shown(api, key))["sources"]} == {key, other}
    page = await api.get(f"/consultations/issues/{other}")
    assert "It does, in secret." in page.text
    whole = uuid.uuid4().hex[:12]
    await desk(api, whole, "raise", matter=MATTER, origin=FEEDBACK)
    await desk(api, whole, "split", parts=[MATTER, {**MATTER, "text": "Another"}], reason="two")

    async def parted() -> bool:
        return (await api.get(f"{API}/issues/{whole}_part2")).status_code == OK

    await eventually(parted)
    part = await shown(api, f"{whole}_part2")
    assert (part["part_of"], part["sources"][0]["origin"]) == (whole, FEEDBACK)


async def test_what_a_briefing_raised_is_raised_once_however_often_its_record_comes(
    server: Server, database: Database
) -> None:
    """Also where many hear of it at once."""
    room = await taking.room(server, database)
    [record] = recorded("briefing-b", [IssueRaised(key="voice", issue=Issue.model_validate(MATTER))])
    [(stream, command)] = RAISE_ISSUES.react(record)
    cause = EventRef(stream=record.stream, version=1, id=record.id)
    origin = Origin("reaction", context(), key=record.id, reaction=RAISE_ISSUES.name, cause=cause)
    await asyncio.gather(*(room.commands.handle(ISSUE, stream, command, origin) for _ in range(8)))
    assert [type(event) for _, event in await room.commands.history(stream)] == [IssueOpened]


async def test_time_reminds_and_records_silence_once(server: Server, database: Database) -> None:
    """However many look; silence is shown as silence, and the answer is not agreed by it."""
    room, at = await taking.room(server, database), now() - dt.timedelta(days=10)
    asked = taking.wall(now() - dt.timedelta(minutes=5))
    for command in (
        c.OpenIssue(matter=Matter.model_validate(MATTER), origin=AsFeedback(how="the website")),
        c.AssignLead(lead="IOM"),
        c.DraftAnswer(text={"en": "It does."}, by="IOM", at=at),
        c.AskAgencies(agencies=("ILO",), due=asked, at=at),
    ):
        await room.commands.handle(ISSUE, "issue-a", command, Origin("test", context()))
    await folded(database, ISSUES)
    await asyncio.gather(*(IssueReminders(room).look() for _ in range(6)))
    _, issue = await room.commands.read(ISSUE, "issue-a")
    [one] = issue.concurrence.asked.values()
    assert (one.answer, issue.status, one.agrees) == ("silent", "concurring", False)
    told = [type(event).__name__ for _, event in await room.commands.history("issue-a")]
    assert told[4:] == ["ConcurrenceReminded", "ConcurrenceReminded", "DatePassed"]
    await folded(database, ISSUES)
    assert await IssueReminders(room).look() == 0

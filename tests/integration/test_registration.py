"""Registration for a briefing, from the form to the mailbox, on a process that serves and sends."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from onevoice.people.search import Search
from services.consultations.registration.people import word_of
from shared.auth import Role
from shared.mongo import Server
from shared.runtime.secrets import read_secret
from shared.settings import Settings
from shared.web.links import Links
from tests.integration.test_contacts import assert_nowhere
from tests.integration.test_http import api, installed
from tests.integration.test_subscription_mails import caller, reader
from tests.integration.test_subscriptions import erased, office, place, running
from tests.support.eventually import eventually
from tests.support.readers import Installation, Mailed, Reader

__all__ = ["api", "caller", "installed", "office", "place", "reader", "running"]
pytestmark = [pytest.mark.law(13), pytest.mark.law(14)]
API = "/consultations/api"
PAGES = "/consultations/briefings"
LINK = "https://meet.example.org/secret-room"
WHEN = {"date": "2030-12-01", "start": "15:00", "time_zone": "Europe/Zurich"}
UNTIL = {"date": "2030-11-30", "time": "18:00", "time_zone": "Europe/Zurich"}
OK, CREATED = 200, 201


async def briefing(api: httpx.AsyncClient, *, room: int = 1, online: int | None = None) -> str:
    """A briefing that is to come, with registration open; its key."""
    key = uuid.uuid4().hex[:12]
    schedule = {"title": f"Briefing {key}", "when": WHEN, "place": "Room XIX"}
    done = await api.post(f"{API}/briefings/{key}/schedule", json=schedule)
    assert done.status_code == CREATED, done.text
    groups = ["member_states", "civil_society"]
    terms = {"groups": groups, "until": UNTIL, "room": room, "online": online, "link": LINK}
    opened = await api.post(f"{API}/registrations/{key}/open", json=terms)
    assert opened.status_code == CREATED, opened.text
    seen = {"after": f"registration-{key}@1"}
    assert (await api.get(f"{API}/briefings/{key}/registration", params=seen)).status_code == OK
    after = {"after": f"briefing-{key}@1"}
    assert (await api.get(f"{API}/briefings/{key}", params=after)).status_code == OK
    return key


async def register(
    reader: Reader, key: str, headers: dict[str, str] | None = None, **changes: Any
) -> httpx.Response:
    """Register somebody of civil society, by the API."""
    body = {
        "group": "civil_society",
        "organisation": "An NGO",
        "name": "Amina Zzyx",
        "function": "Director",
        "address": reader.address,
    }
    sent = {"Idempotency-Key": str(uuid.uuid4()), **(headers or {})}
    body = {name: value for name, value in {**body, **changes}.items() if value is not None}
    return await reader.browser.post(f"{API}/registrations/{key}/participants", json=body, headers=sent)


def delegate() -> dict[str, Any]:
    """What a delegate of Portugal says otherwise."""
    return {"group": "member_states", "country": "PRT", "organisation": None}


async def listed(client: httpx.AsyncClient, key: str, headers: dict[str, str] | None = None) -> list[Any]:
    """The participants whom somebody may know."""
    found = await client.get(f"{API}/registrations/{key}/participants", headers=headers)
    assert found.status_code == OK, found.text
    return list(found.json()["participants"])


async def standings(client: httpx.AsyncClient, key: str, *wanted: str) -> None:
    """Wait until the participants stand so."""

    async def look() -> bool:
        return sorted(one["standing"] for one in await listed(client, key)) == sorted(wanted)

    await eventually(look)


def entry_of(mail: Mailed) -> Any:
    """The calendar's entry that came with a mail, and its method."""
    [file] = list(mail.message.iter_attachments())
    assert file.get_content_type() == "text/calendar"
    calendar = Calendar.from_ical(file.get_content())
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


async def test_two_who_register_for_the_last_place_at_once_get_one_and_one_waits(
    api: httpx.AsyncClient, place: Installation
) -> None:
    """Thirty for two places: two have one, nobody more, and nobody is sent away because many came."""
    key, readers = await briefing(api, room=2), [place.reader() for _ in range(30)]
    answers = await asyncio.gather(*(register(one, key) for one in readers))
    assert {one.status_code for one in answers} == {CREATED}, answers[0].text
    assert sorted(one.json()["standing"] for one in answers) == ["registered"] * 2 + ["waiting"] * 28
    await standings(api, key, *["registered"] * 2, *["waiting"] * 28)
    shown = (await place.browser.get(f"{API}/briefings/{key}/registration")).json()
    assert shown["room"] == {"places": 2, "free": 0, "waiting": 28}


async def test_a_mail_confirms_with_the_entry_the_address_to_join_at_and_the_way_out(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """By its link the place is given back, the next moves up and is told; nothing of who left is kept."""
    key, next_ = await briefing(api), place.reader()
    assert (await register(reader, key)).json()["standing"] == "registered"
    assert (await register(next_, key, name="Next")).json()["standing"] == "waiting"
    [mail] = await reader.mailed(1)
    method, entry = entry_of(mail)
    assert (method, str(entry["SUMMARY"])) == ("PUBLISH", f"Briefing {key}")
    assert mail.subject == f"You are registered: Briefing {key}"
    assert LINK in mail.body()
    [waits] = await next_.mailed(1)
    assert waits.subject.startswith("You are on the waiting list")
    assert LINK not in waits.body()
    own = mail.link("registrations")
    shown = await reader.browser.get(own)
    assert shown.status_code == OK
    for said in ("You are registered.", "Amina Zzyx", LINK):
        assert said in shown.text
    assert (await reader.browser.get(own)).text.count("Cancel the registration"), "a GET changes nothing"
    done = await reader.browser.post(f"{own}/cancel")
    assert done.status_code == httpx.codes.SEE_OTHER, done.text
    assert "This registration is cancelled." in (await reader.browser.get(own)).text
    moved = (await next_.mailed(2))[1]
    assert moved.subject.startswith("A place has become free for you")
    assert LINK in moved.body()
    assert (await reader.mailed(2))[1].subject.startswith("Your registration is cancelled")
    await standings(api, key, "registered")

    async def forgotten() -> bool:
        return "Amina Zzyx" not in (await reader.browser.get(own)).text

    await eventually(forgotten)


async def test_a_briefing_that_is_moved_or_cancelled_reaches_who_is_registered(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """With the calendar's update, and its cancellation, under the same identity."""
    key, waiting = await briefing(api), place.reader()
    await register(reader, key)
    await register(waiting, key, language="fr")
    [first], _ = await reader.mailed(1), await waiting.mailed(1)
    move = {"when": {**WHEN, "date": "2030-12-08"}, "place": "Room XIX", "reason": "the room was taken"}
    assert (await api.post(f"{API}/briefings/{key}/move", json=move)).status_code == OK
    second = (await reader.mailed(2))[1]
    assert second.subject.startswith("A briefing that you are registered for has changed")
    assert "the room was taken" in second.body()
    (_, before), (method, after) = entry_of(first), entry_of(second)
    assert (method, before["UID"]) == ("PUBLISH", after["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["DTSTART"].dt.date()) == "2030-12-08"
    assert (await waiting.mailed(2))[1].subject.startswith("Une séance à laquelle vous êtes inscrit(e)")
    assert (await api.post(f"{API}/briefings/{key}/cancel", json={})).status_code == OK
    method, gone = entry_of((await reader.mailed(3))[2])
    assert (method, str(gone["STATUS"])) == ("CANCEL", "CANCELLED")
    refused = await register(place.reader(), key)
    assert refused.status_code == httpx.codes.CONFLICT
    assert "not to come" in refused.json()["detail"]


async def test_a_place_at_a_briefing_that_is_put_off_is_told_with_its_new_day(
    api: httpx.AsyncClient, place: Installation, reader: Reader
) -> None:
    """Nobody is told that they are registered for a day on which nothing is held."""
    key, waiting = await briefing(api), place.reader()
    first = (await register(reader, key)).json()["id"]
    await register(waiting, key)
    await reader.mailed(1), await waiting.mailed(1)
    assert (await api.post(f"{API}/briefings/{key}/postpone", json={})).status_code == OK
    assert LINK not in (await waiting.mailed(2))[1].body()
    back = await api.post(f"{API}/registrations/{key}/participants/{first}/cancel", json={})
    assert back.status_code == OK, back.text
    assert (await reader.mailed(3))[2].subject.startswith("Your registration is cancelled")
    again = {"title": f"Briefing {key}", "when": {**WHEN, "date": "2030-12-08"}}
    assert (await api.post(f"{API}/briefings/{key}/schedule", json=again)).status_code == OK
    told = (await waiting.mailed(3))[2]
    assert told.subject.startswith("A briefing that you are registered for has changed")
    assert "Your registration stands." in told.body()
    assert LINK in told.body()


async def test_registration_and_floor_are_opened_for_briefings_that_there_are(
    api: httpx.AsyncClient,
) -> None:
    """A key that is mistyped leads nobody to a page that is not there."""
    terms = {"groups": ["civil_society"], "until": UNTIL, "room": 1}
    for command, body in (("registrations/nowhere/open", terms), ("floors/nowhere/rules", {})):
        assert (await api.post(f"{API}/{command}", json=body)).status_code == httpx.codes.NOT_FOUND


async def test_a_mission_registers_approves_and_sees_its_own_people_alone(
    api: httpx.AsyncClient, place: Installation, reader: Reader, caller: Any
) -> None:
    """The secretariat sees all; names are shown to nobody else, and the address to join at in no public answer."""
    key, mission = await briefing(api, room=10), caller(Role.MISSION)
    await register(place.reader(), key, name="Ngo Person")
    assert (await register(reader, key, **delegate())).json()["standing"] == "to_approve"
    own = await register(place.reader(), key, mission, **delegate(), name="Ambassador")
    assert own.json()["standing"] == "registered"
    foreign = await register(place.reader(), key, mission, **{**delegate(), "country": "FRA"})
    assert foreign.status_code == httpx.codes.FORBIDDEN
    await standings(api, key, "registered", "registered", "to_approve")
    theirs = await listed(place.browser, key, mission)
    assert {one["person"]["name"] for one in theirs} == {"Amina Zzyx", "Ambassador"}
    [asked] = [one for one in theirs if one["standing"] == "to_approve"]
    [other] = [one for one in await listed(api, key) if one["group"] == "civil_society"]
    at = f"{API}/registrations/{key}/participants"
    taken = await place.browser.post(f"{at}/{other['id']}/cancel", headers=mission, json={})
    assert taken.status_code == httpx.codes.CONFLICT
    done = await place.browser.post(f"{at}/{asked['id']}/approve", headers=mission, json={})
    assert done.status_code == OK, done.text
    assert (await reader.mailed(2))[1].subject.startswith("You are registered")
    table = await api.get(f"{API}/registrations/{key}/participants.csv")
    assert "Ngo Person" in table.text
    kept = (await api.get(f"{API}/registrations/{key}")).json()
    assert kept["link"] == LINK
    for public in (f"{API}/briefings/{key}/registration", f"{PAGES}/{key}", f"{PAGES}/{key}/register"):
        seen = await place.browser.get(public)
        assert seen.status_code == OK, public
        for secret in (LINK, "Amina", "Ambassador", reader.address):
            assert secret not in seen.text


async def test_the_form_gives_back_what_was_typed_with_each_error_beside_its_field(
    api: httpx.AsyncClient, reader: Reader
) -> None:
    """What is right is registered once, however often it is sent."""
    key = await briefing(api)
    at = f"{PAGES}/{key}/register"
    fields = {"command": str(uuid.uuid4()), "group": "member_states", "name": "Amina", "address": "nowhere"}
    wrong = await reader.browser.post(at, data=fields)
    assert wrong.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert 'value="Amina"' in wrong.text
    assert "Choose the State that you come for." in wrong.text
    fields |= {"group": "civil_society", "organisation": "An NGO"}
    nobody = await reader.browser.post(at, data=fields)
    assert "Give one address, such as name@example.org." in nobody.text
    empty = await reader.browser.post(at, data={**fields, "name": " "})
    assert 'id="name-wrong"' in empty.text
    fields["address"] = reader.address
    for _ in range(2):
        done = await reader.browser.post(at, data=fields)
        assert done.status_code == httpx.codes.SEE_OTHER, done.text
        assert done.headers["Location"] == at
    other = await reader.browser.post(at, data={**fields, "name": "Somebody else"})
    assert "To register a second person" in other.text
    await standings(api, key, "registered")
    assert len(await reader.mailed(1)) == 1


async def test_who_is_erased_gives_the_place_to_who_waits_and_nothing_is_left(
    api: httpx.AsyncClient, place: Installation, installed: Settings, server: Server, reader: Reader
) -> None:
    """Neither name nor address, in any database, on any topic, in any log, before or after."""
    key, next_, name = await briefing(api), place.reader(), f"name{uuid.uuid4().hex}"
    await register(reader, key, name=name)
    await register(next_, key)
    await reader.mailed(1)
    for secret in (name, reader.address):
        assert_nowhere(await Search(secret, installed).everywhere())
    people = server.database(installed.database("notifications"))["participants"]
    [contact] = [one["contact"] async for one in people.find({"briefing": key}) if one["language"] == "en"][
        :1
    ]
    await erased(api, contact)
    assert (await next_.mailed(2))[1].subject.startswith("A place has become free")
    await standings(api, key, "registered")
    [left] = await listed(api, key)
    assert left["person"]["name"] == "Amina Zzyx"
    assert len(reader.mails) == 1, "who was erased is written to no more"


async def test_who_was_there_is_recorded_of_the_registered_and_counted_where_it_tells_nobody(
    api: httpx.AsyncClient, place: Installation
) -> None:
    """Until it is, nothing is said."""
    key = await briefing(api, room=9)
    taken = await register(place.reader(), key)
    await standings(api, key, "registered")
    assert (await api.get(f"{API}/registrations/{key}")).json()["present"] is None
    done = await api.post(f"{API}/registrations/{key}/attendance", json={"present": [taken.json()["id"]]})
    assert done.status_code == OK, done.text
    seen = {"after": f"registration-{key}@{done.json()['version']}"}
    shown = (await place.browser.get(f"{API}/briefings/{key}/registration", params=seen)).json()
    assert (shown["present"], shown["present_by_group"], shown["withheld"]) == (1, {}, True)


async def test_a_word_that_is_none_leads_nowhere(
    place: Installation, installed: Settings, api: httpx.AsyncClient
) -> None:
    """Nor one for a participant who is not there."""
    key = await briefing(api)
    links = Links(read_secret(installed, "consultations"))
    for word in ("nothing", word_of(links, key, "f" * 32)):
        assert (await place.browser.get(f"/consultations/registrations/{word}")).status_code == 404

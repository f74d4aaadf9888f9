"""Calendars on the real engines: the file of a thing, the feeds of all, and what comes with mails."""

import datetime as dt
import uuid
from typing import Any

import httpx
from icalendar import Calendar

from shared.clock import now
from tests.integration.test_http import api, installed
from tests.integration.test_subscriptions import office, place, reader, running
from tests.support.eventually import eventually
from tests.support.inputs_api import API, opened
from tests.support.readers import Installation, Mailed, Reader
from tests.support.taking import wall

__all__ = ["api", "installed", "office", "place", "reader", "running"]
FEED = "/consultations/calendar.ics"
WHEN = {"date": "2031-07-01", "start": "15:00", "time_zone": "Europe/Zurich"}


async def briefing(api: httpx.AsyncClient, key: str, action: str, **body: Any) -> dict[str, str]:
    """A command to a briefing; the parameters that wait until it is seen."""
    done = await api.post(f"{API}/briefings/{key}/{action}", json=body)
    assert done.is_success, done.text
    return {"after": f"{done.json()['stream']}@{done.json()['version']}"}


async def scheduled(api: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """A new briefing, and what waits for it."""
    key = uuid.uuid4().hex[:12]
    title = "Briefing, at last; perhaps"
    return key, await briefing(api, key, "schedule", title=title, when=WHEN, place="Genève")


def event(found: httpx.Response) -> Any:
    """The one event in it."""
    [one] = events(found)
    return one


def events(found: httpx.Response) -> list[Any]:
    """All of them, from an answer that is a calendar."""
    assert found.status_code == httpx.codes.OK, found.text
    assert found.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(found.content).walk("VEVENT"))


async def test_a_briefing_is_a_file_that_follows_it(api: httpx.AsyncClient, place: Installation) -> None:
    """Sent once to who has it; moved and cancelled under one id, with a sequence that grows."""
    key, seen = await scheduled(api)
    url, anybody = f"/consultations/briefings/{key}.ics", place.browser
    first = await anybody.get(url, params=seen)
    assert first.headers["Content-Disposition"] == f'attachment; filename="briefing-{key}.ics"'
    assert str(event(first)["SUMMARY"]) == "Briefing, at last; perhaps"
    assert b"DTSTART:20310701T130000Z\r\n" in first.content
    assert str(event(first)["URL"]) == f"{place.settings.origin}/consultations/briefings/{key}"
    again = await anybody.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (httpx.codes.NOT_MODIFIED, b"")
    french = await anybody.get(url, params={"language": "fr"})
    assert "prévu le 1er juillet 2031" in str(event(french)["DESCRIPTION"])
    assert event(french)["SUMMARY"].params["LANGUAGE"] == "en"
    seen = await briefing(api, key, "move", when={"date": "2031-07-02"}, place=None, reason=None)
    moved = await anybody.get(url, params=seen, headers={"If-None-Match": first.headers["ETag"]})
    seen = await briefing(api, key, "cancel", reason="no room")
    off = await anybody.get(url, params=seen)
    assert b"DTSTART;VALUE=DATE:20310702\r\n" in moved.content
    assert [str(event(one)["STATUS"]) for one in (first, moved, off)] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]
    assert [event(one)["SEQUENCE"] for one in (first, moved, off)] == [1, 2, 3]
    assert len({str(event(one)["UID"]) for one in (first, french, moved, off)}) == 1


async def test_a_page_leads_to_its_calendar(api: httpx.AsyncClient, place: Installation) -> None:
    """In its head, where programs look, and in words; the one of an example call has none."""
    key, seen = await scheduled(api)
    call, example = await opened(api, region="africa"), await opened(api, example=True)
    for page, address in (
        (f"briefings/{key}", f"briefings/{key}.ics"),
        ("briefings", "calendar.ics?topic=briefings"),
        (f"calls/{call}", f"calls/{call}.ics"),
        ("calls", "calendar.ics?topic=calls"),
        ("calls?region=africa", "calendar.ics?topic=calls&amp;region=africa"),
    ):
        english = (await place.browser.get(f"/consultations/{page}", params=None)).text
        assert english.count(f'type="text/calendar" title="Calendar" href="/consultations/{address}"') == 1
        assert english.count(f'<a href="/consultations/{address}" rel="alternate') == 1
        place.browser.cookies.clear()
    french = (await place.browser.get(f"/consultations/calls/{call}?language=fr")).text
    assert f'href="/consultations/calls/{call}.ics?language=fr"' in french
    assert ".ics" not in (await place.browser.get(f"/consultations/calls/{example}")).text
    missing = [
        await place.browser.get(f"/consultations/{one}.ics", params=seen if "brief" in one else None)
        for one in (f"calls/{example}", "briefings/none", "calls/none")
    ]
    assert [one.status_code for one in missing] == [httpx.codes.NOT_FOUND] * len(missing)


async def test_a_feed_holds_what_concerns_who_subscribes(api: httpx.AsyncClient, place: Installation) -> None:
    """By topic and region, in a language; what concerns no region concerns all, and an example nobody."""
    key, seen = await scheduled(api)
    await place.browser.get(f"/consultations/briefings/{key}.ics", params=seen)
    africa, arab = await opened(api, region="africa"), await opened(api, region="arab")
    everywhere, example = await opened(api), await opened(api, example=True)

    async def held(**asked: str) -> set[str]:
        found = {str(one["URL"]) for one in events(await place.browser.get(FEED, params=asked))}
        return {one for one in (key, africa, arab, everywhere, example) if any(one in url for url in found)}

    assert await held() == {key, africa, arab, everywhere}
    assert await held(topic="briefings") == {key}
    assert await held(topic="calls") == {africa, arab, everywhere}
    assert await held(region="africa") == {key, africa, everywhere}
    assert await held(topic="calls", region="arab") == {arab, everywhere}
    french = await place.browser.get(FEED, params={"topic": "calls", "region": "africa", "language": "fr"})
    head = Calendar.from_ical(french.content)
    name = "Réseau des Nations Unies sur les migrations · Appels à contributions · Afrique"
    assert {str(head[one]) for one in ("NAME", "X-WR-CALNAME")} == {name}
    assert str(head["SOURCE"]) == f"{place.settings.origin}{FEED}?topic=calls&region=africa&language=fr"
    again = await place.browser.get(str(head["SOURCE"]), headers={"If-None-Match": french.headers["ETag"]})
    assert again.status_code == httpx.codes.NOT_MODIFIED
    wrong = [
        await place.browser.get(FEED, params=one)
        for one in ({"topic": "x"}, {"region": "x"}, {"language": "ar"})
    ]
    assert [one.status_code for one in wrong] == [httpx.codes.BAD_REQUEST] * len(wrong)


def attached(mail: Mailed) -> tuple[str, Any]:
    """What the calendar that came with a mail asks for, and its one event."""
    [file] = list(mail.message.iter_attachments())
    assert (file.get_content_type(), file.get_content_charset()) == ("text/calendar", "utf-8")
    assert str(file.get_filename()).endswith(".ics")
    calendar = Calendar.from_ical(str(file.get_content()))
    method = str(calendar["METHOD"])
    assert file.get_param("method") == method
    [one] = calendar.walk("VEVENT")
    return method, one


async def brought(reader: Reader, key: str, count: int) -> list[tuple[str, Any]]:
    """What came with mails about this thing, once there are so many; other tests' things are told too."""

    async def look() -> list[tuple[str, Any]] | None:
        mails = [one for one in reader.mails if key in one.body() and list(one.message.iter_attachments())]
        return [attached(one) for one in mails] if len(mails) >= count else None

    found = await eventually(look)
    assert found
    return found


async def test_a_mail_brings_the_entry(api: httpx.AsyncClient, reader: Reader) -> None:
    """Of a briefing from its schedule to its end, under the id of its file; one that was held brings none."""
    await reader.subscribes("briefings", language="fr")
    key, seen = await scheduled(api)
    file = event(await reader.browser.get(f"/consultations/briefings/{key}.ics", params=seen))
    await briefing(api, key, "move", when={"date": "2031-07-02"}, place=None, reason=None)
    await briefing(api, key, "cancel", reason="no room")
    await briefing(api, key, "schedule", title="Briefing", when=WHEN, place=None)
    found = await brought(reader, key, 4)
    assert [method for method, _ in found] == ["PUBLISH", "PUBLISH", "CANCEL", "PUBLISH"]
    assert [one["SEQUENCE"] for _, one in found] == [1, 2, 3, 4]
    assert {str(one["UID"]) for _, one in found} == {str(file["UID"])}
    assert "prévu le" in str(found[0][1]["DESCRIPTION"])
    before = len(reader.mails)
    await briefing(api, key, "hold", title="Briefing", when=WHEN, place=None)
    assert list((await reader.mailed(before + 1))[before].message.iter_attachments()) == []


async def test_a_mail_brings_the_day_on_which_a_call_closes(api: httpx.AsyncClient, reader: Reader) -> None:
    """As it opens, is extended and withdrawn."""
    await reader.subscribes("calls")
    key = await opened(api)
    await brought(reader, key, 1)
    closes = wall(now() + dt.timedelta(days=3)).model_dump(mode="json")
    for action, more in (("extend", {"closes": closes}), ("withdraw", {})):
        done = await api.post(f"{API}/calls/{key}/{action}", json={"reason": "asked for", **more})
        assert done.is_success, done.text
    found = await brought(reader, key, 3)
    assert [method for method, _ in found] == ["PUBLISH", "PUBLISH", "CANCEL"]
    file = event(await reader.browser.get(f"/consultations/calls/{key}.ics"))
    assert {str(one["UID"]) for _, one in found} == {str(file["UID"])}
    assert [one["DTSTART"].to_ical() for _, one in found][1:] == [file["DTSTART"].to_ical()] * 2
    sequences = [int(one["SEQUENCE"]) for _, one in found]
    assert sequences == sorted(set(sequences))
    assert sequences[-1] == file["SEQUENCE"]

"""A briefing with registration for pages to show, and people who registered, by the API."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.browser.calls import House
from tests.support.eventually import wait_until

COMING: Final = "coming"
_WHEN: Final = {"date": "2031-12-01", "start": "15:00", "time_zone": "Europe/Zurich"}
_TERMS: Final[Mapping[str, Any]] = {
    "groups": ["member_states", "un_network", "civil_society"],
    "until": {"date": "2031-11-30", "time": "18:00", "time_zone": "Europe/Zurich"},
    "room": 1,
    "online": 300,
    "link": "https://meet.example.org/briefing",
}
_PERSON: Final = {
    "group": "civil_society",
    "organisation": "Network of migrants' associations",
    "name": "Amina Diallo",
    "function": "Director",
}
_DELEGATE: Final = {"group": "member_states", "country": "PRT", "name": "Rui Costa", "mode": "online"}


def registered(url: str, secretariat: str, mission: str) -> dict[str, str]:
    """Somebody with a place, somebody who waits, a delegation with somebody to approve; the word of the first."""
    desk, anybody = House(url, secretariat), House(url)
    schedule = {"title": "Briefing on the regional reviews", "when": _WHEN, "place": "Room XIX, Geneva"}
    desk.post(f"/briefings/{COMING}/schedule", schedule)
    desk.post(f"/registrations/{COMING}/open", _TERMS)
    desk.wait_for(f"/briefings/{COMING}/registration")
    at = f"/registrations/{COMING}/participants"
    for number, who in enumerate((_PERSON, {**_PERSON, "name": "Li Wei"}, _DELEGATE)):
        anybody.post(at, {**who, "address": f"participant-{number}@example.org"})
    House(url, mission).post(at, {**_DELEGATE, "name": "Ana Sousa", "address": "mission@example.org"})
    speak(desk)
    return {"participant": word(url, "participant-0@example.org")}


def speak(desk: House) -> None:
    """Somebody who has spoken, with a statement, somebody who speaks, and some who wait."""
    desk.post(f"/floors/{COMING}/rules", {"turns": "regions", "takes": True})
    for country in ("KEN", "PRT", "IND", "SLV"):
        more = {"capacity": "on behalf of a group of States", "about": "Regional reviews", "asks": "question"}
        desk.post(f"/floors/{COMING}/requests", {"country": country, **(more if country == "SLV" else {})})
    desk.wait_for(f"/briefings/{COMING}/floor?after=floor-{COMING}@5")
    waiting = desk.get(f"/briefings/{COMING}/floor")["waiting"]
    for one in waiting[:2]:
        desk.post(f"/floors/{COMING}/requests/{one['id']}/grant", {})
    said = {"link": "https://example.org/statement", "language": "fr"}
    desk.post(f"/floors/{COMING}/requests/{waiting[0]['id']}/statement", said)
    desk.wait_for(f"/briefings/{COMING}/floor?after=floor-{COMING}@9")


def word(url: str, address: str) -> str:
    """What ends the link that was mailed to this address."""

    def mailed() -> str | None:
        mails = httpx.get(f"{url}/mailbox/api/messages", trust_env=False).json()["messages"]
        links = [link for mail in mails if address in str(mail) for link in mail["links"]]
        return next((one.rpartition("/")[2] for one in links if "/registrations/" in one), None)

    wait_until(lambda: mailed() is not None)
    return str(mailed())

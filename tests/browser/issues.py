"""Issues for pages to show, at every stage, by the API; the agency of the local sign-in is the ILO."""

from typing import Any, Final

from tests.browser.calls import House

OWN: Final = "ILO"
UNTIL: Final = {"date": "2031-03-20", "time": "18:00", "time_zone": "Europe/Zurich"}
BRIEFING: Final = {"kind": "briefing", "briefing": "2020-03-04"}
ANSWER: Final = {
    "en": "The Network speaks with one voice.\n\nEach of its agencies says the same, in its own field.",
    "fr": "Le Réseau parle d'une seule voix.",
}


def matter(text: str, **more: Any) -> dict[str, Any]:
    """What was raised."""
    return {"topic": "coordination", "text": text, "raised_by": "several Member States", **more}


def raised(desk: House, key: str, text: str, lead: str | None = "IOM") -> None:
    """An issue, and who leads on it."""
    desk.post(f"/issues/{key}/raise", {"matter": matter(text), "origin": BRIEFING})
    if lead:
        desk.post(f"/issues/{key}/assign", {"lead": lead})


def asked(desk: House, key: str, *agencies: str) -> None:
    """A draft of its answer, and the agencies that are asked about it."""
    desk.post(f"/issues/{key}/draft", {"text": ANSWER})
    desk.post(f"/issues/{key}/ask", {"agencies": list(agencies), "due": UNTIL})


def at_every_stage(url: str, secretariat: str, agency: str) -> None:
    """One that waits for the ILO, one that it leads on, one that is agreed, two answers to one, the rest."""
    desk, own = House(url, secretariat), House(url, agency)
    raised(desk, "waits", "How do the agencies keep to one voice?")
    asked(desk, "waits", OWN, "UNHCR")
    own.post("/issues/waits/ask-for-change", {"draft": 1, "change": "Name the ILO", "reason": "It is meant"})
    again = {"text": {"en": "Shorter."}, "changes": "Shorter", "touched": ["UNHCR"], "due": UNTIL}
    desk.post("/issues/waits/draft", again)
    raised(desk, "led", "Who trains border officials?", OWN)
    asked(desk, "led", "UNHCR")
    raised(desk, "agreed", "Is there a single website?", OWN)
    asked(desk, "agreed", "UNHCR")
    desk.post("/issues/agreed/decide", {"draft": 1, "reason": "The review is near"})
    raised(desk, "answered", "Does the UN system speak with one voice?")
    for draft, text in enumerate((ANSWER, {"en": "It does."}), 1):
        desk.post("/issues/answered/draft", {"text": text, "changes": "Shorter"})
        desk.post("/issues/answered/decide", {"draft": draft, "reason": "The review is near"})
        desk.post("/issues/answered/publish", {"draft": draft})
        if draft == 1:
            desk.post("/issues/answered/reopen", {"reason": "It was too long"})
    desk.post("/issues/answered/translate", {"language": "ar", "text": "نعم."})
    desk.post("/issues/answered/follow-up", {"briefing": "2020-10-19", "note": "Member States took note"})
    raised(desk, "merged", "One voice, please", None)
    desk.post("/issues/merged/merge", {"into": "answered", "reason": "the same question"})
    raised(desk, "whole", "Voice and website", None)
    parts = [matter("Which voice?", region="africa"), matter("Which website?")]
    desk.post("/issues/whole/split", {"parts": parts, "reason": "two questions"})
    desk.post("/issues/waits/link", {"other": "answered"})
    desk.wait_for("/issues/whole_part2")
    for key, version in (("waits", 8), ("answered", 11), ("merged", 2)):
        desk.wait_for(f"/issues/{key}?after=issue-{key}@{version}")

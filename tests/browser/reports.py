"""Reports for pages to show, by the API: one that agencies are clearing, and one that is launched."""

from typing import Final

from tests.browser.calls import House

CLEARED: Final = "being-cleared"
LAUNCHED: Final = "launched"
_DUE: Final = {"date": "2031-12-01", "time": "18:00", "time_zone": "Europe/Zurich"}


def reported(url: str, secretariat: str, agency: str) -> None:
    """A report with two sections, of which ILO writes one; it asks for a change, others are waited for."""
    desk = House(url, secretariat)
    terms = {
        "title": {"en": "Report of the Secretary-General", "fr": "Rapport du Secrétaire général"},
        "mandate": "A/RES/73/195",
        "launch": "2031-12",
        "calls": ["heard"],
    }
    for key in (CLEARED, LAUNCHED):
        desk.post(f"/reports/{key}/open", {"terms": terms, "example": key == LAUNCHED})
        desk.post(f"/reports/{key}/freeze", {})
    for place, (name, owner) in enumerate((("Data", "ILO"), ("Protection", "UNHCR")), 1):
        section = f"{CLEARED}_{name.lower()}"
        said = {"report": CLEARED, "title": {"en": name}, "owner": owner, "place": place, "due": "2031-10"}
        desk.post(f"/sections/{section}/set", said)
        desk.post(f"/sections/{section}/draft", {"text": {"en": "What is known of it.\nAnd what is not."}})
        desk.wait_for(f"/sections/{section}?after=section-{section}@2")
    desk.post(f"/reports/{CLEARED}/put", {})
    desk.post(f"/reports/{CLEARED}/ask", {"agencies": ["ILO", "UNHCR", "WHO"], "due": _DUE})
    change = {"draft": 1, "change": "Say who is meant.", "reason": "It is clearer."}
    House(url, agency).post(f"/reports/{CLEARED}/ask-for-change", change)
    desk.post(f"/reports/{LAUNCHED}/launch", {"symbol": "A/75/542", "on": "2020-12-01"})
    link = {"language": "fr", "link": "https://undocs.org/fr/A/75/542"}
    desk.post(f"/reports/{LAUNCHED}/versions", link)
    desk.wait_for(f"/reports/{CLEARED}?after=report-{CLEARED}@5")

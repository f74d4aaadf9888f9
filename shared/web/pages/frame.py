"""The places of the house: what the frame's navigation leads to, whichever service a page comes from."""

from typing import Final, NamedTuple

from shared.countries import is_country
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.values import REGIONS


class Crumb(NamedTuple):
    """One step of the way to a page; ``language`` is the name's where that need not be the reader's."""

    name: str
    href: str
    language: str | None = None


class Place(NamedTuple):
    """A place of the navigation; ``name`` is said in the reader's language."""

    name: str
    href: str


PLACES: Final = (
    Place(N_("Briefings"), "/consultations/briefings"),
    Place(N_("Calls for input"), "/consultations/calls"),
    Place(N_("Issues"), "/consultations/issues"),
    Place(N_("Reports"), "/consultations/reports"),
    Place(N_("Champion countries"), "/registry/champions"),
    Place(N_("Networks"), "/registry/networks"),
    Place(N_("Secondments"), "/registry/secondments"),
    Place(N_("Notices"), "/notifications/notices"),
    Place(N_("Subscribe"), "/notifications/subscribe"),
)

_TOPICS: Final = ("briefings", "calls", "issues", "reports", "champions", "networks", "secondments")
"""Of the first places, in their order: each has a feed of its own, and each page below it."""
_OF_EVERYTHING: Final = frozenset(
    {
        "/", "/about", "/consultations/inputs", "/consultations/receipts", "/notifications/mails",
        "/notifications/notices", "/notifications/subscribe",
    }
)  # fmt: skip


def feed_of(path: str, t: Speech) -> Place | None:
    """The feed that tells of what the page at this path is about, in the reader's language; None where none does."""
    language = "?language=fr" if t.tag == "fr" else ""
    if path in _OF_EVERYTHING:
        return Place(t.say(N_("Notices")), f"/notifications/feeds/all.atom{language}")
    for topic, place in zip(_TOPICS, PLACES, strict=False):
        below = path.removeprefix(place.href)
        if below == path or below[:1] not in {"", "/"}:
            continue
        where = below[1:] if topic in {"champions", "networks"} else ""
        if where in REGIONS or is_country(where):
            name = region_words(where, t) if where in REGIONS else t.country(where)
            return Place(
                f"{t.say(place.name)} · {name}", f"/notifications/feeds/{topic}/{where}.atom{language}"
            )
        return Place(t.say(place.name), f"/notifications/feeds/{topic}.atom{language}")
    return None

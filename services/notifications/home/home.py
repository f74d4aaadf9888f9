"""The home page, composed from the news, the roll and the briefings at a glance."""

import datetime as dt
from collections.abc import Iterable

from services.notifications.home.calls import CallGlance
from services.notifications.home.projection import KEPT, Glance, NewsEntry, NewsState, RollEntry
from shared.i18n.speech import N_
from shared.values import Value

SOURCE = N_("One Voice's own record, folded from the registry's events; lists published elsewhere may differ")


OPEN = 10
"""How many open calls are shown, those first that close first."""


class ByStatus(Value):
    """How many countries stand at each status."""

    invited: int = 0
    accepted: int = 0
    active: int = 0
    withdrawn: int = 0


class Champions(Value):
    """The number of champion countries (accepted and active), when it last changed, and whose count it is."""

    count: int
    by_status: ByStatus
    as_of: dt.datetime | None
    source: str


class Briefings(Value):
    """The next briefing that is scheduled, and the last that was held."""

    next: Glance | None
    last: Glance | None


class Home(Value):
    """What is new, how many champions there are, which briefing is next and which was last, which calls are open."""

    new: tuple[NewsEntry, ...]
    champions: Champions
    briefings: Briefings
    calls: tuple[CallGlance, ...]


def home(news: Iterable[NewsState], roll: Iterable[RollEntry], today: dt.date) -> Home:
    """The page as of ``today``; news that share an instant stand in the order of stream and version.

    ``news`` needs to hold no more than the latest twenty streams, the next briefing and the last one.
    """
    states = {state.stream: state for state in news}.values()
    entries = sorted((entry for state in states for entry in state.entries), key=_age, reverse=True)
    return Home(
        new=tuple(entries[:KEPT]),
        champions=_champions(list(roll)),
        briefings=_briefings([state.briefing for state in states if state.briefing], today),
        calls=_open([state.call for state in states if state.call]),
    )


def _age(entry: NewsEntry) -> tuple[dt.datetime, str, int]:
    return entry.at, entry.stream, entry.version


def _champions(roll: list[RollEntry]) -> Champions:
    counts = {status: sum(e.status == status for e in roll) for status in ByStatus.model_fields}
    return Champions(
        count=counts["accepted"] + counts["active"],
        by_status=ByStatus(**counts),
        as_of=max((entry.at for entry in roll if entry.at), default=None),
        source=SOURCE,
    )


def _briefings(known: list[Glance], today: dt.date) -> Briefings:
    coming = [b for b in known if b.status == "scheduled" and b.when.date >= today]
    held = [b for b in known if b.status in {"held", "summarised"}]
    return Briefings(next=min(coming, key=_day, default=None), last=max(held, key=_day, default=None))


def _open(known: list[CallGlance]) -> tuple[CallGlance, ...]:
    found = [(c.closes.instant, c.key, c) for c in known if c.closes and c.status == "open" and not c.example]
    return tuple(call for _, _, call in sorted(found, key=lambda one: one[:2])[:OPEN])


def _day(briefing: Glance) -> tuple[dt.date, dt.time, str]:
    return briefing.when.date, briefing.when.start or dt.time.min, briefing.key

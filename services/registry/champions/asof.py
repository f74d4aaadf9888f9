"""The list of champion countries as of any day, as far as the record's dates allow it to be told."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from services.registry.champions.terms import Champion, Status
from shared.values import PartialDate, Value

Certainty = Literal["certain", "within_period"]


class Since(Value):
    """That a champion country came to ``status`` on a date, and when that was announced if it was."""

    status: Status
    on: PartialDate
    announced_on: dt.date | None = None


class Standing(Value):
    """A champion country's status on one day.

    ``within_period``: the day lies in the period in which the status began, and the record does not state
    whether before or after it; ``note`` then says so in a sentence.
    """

    status: Status
    since: PartialDate
    announced_on: dt.date | None
    certainty: Certainty
    note: str | None


_BEGAN = {"invited": "invited", "accepted": "accepted", "active": "became active", "withdrawn": "withdrew"}


def marks(champion: Champion) -> Iterator[Since]:
    """When each status began, in the order of the record; what was undone never began."""
    for term in champion.terms:
        if term.invited:
            yield Since(status="invited", on=term.invited.on)
        if first := term.first:
            yield Since(status="accepted", on=first.since, announced_on=first.announced_on)
        if term.activated:
            yield Since(status="active", on=term.activated.on)
        if term.withdrawn:
            yield Since(status="withdrawn", on=term.withdrawn.on)


def standing(champion: Champion, day: dt.date) -> Standing | None:
    """The status on ``day``; None before the first day on which it can have had one.

    A status follows the one before it in the record: it never begins earlier than that one can have begun.
    """
    begins, latest = dt.date.min, None
    for mark in marks(champion):
        begins = max(begins, mark.on.first)
        if begins > day:
            break
        latest = mark
    if latest is None:
        return None
    inside = latest.on.precision != "day" and day <= latest.on.last
    return Standing(
        status=latest.status,
        since=latest.on,
        announced_on=latest.announced_on,
        certainty="within_period" if inside else "certain",
        note=_sentence(latest) if inside else None,
    )


def _sentence(mark: Since) -> str:
    announced = f"; announced on {mark.announced_on}" if mark.announced_on else ""
    return f"{_BEGAN[mark.status]} on a day in {mark.on} that the record does not state{announced}"

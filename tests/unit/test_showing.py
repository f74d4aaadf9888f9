"""What ``evolve`` makes is shown once for each write; what cannot be shown stops its stream where it is."""

from dataclasses import dataclass
from typing import Any

import pytest

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Recorded
from shared.kafka.records import incoming
from shared.values import Value
from shared.views.fold import Part, fold
from shared.views.view import View
from tests.support.tally import said
from tests.support.topic import appended, records_of


@dataclass(frozen=True, slots=True)
class Counted:
    """How many notes there were."""

    number: int = 0


class Shown(Value):
    """The same, with the stream and its version."""

    stream: str
    version: int
    number: int


def count(before: Counted | None, _record: Recorded[Any]) -> Counted:
    """One more."""
    return Counted((before or Counted()).number + 1)


def viewed(most: int, seen: list[int]) -> View[Shown]:
    """A view that cannot show more than ``most``, and notes each time that it shows."""

    def show(stream: str, version: int, counted: Counted) -> Shown:
        seen.append(counted.number)
        if counted.number > most:
            raise KeyError("too many")
        return Shown(stream=stream, version=version, number=counted.number)

    return View("counted", frozenset({"champion"}), Shown, count, Counted, show)


RECORDS = [incoming(raw) for raw in records_of([appended("champion-A", [said(f"{n}") for n in range(5)])])]


def test_a_stream_is_shown_once_however_many_events_come_together() -> None:
    """And is gone on with from what ``evolve`` made."""
    seen: list[int] = []
    view = viewed(5, seen)
    first = fold(Part(), RECORDS[:3], view, CATALOGUE.decode)
    folded = fold(first.part, RECORDS[3:], view, CATALOGUE.decode)
    assert seen == [3, 5]
    assert folded.part.state == Counted(5)
    assert folded.shown == folded.seen.state == Shown(stream="champion-A", version=5, number=5)


@pytest.mark.law(11)
def test_what_cannot_be_shown_stops_its_stream_there() -> None:
    """The events before it are applied, it is parked with the reason, and those after it wait."""
    folded = fold(Part(), RECORDS, viewed(3, []), CATALOGUE.decode)
    assert (folded.part.version, folded.applied) == (3, 3)
    assert folded.shown == Shown(stream="champion-A", version=3, number=3)
    assert [(one.record.version, one.reason) for one in folded.rejected] == [(4, "failed"), (5, "gap")]
    assert fold(Part(), RECORDS, viewed(0, []), CATALOGUE.decode).shown is None

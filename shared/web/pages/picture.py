"""A number over time as a picture: where its line or bars and ticks stand. The page has the table beside it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.i18n.speech import N_, Speech

WIDTH: Final = 640
HEIGHT: Final = 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 20, 16, 34
_TICKS: Final = 6
_LEVELS: Final = 4
_MOST_BARS: Final = 90
_GAP, _WIDEST = 2, 40
_ROW: Final = 52
_POINT: Final = N_("{when}: {what}")


@dataclass(frozen=True)
class Chart:
    """Coordinates of an SVG of ``width`` by ``height``; texts are in the reader's language."""

    path: str
    points: Sequence[tuple[int, int, str]]
    levels: Sequence[tuple[int, str]]
    marks: Sequence[tuple[int, str]]
    left: int
    right: int
    edge: int
    anchor: str
    width: int = WIDTH
    height: int = HEIGHT


def steps(changes: Iterable[tuple[dt.date, int, str]], until: dt.date, t: Speech) -> Chart | None:
    """How many there were: each change a day, by how much, and what it was; None where nothing changed.

    What happened on one day keeps its order, so that nothing ends before it began. From right to left where the
    language is.
    """
    known = sorted(changes, key=lambda change: change[0])
    if not known:
        return None
    first, last = known[0][0].replace(month=1, day=1), max(until, known[-1][0])
    span = max((last - first).days, 1)
    heights: list[tuple[dt.date, int, str]] = []
    count = 0
    for day, by, what in known:
        count += by
        heights.append((day, count, what))
    most = max(1, *(height for _, height, _ in heights))

    def x(day: dt.date) -> int:
        at = round((day - first).days / span * (WIDTH - _LEFT - _RIGHT))
        return WIDTH - _LEFT - at if t.direction == "rtl" else _LEFT + at

    def y(height: int) -> int:
        return round(HEIGHT - _BOTTOM - height / most * (HEIGHT - _TOP - _BOTTOM))

    start = f"M{x(first)} {y(0)}"
    path = start + "".join(f"H{x(day)}V{y(height)}" for day, height, _ in heights) + f"H{x(last)}"
    rtl = t.direction == "rtl"
    left, right = (_RIGHT, WIDTH - _LEFT) if rtl else (_LEFT, WIDTH - _RIGHT)
    return Chart(
        path=path,
        points=[
            (x(day), y(height), t.say(_POINT, when=t.day(day), what=what)) for day, height, what in heights
        ],
        levels=[(y(level), t.number(level)) for level in _levels(most)],
        marks=[(x(day), t.year(day)) for day in _years(first, last)],
        left=left,
        right=right,
        edge=WIDTH - _LEFT + 8 if rtl else _LEFT - 8,
        anchor="end",
    )


@dataclass(frozen=True)
class Bars:
    """Bars of such an SVG: left edge, top, width, height and what each says."""

    bars: Sequence[tuple[int, int, int, int, str]]
    levels: Sequence[tuple[int, str]]
    marks: Sequence[tuple[int, str]]
    left: int
    right: int
    edge: int
    anchor: str = "end"
    width: int = WIDTH
    height: int = HEIGHT


def bars(numbers: Mapping[dt.date, int], t: Speech) -> Bars | None:
    """How many on each day, from the first to the last that has any; None where there are none.

    Many days are taken together, so that each bar can be seen. From right to left where the language is.
    """
    if not numbers:
        return None
    first, span = min(numbers), (max(numbers) - min(numbers)).days + 1
    together = -(-span // _MOST_BARS)
    slots = -(-span // together)
    counts = [0] * slots
    for day, number in numbers.items():
        counts[(day - first).days // together] += number
    rtl, most, inner = t.direction == "rtl", max(counts), HEIGHT - _TOP - _BOTTOM
    left, right = (_RIGHT, WIDTH - _LEFT) if rtl else (_LEFT, WIDTH - _RIGHT)
    slot = min((right - left) / slots, _WIDEST)

    def x(number: int) -> int:
        return round(right - (number + 1) * slot if rtl else left + number * slot)

    def y(number: int) -> int:
        return round(HEIGHT - _BOTTOM - number / most * inner)

    def said(number: int) -> str:
        begins = first + dt.timedelta(days=number * together)
        ends = min(begins + dt.timedelta(days=together - 1), max(numbers))
        days = t.day(begins) if begins == ends else f"{t.day(begins)}\N{EN DASH}{t.day(ends)}"
        return t.say(_POINT, when=days, what=t.number(counts[number]))

    wide = max(1, round(slot) - _GAP)
    ends = {0: min(numbers), slots - 1: max(numbers)} if slots * slot > WIDTH / 2 else {0: min(numbers)}
    return Bars(
        bars=[
            (x(n), y(count), wide, HEIGHT - _BOTTOM - y(count), said(n))
            for n, count in enumerate(counts)
            if count
        ],
        levels=[(y(level), t.number(level)) for level in _levels(most)],
        marks=[(_inside(x(n) + wide // 2), t.day(day)) for n, day in ends.items()],
        left=left,
        right=right,
        edge=WIDTH - _LEFT + 8 if rtl else _LEFT - 8,
    )


@dataclass(frozen=True)
class Shares:
    """Bars below each other: the name of each, where that stands, and its parts, each within the one before.

    A part has its left edge, its top, its width, and what it says.
    """

    rows: Sequence[tuple[int, str, Sequence[tuple[int, int, int, str]]]]
    at: int
    anchor: str
    height: int
    thick: int = 16
    width: int = WIDTH


def shares(numbers: Mapping[str, Sequence[tuple[str, int]]], t: Speech) -> Shares | None:
    """Each name with how many it has of what, each a part of the one before it; None where there are none.

    From right to left where the language is.
    """
    most = max((count for parts in numbers.values() for _, count in parts), default=0)
    if not most:
        return None
    rtl, inner = t.direction == "rtl", WIDTH - 2 * _RIGHT

    def part(y: int, what: str, count: int) -> tuple[int, int, int, str]:
        wide = round(count / most * inner)
        said = t.say(_POINT, when=what, what=t.number(count))
        return WIDTH - _RIGHT - wide if rtl else _RIGHT, y, wide, said

    rows = [
        (_TOP + n * _ROW + 12, name, [part(_TOP + n * _ROW + 20, *one) for one in parts])
        for n, (name, parts) in enumerate(numbers.items())
    ]
    at = WIDTH - _RIGHT if rtl else _RIGHT
    return Shares(rows=rows, at=at, anchor="start", height=_TOP + len(rows) * _ROW)


def _inside(x: int) -> int:
    """A place for the middle of a date that does not stick out."""
    return min(max(x, 80), WIDTH - 80)


def _levels(most: int) -> list[int]:
    step = max(1, -(-most // _LEVELS))
    return list(range(0, most + 1, step))


def _years(first: dt.date, last: dt.date) -> list[dt.date]:
    years = [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]
    step = max(1, -(-len(years) // _TICKS))
    return years[::step]

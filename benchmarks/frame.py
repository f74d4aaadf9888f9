"""The frame of every benchmark: two sides, interleaved rounds, medians, ratios.

An arm has a product side and a limit side. Each round runs both, the first one first in even rounds and the
other in odd ones, each in a process of its own, so that neither inherits the other's heap, caches or peak.
A side counts only after it has checked that what it did is right; one that is wrong ends the run.
"""

import resource
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SIDES: tuple["SideName", "SideName"] = ("product", "limit")
SideName = Literal["product", "limit"]


class Wrong(Exception):
    """What a side did is not right: its figure does not count."""


@dataclass(frozen=True)
class Task:
    """What a side is told: where the engines are, which round it is, and what the arm has prepared."""

    kafka: str
    mongo: str
    round: int
    plan: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """A name for this round's database and groups."""
        return f"bench_{self.plan.get('mark', 'x')}_{self.round}"


@dataclass(frozen=True)
class Sample:
    """What one side did in one round. ``cpu`` are the measured process's own seconds, user and system.

    ``values`` are figures beside the rate, by the name of their measure.
    """

    units: int
    seconds: float
    cpu: float
    values: Mapping[str, float] = field(default_factory=dict)

    def value(self, measure: str) -> float:
        """The figure of a measure."""
        if measure == "rate":
            return self.units / self.seconds
        return self.cpu / self.units * 1e6 if measure == "cpu" else self.values[measure]


@dataclass(frozen=True)
class Measure:
    """A figure: its name in samples, its title with the unit, and the ratio product/limit aimed at.

    ``aim`` is a lower bound of the ratio, or an upper one where ``smaller`` is better; None for none.
    """

    name: str
    title: str
    aim: float | None = None
    smaller: bool = False


Side = Callable[[Task], Awaitable[Sample]]
Prepare = Callable[[Task], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Arm:
    """One benchmark. Its module in ``benchmarks/arms`` has it as ``ARM``; the module's name is the arm's.

    ``prepare`` runs once, in a process of its own, and returns what both sides are told (JSON).
    ``text`` is Markdown and says what each side does; ``falls_short`` says why, where an aim is missed.
    """

    title: str
    unit: str
    text: str
    measures: tuple[Measure, ...]
    prepare: Prepare
    product: Side
    limit: Side
    falls_short: str = ""

    def side(self, name: SideName) -> Side:
        """A side by its name."""
        return self.product if name == "product" else self.limit


@dataclass(frozen=True)
class Spread:
    """A median with the least and the most."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Figure:
    """A measure over all rounds: both sides, and their ratio round by round (product / limit)."""

    measure: Measure
    product: Spread
    limit: Spread
    ratio: Spread

    @property
    def reached(self) -> bool | None:
        """Whether the median ratio is as aimed at; None without an aim."""
        aim = self.measure.aim
        if aim is None:
            return None
        return self.ratio.median <= aim if self.measure.smaller else self.ratio.median >= aim


class Stopwatch:
    """Wall time and this process's own CPU time between ``start`` and ``stop``; only the first start counts.

    The peak of memory is that at ``stop``: what a side then reads to check itself is not what it measures.
    """

    def __init__(self) -> None:
        self._began: tuple[float, float] | None = None
        self._ended = (0.0, 0.0)
        self._peak = 0.0

    def start(self) -> None:
        """Begin, unless it has begun."""
        self._began = self._began or (time.perf_counter(), _cpu())

    def stop(self) -> None:
        """End; a later stop counts instead of an earlier one."""
        self._ended = (time.perf_counter(), _cpu())
        self._peak = peak_mb()

    def sample(self, units: int, **values: float) -> Sample:
        """The time between, as a sample, with this process's peak of memory until ``stop`` in MB."""
        if self._began is None:
            raise Wrong("nothing was measured")
        seconds, cpu = (end - start for end, start in zip(self._ended, self._began, strict=True))
        return Sample(units, seconds, cpu, {"peak": self._peak, **values})


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """The most memory this process has held, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spread(values: list[float]) -> Spread:
    """The median with the least and the most."""
    return Spread(statistics.median(values), min(values), max(values))


def figure(measure: Measure, rounds: list[Mapping[SideName, Sample]]) -> Figure:
    """A measure over the rounds. The ratio is that of each round, then its median."""
    product = [found["product"].value(measure.name) for found in rounds]
    limit = [found["limit"].value(measure.name) for found in rounds]
    ratios = [mine / bare for mine, bare in zip(product, limit, strict=True)]
    return Figure(measure, spread(product), spread(limit), spread(ratios))

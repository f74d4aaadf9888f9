"""``python -m benchmarks``: measure the arms in ``ONLY`` (all of them without it) and write the figures down."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import engines, report
from benchmarks.frame import SIDES, Figure, Sample, SideName, Task, figure
from benchmarks.worker import StepFailed, arm_of, run, sample
from deploy.local.engines import EngineError

ARMS = tuple(sorted(file.stem for file in (Path(__file__).parent / "arms").glob("*.py")))
ROUNDS = int(os.environ.get("ROUNDS", "5"))

_began = time.monotonic()


def _say(what: str) -> None:
    print(f"[{time.monotonic() - _began:5.0f} s] {what}", flush=True)


async def _measure(name: str, task: Task) -> tuple[Mapping[str, Any], list[Figure]]:
    """Prepare an arm (its warm-up), then run its rounds; what was prepared, and the figures."""
    arm = arm_of(name)
    _say(f"{name}: preparing, warming up and tuning the limit")
    plan = await run(name, "prepare", task)
    rounds: list[Mapping[SideName, Sample]] = []
    for number in range(ROUNDS):
        found: dict[SideName, Sample] = {}
        for side in SIDES if number % 2 == 0 else reversed(SIDES):
            given = Task(task.kafka, task.mongo, number + 1, {**task.plan, **plan, "mark": f"{name}_{side}"})
            found[side] = await sample(name, side, given)
            _say(f"{name} {number + 1}/{ROUNDS} {side}: {found[side].value('rate'):,.0f} {arm.unit}s/s")
        rounds.append(found)
    return plan, [figure(measure, rounds) for measure in arm.measures]


async def _all(chosen: tuple[str, ...], kafka: str, mongo: str, folder: Path) -> None:
    shared: dict[str, Any] = {}
    for name in chosen:
        task = Task(kafka, mongo, 0, {"folder": str(folder), "mark": name, **shared})
        plan, figures = await _measure(name, task)
        shared |= {"log": plan["log"]} if "log" in plan else {}
        report.keep(name, arm_of(name), plan, figures, ROUNDS)
        for one in figures:
            _say(f"{name}: {report.line(one)}")


def main() -> int:
    """Measure; 2 for an arm that there is not, 1 where a side was wrong."""
    chosen = tuple(os.environ.get("ONLY", "").replace(",", " ").split()) or ARMS
    unknown = [name for name in chosen if name not in ARMS]
    if unknown:
        print(f"no benchmark is called {unknown[0]}; there are: {', '.join(ARMS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="onevoice-bench-") as folder:
        try:
            with engines.engines(Path(folder)) as (kafka, mongo):
                _say("; ".join(f"{part}: {name}" for part, name in engines.names().items()))
                asyncio.run(_all(chosen, kafka.url, mongo.url, Path(folder)))
        except (StepFailed, EngineError) as error:
            print(error, file=sys.stderr)
            return 1
    _say(f"written: {report.PAGE.name} and {report.DATA.name} in {report.PAGE.parent.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())

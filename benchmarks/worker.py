"""One step of an arm in a process of its own: ``python -m benchmarks.worker ARM STEP``, a task on stdin.

The leading process calls ``run``; what the step found comes back as one line of JSON on stdout.
"""

import asyncio
import importlib
import json
import os
import sys
from dataclasses import asdict
from typing import Any, cast

import uvloop

from benchmarks.frame import Arm, Sample, SideName, Task
from shared import logging
from shared.runtime.interpreter import settle


class StepFailed(Exception):
    """A step ended with an error, which it has told on stderr."""


def arm_of(name: str) -> Arm:
    """The arm of this name. ModuleNotFoundError for an unknown one."""
    return cast("Arm", importlib.import_module(f"benchmarks.arms.{name}").ARM)


async def run(arm: str, step: str, task: Task) -> Any:
    """Run a step in a process of its own. Raises ``StepFailed``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.worker", arm, step,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        told, _ = await process.communicate(json.dumps(asdict(task)).encode())
    except BaseException:
        process.kill()
        raise
    if process.returncode:
        raise StepFailed(f"{arm} {step}, round {task.round}: failed")
    return json.loads(told.splitlines()[-1])


async def sample(arm: str, side: SideName, task: Task) -> Sample:
    """Run a side once."""
    return Sample(**await run(arm, side, task))


async def _step(name: str, step: str, task: Task) -> Any:
    arm = arm_of(name)
    if step == "prepare":
        return dict(await arm.prepare(task))
    return asdict(await arm.side(cast("SideName", step))(task))


def main() -> None:
    """Do one step and say what came of it."""
    logging.configure(os.environ.get("BENCH_LOG", "ERROR"))
    task = Task(**json.load(sys.stdin))
    settle()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(_step(sys.argv[1], sys.argv[2], task))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()

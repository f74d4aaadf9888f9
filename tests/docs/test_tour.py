"""The README's tour, as a reader takes it: every command is run, every answer compared."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.docs.markdown import ROOT, Block, blocks
from tests.support import engines, warm
from tests.support.processes import READY_SECONDS, OneVoice, environment

README = ROOT / "README.md"
SHOWN = "http://127.0.0.1:8080"
NEXT = "\x1e"
SHELL = 'set -euo pipefail\nonevoice() { "$PYTHON" -m onevoice "$@"; }\n'
"""What the reader has: the command under its short name."""
WARM = f'set -euo pipefail\nonevoice() {{ "$PYTHON" -S -I {warm.__file__} "$WARM" onevoice "$@"; }}\n'
"""The same for who has run them all once: without the imports of each."""


@dataclass(frozen=True)
class Tour:
    """What ``make run`` leaves running, and the environment in which it runs."""

    process: OneVoice
    env: dict[str, str]


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """On engines of its own: ``verify`` looks at whole topics."""
    folder = tmp_path_factory.mktemp("tour")
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        making = [engines.kafka(folder / "kafka"), engines.mongo(folder / "mongo")]
        kafka, mongo = pool.map(stack.enter_context, making)
        env = environment(folder / "var", kafka.url, mongo.url, PYTHON=sys.executable, WARM=warm.source())
        process = OneVoice(["run"], env, folder / "log")
        process.start()
        try:
            until_it_serves(process)
            yield Tour(process, {**env, "ONEVOICE_PORT": str(process.port)})
            assert process.stop() == 0
        finally:
            process.kill()


def until_it_serves(process: OneVoice) -> None:
    """Return when it has reported; fails with the end of its log."""
    deadline = time.monotonic() + READY_SECONDS
    while "until Ctrl-C" not in process.log.read_text():
        assert process.code() is None, process.tail()
        assert time.monotonic() < deadline, process.tail()
        time.sleep(0.05)


def contains(found: Any, wanted: Any) -> bool:
    """Whether ``found`` holds everything of ``wanted``; lists hold theirs in that order."""
    match wanted:
        case dict():
            return isinstance(found, dict) and all(
                name in found and contains(found[name], part) for name, part in wanted.items()
            )
        case list():
            rest: Iterator[Any] = iter(found if isinstance(found, list) else ())
            return all(any(contains(one, part) for one in rest) for part in wanted)
    return bool(found == wanted)


def lines_agree(found: str, wanted: str) -> bool:
    """Whether the wanted lines are among those found, in that order; ``…`` stands for anything."""
    rest = iter(found.splitlines())
    told = [line.strip() for line in wanted.splitlines()]
    patterns = [re.escape(line).replace("…", ".*") for line in told if line != "…"]
    return all(any(re.fullmatch(pattern, line.strip()) for line in rest) for pattern in patterns)


def steps(block: Block) -> list[tuple[str, str]]:
    """Each command and the answer under it."""
    return [
        (command, answer.strip())
        for command, _, answer in (step.partition("\n") for step in block.text.split("$ ")[1:])
    ]


def test_the_report_is_the_one_that_is_shown(tour: Tour) -> None:
    """Every line that README shows of it was printed, in that order."""
    [report] = blocks(README, "text")
    found = tour.process.log.read_text().replace(tour.process.url, SHOWN)
    assert lines_agree(found, report.text), found


@pytest.fixture(scope="module")
def answers(tour: Tour) -> dict[Block, Future[list[str]]]:
    """What each command answered, by block; the blocks do not need each other and are taken at once."""
    with ThreadPoolExecutor() as pool:
        return {block: pool.submit(take, block, tour) for block in blocks(README, "console")}


def take(block: Block, tour: Tour, shell: str = SHELL) -> list[str]:
    """Run a block's commands in one shell; their answers."""
    script = shell + f"\nprintf '{NEXT}'\n".join(command for command, _ in steps(block))
    done = subprocess.run(
        ["bash", "-c", script.replace(SHOWN, tour.process.url)],
        cwd=ROOT,
        env=tour.env,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(NEXT)


@pytest.mark.parametrize("block", blocks(README, "console"), ids=lambda block: steps(block)[0][0][:40])
def test_a_step_of_the_tour(block: Block, answers: dict[Block, Future[list[str]]]) -> None:
    """The commands do what README says, and answer what it shows."""
    as_shown(block, answers[block].result())


def as_shown(block: Block, answered: list[str]) -> None:
    """A block's commands were answered as README shows."""
    for (command, wanted), found in zip(steps(block), answered, strict=True):
        if wanted.startswith("{"):
            assert contains(json.loads(found), json.loads(wanted)), f"{command}: {found}"
        else:
            assert lines_agree(found, wanted), f"{command}: {found}"


def test_what_the_tour_leaves_behind_is_no_fault_of_the_next_run(
    tour: Tour, answers: dict[Block, Any]
) -> None:
    """Started again, nothing is loaded twice and every effect is seen; and README's commands answer as before."""
    for block in answers.values():
        block.result()
    assert tour.process.stop() == 0
    tour.process.log.write_text("")
    tour.process.start()
    until_it_serves(tour.process)
    said = tour.process.log.read_text()
    assert "no commands sent; 44 of 44 effects seen" in said, said
    for block in blocks(README, "console"):
        as_shown(block, take(block, tour, WARM))

"""Laws 2 to 5, 7 and 10 of the whole: nine processes and both engines killed at random, under ledgers."""

import os
import random
from pathlib import Path

import pytest

from tests.support.kills import run


def seed() -> int:
    return int(os.environ.get("ONEVOICE_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.mark.law(2)
@pytest.mark.law(3)
@pytest.mark.law(4)
@pytest.mark.law(5)
@pytest.mark.law(7)
@pytest.mark.law(10)
@pytest.mark.timeout(900)
async def test_a_few_kills_lose_and_repeat_nothing(tmp_path: Path) -> None:
    """Six kills anywhere: all agree, each acknowledged answer is there once, and is given again."""
    await run(tmp_path, 6, seed())

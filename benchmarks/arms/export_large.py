"""The same of ten times as many: memory must not grow with them."""

from collections.abc import Mapping
from typing import Any

from benchmarks.arms.export import MEASURES, TEXT, bare, exported, prepared
from benchmarks.frame import Arm, Sample, Task

COUNT = 250_000


async def prepare(task: Task) -> Mapping[str, Any]:
    """Of this arm."""
    return await prepared(task, COUNT)


async def product(task: Task) -> Sample:
    """One round of the product."""
    return await exported(task, COUNT)


async def limit(task: Task) -> Sample:
    """One round of the bare walk."""
    return await bare(task, COUNT)


ARM = Arm(
    title="Export of 250,000",
    unit="input",
    text=TEXT.format(count=COUNT),
    measures=MEASURES,
    prepare=prepare,
    product=product,
    limit=limit,
)

"""The same to ten times as many: memory must not grow with them."""

from collections.abc import Mapping
from typing import Any

from benchmarks.arms.fanout import FALLS_SHORT, FIGURES, TEXT, bare, deliver, prepared
from benchmarks.frame import Arm, Sample, Task

COUNT = 100_000


async def prepare(task: Task) -> Mapping[str, Any]:
    """Of this arm."""
    return await prepared(task, COUNT)


async def product(task: Task) -> Sample:
    """One round of the product."""
    return await deliver(task, COUNT)


async def limit(task: Task) -> Sample:
    """One round of bare aiosmtplib."""
    return await bare(task, COUNT, task.plan["connections"])


ARM = Arm(
    title="Fan-out to 100,000",
    unit="mail",
    text=TEXT.format(count=COUNT) + " The limit sends 10,000 different mails ten times.",
    measures=FIGURES,
    prepare=prepare,
    product=product,
    limit=limit,
    falls_short=FALLS_SHORT,
)

"""Loading a record: compare with what the API shows, send the differences, each under its own key."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from onevoice.api import Api, ApiRefused
from onevoice.record.format import BriefingRecord
from onevoice.record.plan import plan, untold
from onevoice.record.shown import BriefingShown
from onevoice.record.steps import Step
from onevoice.sorry import Sorry

_ROUNDS = 5
"""How often to compare again: once is enough unless somebody else writes at the same time."""

_BYTES = "application/octet-stream"
_LOOK = 0.2
"""Seconds between two looks at what became of the outcomes."""


class LoadRefused(Sorry):
    """A step was refused; what was sent before it stands, and loading again goes on from there."""


@dataclass(frozen=True)
class Loaded:
    """What loading did: the sentences of what was sent, what no command can change, and the version after it.

    ``refused`` are the outcomes that nothing came of, with the reason; ``waiting`` those not answered yet.
    """

    key: str
    sent: tuple[str, ...]
    untold: tuple[str, ...]
    version: int
    refused: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """For people."""
        yield from (f"not changed: {sentence}" for sentence in self.untold)
        yield from (f"refused: {sentence}" for sentence in self.refused)
        yield from (f"not answered yet: {sentence}" for sentence in self.waiting)
        yield f"briefing {self.key}: {len(self.sent) or 'no'} differences sent; it stands at version {self.version}"


class Loader:
    """Loads records as the caller of an ``Api``."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def load(self, record: BriefingRecord, tell: Callable[[str], None] = lambda _: None) -> Loaded:
        """Send differences until there are none, and ``tell`` each as it is sent.

        Raises ``LoadRefused``, and ``ApiRefused`` for the reading.
        """
        sent: list[str] = []
        files = set[str]()  # sent already: what holds the same but for its metadata is no new version
        version = 0
        for _ in range(_ROUNDS):
            shown, seen = await self._shown(record.key, version)
            version = max(version, seen)
            steps = [one for one in plan(record, shown) if one.idempotency_key not in files]
            if not steps:
                return Loaded(record.key, tuple(sent), tuple(untold(record, shown)), version)
            for number, step in enumerate(steps, 1):
                version = await self._send(step)
                sent.append(step.sentence)
                files |= {step.idempotency_key} if step.file else set()
                tell(f"sent {number} of {len(steps)}: {step.sentence}")
        raise LoadRefused(f"briefing {record.key} is being changed by somebody else; load it again")

    async def settled(self, loaded: Loaded, patience: float = 60.0) -> Loaded:
        """With what became of each outcome, once all are answered or after ``patience`` seconds.

        Raises ``ApiRefused`` for the reading.
        """
        deadline = time.monotonic() + patience
        while True:
            shown, _ = await self._shown(loaded.key, loaded.version)
            fates = [(item.key, item.became) for item in shown.outcomes if item.became] if shown else []
            waiting = tuple(f"outcome {key}" for key, became in fates if became.state == "pending")
            if not waiting or time.monotonic() > deadline:
                refused = (
                    f"outcome {key}: {became.reason}" for key, became in fates if became.state == "refused"
                )
                return replace(loaded, refused=tuple(refused), waiting=waiting)
            await asyncio.sleep(_LOOK)

    async def _shown(self, key: str, version: int) -> tuple[BriefingShown | None, int]:
        after = f"briefing-{key}@{version}" if version else None
        found = await self._api.get(f"/consultations/api/briefings/{key}", after)
        return (BriefingShown.read(found.content), found.json()["version"]) if found else (None, 0)

    async def _send(self, step: Step) -> int:
        try:
            if step.file:
                content = await asyncio.to_thread(step.file.read_bytes)
                answer = await self._api.send(step.path, content, _BYTES, step.idempotency_key)
            else:
                answer = await self._api.post(step.path, step.body, step.idempotency_key)
        except ApiRefused as error:
            raise LoadRefused(f"{step.sentence}: {error}") from error
        return int(answer["version"])

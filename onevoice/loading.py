"""Loading a record: compare with what the API shows, send the differences, each under its own key."""

from collections.abc import Iterator
from dataclasses import dataclass

from onevoice.api import Api, ApiRefused
from onevoice.record.format import BriefingRecord
from onevoice.record.plan import Step, plan, untold
from onevoice.record.shown import BriefingShown

_ROUNDS = 5
"""How often to compare again: once is enough unless somebody else writes at the same time."""


class LoadRefused(Exception):
    """A step was refused; what was sent before it stands, and loading again goes on from there."""


@dataclass(frozen=True)
class Loaded:
    """What loading did: the sentences of what was sent, what no command can change, and the version after it."""

    key: str
    sent: tuple[str, ...]
    untold: tuple[str, ...]
    version: int

    def lines(self) -> Iterator[str]:
        """For people."""
        yield from (f"sent: {sentence}" for sentence in self.sent)
        yield from (f"not changed: {sentence}" for sentence in self.untold)
        yield f"briefing {self.key}: {len(self.sent) or 'no'} differences sent; it stands at version {self.version}"


class Loader:
    """Loads records as the caller of an ``Api``."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def load(self, record: BriefingRecord) -> Loaded:
        """Send differences until there are none. Raises ``LoadRefused``, and ``ApiRefused`` for the reading."""
        sent: list[str] = []
        version = 0
        for _ in range(_ROUNDS):
            shown, seen = await self._shown(record.key, version)
            version = max(version, seen)
            steps = plan(record, shown)
            if not steps:
                return Loaded(record.key, tuple(sent), tuple(untold(record, shown)), version)
            for step in steps:
                version = await self._send(step)
                sent.append(step.sentence)
        raise LoadRefused(f"briefing {record.key} is being changed by somebody else; load it again")

    async def _shown(self, key: str, version: int) -> tuple[BriefingShown | None, int]:
        after = f"briefing-{key}@{version}" if version else None
        found = await self._api.get(f"/consultations/api/briefings/{key}", after)
        return (BriefingShown.read(found.content), found.json()["version"]) if found else (None, 0)

    async def _send(self, step: Step) -> int:
        try:
            answer = await self._api.post(step.path, step.body, step.idempotency_key)
        except ApiRefused as error:
            raise LoadRefused(f"{step.sentence}: {error}") from error
        return int(answer["version"])

"""What a loaded briefing brought about: every effect that is expected, looked for until it is seen.

An effect that crossed services also says by which record: topic, partition and offset, read back by a
consumer that belongs to no service.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from onevoice.api import Api
from onevoice.record.expected import HOME, Answers, Effect, expected
from onevoice.record.format import BriefingRecord
from shared.contracts.catalogue import service_of
from shared.kafka.cluster import Cluster
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Malformed, incoming
from shared.kafka.topics import topic_of_service

_LOOK = 0.1


class Report:
    """Looks for effects until all are seen or the patience is over."""

    def __init__(self, api: Api, cluster: Cluster, patience: float = 60.0) -> None:
        self._api = api
        self._cluster = cluster
        self._patience = patience

    async def run(self, record: BriefingRecord, *more: Effect) -> list[Effect]:
        """Every expected effect, seen or not, with the record it crossed by."""
        deadline = time.monotonic() + self._patience
        effects = [*expected(record), *more]
        while True:
            effects = await self._look(effects)
            if all(effect.seen for effect in effects) or time.monotonic() > deadline:
                return await self._places(effects)
            await asyncio.sleep(_LOOK)

    async def _look(self, effects: Sequence[Effect]) -> list[Effect]:
        addresses = dict.fromkeys(effect.address for effect in effects)
        answers: Answers = {}
        for address in addresses:
            found = await self._api.get(address)
            answers[address] = found.json() if found else None
        return [await self._judge(effect, answers) for effect in effects]

    async def _judge(self, effect: Effect, answers: Answers) -> Effect:
        if answers[effect.address] is None or effect.seen:
            return effect
        try:
            found = effect.find(answers)
        except (KeyError, TypeError):  # another address has nothing yet
            return effect
        if found is None:
            return effect
        by = found if isinstance(found, tuple) else None
        if effect.address == HOME and by and not await self._api.get(effect.address, f"{by[0]}@{by[1]}"):
            return effect
        what = effect.told(answers) if effect.told else effect.what
        return replace(effect, seen=True, by=by, what=what, refused=effect.refusal(answers))

    async def _places(self, effects: Sequence[Effect]) -> list[Effect]:
        """Read the topics back, and say where each crossing stands."""
        wanted = {effect.by for effect in effects if effect.by}
        topics = sorted({topic_of_service(service_of(stream.partition("-")[0])) for stream, _ in wanted})
        places: dict[tuple[str, int], str] = {}
        async for batch in read_until(self._cluster, await ends_of(self._cluster, topics) if topics else {}):
            for record in batch:
                try:
                    known = incoming(record)
                except Malformed:
                    continue
                if (known.stream, known.version) in wanted:
                    place = f"{record.topic}[{record.partition}]@{record.offset}"
                    places.setdefault((known.stream, known.version), place)
        return [
            replace(e, record=places.get(e.by), seen=e.seen and e.by in places) if e.by else e
            for e in effects
        ]

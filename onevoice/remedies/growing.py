"""More partitions for the topics, once everything that is on them was read: then no stream's order is in doubt."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from onevoice.services import SERVICES
from onevoice.sorry import Sorry
from shared.kafka.groups import Wants, reached
from shared.kafka.reading import ends_of
from shared.kafka.topics import Topics
from shared.mongo import Database, StoreClock, connect
from shared.runtime.beats import ALIVE, Beats, alive
from shared.runtime.groups import owners_of
from shared.runtime.service import Service
from shared.settings import Settings
from shared.views.live import topics_of


async def grow(settings: Settings) -> AsyncIterator[str]:
    """Give the topics as many partitions as ONEVOICE_PARTITIONS says; all is read, and every service stopped."""
    topics, server = Topics(settings.cluster, settings.durability), connect(settings.mongo)
    try:
        for service in SERVICES.values():
            database = server.database(settings.database(service.name))
            await _ended(service, database)
            await _all_read(settings, service, database, topics)
        for line in await asyncio.to_thread(topics.grow) or ["nothing to do"]:
            yield line
    finally:
        server.close()


async def _ended(service: Service, database: Database) -> None:
    """Nobody relays any more, and nobody reads. Raises ``Sorry``."""
    beats = Beats(service.name, database, frozenset())
    if alive(await beats.hour(), await StoreClock(database).now()):
        raise Sorry(
            f"{service.name} is running; stop every process of it, and wait {ALIVE.total_seconds():.0f} s for one "
            "that was killed"
        )


async def _all_read(settings: Settings, service: Service, database: Database, topics: Topics) -> None:
    there = await asyncio.to_thread(topics.partitions)
    wanted = await owners_of(service, database)
    for topic, count in there.items():
        cluster = replace(settings.cluster, partitions=count)
        readers = {
            name: Wants(kinds, (topic,)) for name, kinds in wanted.items() if topic in topics_of(kinds)
        }
        ends = await ends_of(cluster, (topic,))
        found = await reached(cluster, await asyncio.to_thread(topics.groups), readers)
        for name, offsets in found.items():
            if left := sum(end - offsets.get(place, 0) for place, end in ends.items()):
                raise Sorry(
                    f"{name} has {left} records of {topic} to read: start {service.name} with ONEVOICE_PARTITIONS as "
                    "it was, and stop everything when nothing is unread"
                )

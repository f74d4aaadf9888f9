"""Erasing again whoever was erased, after a back-up brought back what that had destroyed."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from onevoice.erasing import KIND, OWNER, duties_of, is_erasure
from onevoice.hosting import verifier
from onevoice.services import SERVICES
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import Malformed, incoming
from shared.kafka.topics import MisfitTopic, Topics, topic_of_service
from shared.mongo import Database, connect
from shared.runtime.running import Running
from shared.settings import Settings
from shared.views.fold import recorded

Erasures = dict[str, Recorded[Any]]
"""The event of each erasure, by contact."""
_AT_ONCE: Final = 20


@dataclass(frozen=True)
class Again:
    """Every erasure done again: how many there are, and of how many contacts each service had something back."""

    erasures: int
    back: Mapping[str, int]

    def said(self) -> Iterator[str]:
        """For people."""
        yield f"{self.erasures} {'contact was' if self.erasures == 1 else 'contacts were'} erased"
        for service, number in self.back.items():
            yield f"{service}: {number or 'none'} had come back" + (", destroyed again" if number else "")


async def erase_again(settings: Settings) -> Again:
    """Do the duties of every erasure that the store or the topic knows; to do it twice changes nothing.

    Raises ``Unavailable``, ``MisfitTopic`` where the topic is not there, ``KafkaAway`` and ``ReadingFailed``.
    """
    server, keys = connect(settings.mongo), connect(settings.keys or settings.mongo)
    try:
        erasures = await _stored(server.database(settings.database(OWNER))) | await _published(settings)
        back: dict[str, int] = {}
        for service in SERVICES.values():
            running = Running(service, settings, server, verifier(settings), keys=keys)
            back[service.name] = len(await running.room.vault.kept(erasures))
            for duty in duties_of(service):
                do, waiting = duty.build(running.room), list(erasures.values())
                for start in range(0, len(waiting), _AT_ONCE):
                    await asyncio.gather(*(do(record) for record in waiting[start : start + _AT_ONCE]))
        return Again(len(erasures), back)
    finally:
        server.close()
        keys.close()


async def _stored(database: Database) -> Erasures:
    """Every erasure in the store."""
    return {
        key_of(append.stream): Recorded(
            stream=append.stream,
            version=event.version,
            id=event.id,
            at=append.at,
            digest=event.digest,
            data=event.data,
            event=CATALOGUE.decode(event.type, event.data, KIND),
            context=append.context,
        )
        async for append in MongoEventStore(database).history()
        for event in append.events
        if is_erasure(event.type, event.data)
    }


async def _published(settings: Settings) -> Erasures:
    """Every erasure on the topic: the store may have been restored, too."""
    found: Erasures = {}
    topic = topic_of_service(OWNER)
    if topic in await asyncio.to_thread(Topics(settings.cluster, settings.durability).missing):
        raise MisfitTopic(f"topic {topic} is missing; make it with: onevoice topics apply")
    ends = await ends_of(settings.cluster, [topic])
    async for batch in read_until(settings.cluster, ends):
        for record in batch:
            try:
                known = incoming(record)
            except Malformed:
                continue
            if known.stream.startswith(f"{KIND}-") and is_erasure(known.type, known.data):
                found[key_of(known.stream)] = recorded(known, CATALOGUE.decode)
    return found

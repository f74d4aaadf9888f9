"""Which contacts were erased: as the store knows it, and as the topic does, since a store may have been restored."""

import asyncio
from typing import Any, Final

from shared.contracts.catalogue import CATALOGUE, Undecodable, service_of
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import ContactErased
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import Append, StoredEvent
from shared.kafka.reading import ends_of, read_until
from shared.kafka.records import readable
from shared.kafka.topics import MisfitTopic, Topics, topic_of_service
from shared.mongo import Database
from shared.settings import Settings
from shared.views.fold import recorded

KIND: Final = "contact"
OWNER: Final = service_of(KIND)
Erasures = dict[str, Recorded[Any]]
"""The event of each erasure, by contact."""


async def stored(database: Database) -> Erasures:
    """Every erasure in the store. Raises ``Unavailable``."""
    return {
        key_of(append.stream): of_store(append, event)
        async for append in MongoEventStore(database).history(kind=KIND)
        for event in append.events
        if is_erasure(event.type, event.data)
    }


async def published(settings: Settings) -> Erasures:
    """Every erasure on the topic.

    Raises ``MisfitTopic`` where the topic is not there, and ``KafkaAway``.
    """
    found: Erasures = {}
    topic = topic_of_service(OWNER)
    if topic in await asyncio.to_thread(Topics(settings.cluster, settings.durability).missing):
        raise MisfitTopic(f"topic {topic} is missing; make it with: onevoice topics apply")
    ends = await ends_of(settings.cluster, [topic])
    async for batch in read_until(settings.cluster, ends):
        for record in batch:
            known = readable(record)
            if known and known.stream.startswith(f"{KIND}-") and is_erasure(known.type, known.data):
                found[key_of(known.stream)] = recorded(known, CATALOGUE.decode)
    return found


def is_erasure(type_name: str, data: bytes) -> bool:
    """Whether an event of a contact is its erasure, in whatever version; what cannot be decoded is not."""
    try:
        return isinstance(CATALOGUE.decode(type_name, data, KIND), ContactErased)
    except Undecodable:
        return False


def of_store(append: Append, event: StoredEvent) -> Recorded[Any]:
    """An event of the store as it stands recorded. Raises ``Undecodable``."""
    return Recorded(
        stream=append.stream,
        version=event.version,
        id=event.id,
        at=append.at,
        digest=event.digest,
        data=event.data,
        event=CATALOGUE.decode(event.type, event.data, append.stream.partition("-")[0]),
        context=append.context,
    )

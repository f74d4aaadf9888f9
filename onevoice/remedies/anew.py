"""Beginning anew after a loss: topics published again, records read again, a new secret, mails counted as told."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

from services.notifications.contacts.register import find_again
from services.notifications.deliveries.fanning_out import again
from services.notifications.main import SERVICE as NOTIFICATIONS
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.topics import Topics
from shared.mongo import Database, StoreClock, connect
from shared.runtime.groups import groups_of
from shared.runtime.secrets import check_secret, forget_cluster, forget_secret, read_secret
from shared.runtime.service import Service
from shared.settings import Settings
from shared.vault import Vault


class StillRunning(Exception):
    """A process of the service runs: stop it first."""


class NotReadAgain(Exception):
    """There is nothing that could count as told."""


_SINCE = "reads again"


async def read_again(settings: Settings, services: Iterable[Service]) -> AsyncIterator[str]:
    """Delete the services' consumer groups, so that they read from the beginning; a line for each service.

    Raises ``StillRunning``, ``KafkaAway`` and ``Unavailable``. To do it twice changes nothing.
    """
    topics = Topics(settings.cluster, settings.durability)
    server = connect(settings.mongo)
    try:
        for service in services:
            database = server.database(settings.database(service.name))
            groups = await groups_of(service, database, topics)
            for group in groups:
                if not await asyncio.to_thread(topics.forget_group, group):
                    raise StillRunning(
                        f"{service.name} is running: group {group} has members; stop every process of it, and "
                        f"wait {settings.session_timeout:.0f} s for one that was killed"
                    )
            await database["identity"].replace_one(
                {"_id": _SINCE}, {"value": await StoreClock(database).now()}, upsert=True
            )
            yield f"{service.name} reads from the beginning: {len(groups)} groups are forgotten"
    finally:
        server.close()


async def publish_again(
    settings: Settings, services: Sequence[Service], every: Iterable[Service]
) -> AsyncIterator[str]:
    """Let the relays of these services send everything, and every service read everything, wherever Kafka is now.

    Raises as ``read_again``. To do it twice changes nothing.
    """
    async for line in read_again(settings, every):
        yield line
    server = connect(settings.mongo)
    try:
        for service in every:
            await forget_cluster(server.database(settings.database(service.name)))
        for service in services:
            store = MongoEventStore(server.database(settings.database(service.name)))
            yield f"{service.name} publishes {await store.publish_again()} appends again"
    finally:
        server.close()


async def accept_secrets(settings: Settings, services: Iterable[Service]) -> AsyncIterator[str]:
    """Take the secrets that are there now for the services' own. Raises ``SecretMisfit`` and ``Unavailable``."""
    server, keys = connect(settings.mongo), connect(settings.keys or settings.mongo)
    try:
        for service in services:
            database, secret = (
                server.database(settings.database(service.name)),
                read_secret(settings, service.name),
            )
            await forget_secret(database)
            await check_secret(database, secret)
            if service is NOTIFICATIONS:
                await find_again(Vault(database, keys.database(settings.key_database(service.name)), secret))
            yield f"{service.name} takes the secret that is there now for its own"
    finally:
        server.close()
        keys.close()


async def count_as_told(settings: Settings) -> str:
    """Count as told what a restored database of notifications has heard again since its groups were forgotten.

    Raises ``NotReadAgain`` and ``Unavailable``.
    """
    server = connect(settings.mongo)
    try:
        database: Database = server.database(settings.database(NOTIFICATIONS.name))
        found = await database["identity"].find_one({"_id": _SINCE})
        if found is None:
            raise NotReadAgain(
                "nothing was heard again here; docs/OPERATIONS.md says when it is, and what to say first: "
                f"onevoice groups forget {NOTIFICATIONS.name}"
            )
        notices, mails = await again.count_as_told(database, found["value"])
        return f"{notices} notices and {mails} mails count as told; nobody is sent them"
    finally:
        server.close()

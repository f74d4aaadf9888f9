"""Beginning anew after a loss: topics published again, records read again, a new secret, mails counted as told."""

import asyncio
from collections.abc import AsyncIterator

import typer

from onevoice.services import SERVICES
from onevoice.shell import Names, command, services_named
from onevoice.sorry import Sorry
from services.notifications.contacts.register import find_again
from services.notifications.deliveries.fanning_out import again
from services.notifications.main import SERVICE as NOTIFICATIONS
from shared.eventstore.mongo import MongoEventStore
from shared.kafka.topics import Topics
from shared.mongo import Database, StoreClock, connect
from shared.runtime.groups import groups_of
from shared.runtime.secrets import check_secret, forget_cluster, forget_secret, make_secrets, read_secret
from shared.settings import Settings
from shared.vault import Vault

groups = typer.Typer(no_args_is_help=True, help="Kafka's consumer groups of stopped services.")
secrets = typer.Typer(no_args_is_help=True, help="The services' secrets.")
mails = typer.Typer(no_args_is_help=True, help="What is sent, after notifications was restored.")
_SINCE = "reads again"


@command(groups, "forget")
async def read_again(settings: Settings, services: Names = None) -> AsyncIterator[str]:
    """Let stopped services read their topics from the beginning again: what they know already is passed over."""
    topics = Topics(settings.cluster, settings.durability)
    server = connect(settings.mongo)
    try:
        for service in services_named(services):
            database = server.database(settings.database(service.name))
            every = await groups_of(service, database, topics)
            for group in every:
                if not await asyncio.to_thread(topics.forget_group, group):
                    raise Sorry(
                        f"{service.name} is running: group {group} has members; stop every process of it, and "
                        f"wait {settings.session_timeout:.0f} s for one that was killed"
                    )
            await database["identity"].replace_one(
                {"_id": _SINCE}, {"value": await StoreClock(database).now()}, upsert=True
            )
            yield f"{service.name} reads from the beginning: {len(every)} groups are forgotten"
    finally:
        server.close()


async def publish_again(settings: Settings, services: Names = None) -> AsyncIterator[str]:
    """Let these services publish everything again, and every service read again, on this Kafka; all are stopped."""
    chosen = services_named(services)
    async for line in read_again(settings):
        yield line
    server = connect(settings.mongo)
    try:
        for service in services_named(None):
            await forget_cluster(server.database(settings.database(service.name)))
        for service in chosen:
            store = MongoEventStore(server.database(settings.database(service.name)))
            yield f"{service.name} publishes {await store.publish_again()} appends again"
    finally:
        server.close()


@command(secrets, "make")
async def make(settings: Settings) -> AsyncIterator[str]:
    """Make what is missing in ONEVOICE_SECRETS: each service's secret, and the first key that signs receipts."""
    folder = settings.secrets or settings.var / "secrets"
    make_secrets(folder, {name: service.signs for name, service in SERVICES.items()})
    yield f"{folder} has the services' secrets: back them up apart from the data"


@command(secrets, "accept")
async def accept_secrets(settings: Settings, services: Names = None) -> AsyncIterator[str]:
    """Take the secrets that are there now, where those are lost that the databases were written with."""
    server, keys = connect(settings.mongo), connect(settings.keys or settings.mongo)
    try:
        for service in services_named(services):
            database = server.database(settings.database(service.name))
            secret = read_secret(settings, service.name)
            await forget_secret(database)
            await check_secret(database, secret)
            if service is NOTIFICATIONS:
                await find_again(Vault(database, keys.database(settings.key_database(service.name)), secret))
            yield f"{service.name} takes the secret that is there now for its own"
    finally:
        server.close()
        keys.close()


@command(mails, "told")
async def count_as_told(settings: Settings) -> AsyncIterator[str]:
    """Count as told what a restored database has heard again; nobody is sent it a second time."""
    server = connect(settings.mongo)
    try:
        database: Database = server.database(settings.database(NOTIFICATIONS.name))
        found = await database["identity"].find_one({"_id": _SINCE})
        if found is None:
            raise Sorry(
                "nothing was heard again here; docs/OPERATIONS.md says when it is, and what to say first: "
                f"onevoice groups forget {NOTIFICATIONS.name}"
            )
        notices, letters = await again.count_as_told(database, found["value"])
        yield f"{notices} notices and {letters} mails count as told; nobody is sent them"
    finally:
        server.close()

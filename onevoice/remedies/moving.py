"""Commands that carry a service's history to another installation."""

from collections.abc import AsyncIterator
from typing import Annotated

import typer

from onevoice.remedies import history
from onevoice.remedies.operations import database_of
from onevoice.shell import ServiceName, services_named
from shared.mongo import connect
from shared.runtime.secrets import read_secret
from shared.settings import Settings


async def export(
    settings: Settings,
    service: ServiceName,
    file: Annotated[typer.FileBinaryWrite, typer.Argument(help="Where to; - for standard output.")],
) -> None:
    """Write a service's whole history to a file of CloudEvents, which ends with its hash."""
    database = database_of(connect(settings.mongo), settings, *services_named([service]))
    async for line in history.exported(service, database, read_secret(settings, service)):
        file.write(line)


async def import_(
    settings: Settings,
    service: ServiceName,
    file: Annotated[typer.FileBinaryRead, typer.Argument(help="An export.")],
) -> AsyncIterator[str]:
    """Take a file for the history of a service that has none; it is published when the service starts."""
    database = database_of(connect(settings.mongo), settings, *services_named([service]))
    events, streams = await history.imported(service, database, read_secret(settings, service), file)
    yield f"{events} events of {streams} streams: start the service, and they are published"

"""Commands for beginning anew after a loss; docs/OPERATIONS.md says when and in which order."""

from collections.abc import AsyncIterator
from typing import Annotated, BinaryIO

import typer

from onevoice.remedies import anew, growing, history
from onevoice.services import SERVICES, chosen
from onevoice.shell import Sorry, read_settings, run_to_end, service_named
from shared.mongo import connect
from shared.runtime.secrets import make_secrets, read_secret

Names = Annotated[list[str] | None, typer.Argument(help=f"{', '.join(SERVICES)}; all of them for none.")]
ServiceName = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]
groups = typer.Typer(no_args_is_help=True, help="Kafka's consumer groups of stopped services.")
secrets = typer.Typer(no_args_is_help=True, help="The services' secrets.")
mails = typer.Typer(no_args_is_help=True, help="What is sent, after notifications was restored.")


def _chosen(names: list[str] | None) -> list[str]:
    for name in names or []:
        if name not in SERVICES:
            raise Sorry(f"there is no service {name}; {', '.join(SERVICES)} are right", 2)
    return names or []


async def _say(lines: AsyncIterator[str]) -> None:
    async for line in lines:
        typer.echo(line)


def _run(lines: AsyncIterator[str]) -> None:
    try:
        run_to_end(_say(lines))
    except anew.StillRunning as error:
        raise Sorry(str(error)) from error


@groups.command("forget")
def groups_forget(services: Names = None) -> None:
    """Let stopped services read their topics from the beginning again: what they know already is passed over."""
    _run(anew.read_again(read_settings(), chosen(_chosen(services))))


def publish_again(services: Names = None) -> None:
    """Let these services publish everything again, and every service read again, on this Kafka; all are stopped."""
    _run(anew.publish_again(read_settings(), chosen(_chosen(services)), SERVICES.values()))


def grow_topics() -> None:
    """Give the topics as many partitions as ONEVOICE_PARTITIONS says; all is read, and every service stopped."""
    try:
        _run(growing.grow(read_settings(), SERVICES.values()))
    except growing.Unread as error:
        raise Sorry(str(error)) from error


def export_(
    service: ServiceName,
    file: Annotated[typer.FileBinaryWrite, typer.Argument(help="Where to; - for standard output.")],
) -> None:
    """Write a service's whole history to a file of CloudEvents, which ends with its hash."""
    settings = read_settings()
    database = connect(settings.mongo).database(settings.database(service_named(service)))
    run_to_end(_write(history.exported(service, database, read_secret(settings, service)), file))


def import_(
    service: ServiceName, file: Annotated[typer.FileBinaryRead, typer.Argument(help="An export.")]
) -> None:
    """Take a file for the history of a service that has none; it is published when the service starts."""
    settings = read_settings()
    database = connect(settings.mongo).database(settings.database(service_named(service)))
    secret = read_secret(settings, service)
    try:
        events, streams = run_to_end(history.imported(service, database, secret, file))
    except history.NotImported as error:
        raise Sorry(str(error)) from error
    typer.echo(f"{events} events of {streams} streams: start the service, and they are published")


async def _write(lines: AsyncIterator[bytes], out: BinaryIO) -> None:
    async for line in lines:
        out.write(line)


@secrets.command("make")
def secrets_make() -> None:
    """Make what is missing in ONEVOICE_SECRETS: each service's secret, and the first key that signs receipts."""
    settings = read_settings()
    folder = settings.secrets or settings.var / "secrets"
    make_secrets(folder, {name: service.signs for name, service in SERVICES.items()})
    typer.echo(f"{folder} has the services' secrets: back them up apart from the data")


@secrets.command("accept")
def secrets_accept(services: Names = None) -> None:
    """Take the secrets that are there now, where those are lost that the databases were written with."""
    _run(anew.accept_secrets(read_settings(), chosen(_chosen(services))))


@mails.command("told")
def mails_told() -> None:
    """Count as told what a restored database has heard again; nobody is sent it a second time."""
    try:
        typer.echo(run_to_end(anew.count_as_told(read_settings())))
    except anew.NotReadAgain as error:
        raise Sorry(str(error)) from error

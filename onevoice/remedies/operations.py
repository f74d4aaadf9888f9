"""What an operator does from a shell, over the same rooms that the services use."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import typer

from onevoice.hosting import parts
from onevoice.remedies.heal import heal
from onevoice.remedies.verify import Verify
from onevoice.services import SERVICES
from onevoice.shell import command
from onevoice.sorry import Sorry
from shared.contracts.catalogue import KINDS, service_of
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database, Server, StoreClock, connect
from shared.runtime.service import Service
from shared.settings import Settings
from shared.views.acknowledged import Acknowledged, place_of
from shared.views.parked import Parked, ParkedRecord

parked = typer.Typer(no_args_is_help=True, help="Records that could not be applied, and their replay.")
forks = typer.Typer(no_args_is_help=True, help="Streams that forked after a restore.")


def database_of(server: Server, settings: Settings, service: Service) -> Database:
    """The service's database."""
    return server.database(settings.database(service.name))


async def verify(
    settings: Settings,
    stream: Annotated[str | None, typer.Argument(help="One stream; everything if left out.")] = None,
    patience: Annotated[float, typer.Option(help="Seconds to wait for what is behind.")] = 20.0,
) -> bool:
    """Check that store, topics and views agree and that every stream's digests chain."""
    if stream:
        _owner(settings, stream)
    found = await Verify(settings, connect(settings.mongo), list(SERVICES.values()), stream).run(patience)
    if stream and not found.streams:
        raise Sorry(f"no stream {stream} is in any store; a stream is named like champion-PRT")
    for line in [*found.wrong, *found.behind]:
        typer.echo(line)
    typer.echo(
        f"{found.streams} streams, {found.events} events, {found.views} views and reactions: "
        + ("store, topics and views agree" if found.good else "they do not agree")
    )
    return found.good


@command(parked, "list")
async def parked_list(settings: Settings) -> AsyncIterator[str]:
    """Every parked record: its id, its stream and version, and why it waits."""
    server, waiting, known = connect(settings.mongo), 0, 0
    for service in SERVICES.values():
        database = database_of(server, settings, service)
        places = await Acknowledged(database).places()
        async for one in Parked(database).everything():
            if place_of(one.raw) in places:
                known += 1
                continue
            waiting += 1
            place = f"{one.stream or '(no stream)'}@{one.version or '?'}"
            yield f"{one.id}  {place}  {one.reason}: {one.detail}"
    yield f"{waiting} parked" + (f", {known} acknowledged" if known else "")


@command(parked, "acknowledge")
async def parked_acknowledge(
    settings: Settings,
    record: Annotated[str, typer.Argument(help="The id of a malformed record, from the list.")],
    reason: Annotated[str, typer.Option(help="What it is, and who put it there.")],
) -> None:
    """Say that a malformed record is none of ours: verify passes it over."""
    server = connect(settings.mongo)
    databases = [database_of(server, settings, service) for service in SERVICES.values()]
    found = [one for database in databases if (one := await Parked(database).get(record))]
    if not found:
        raise Sorry(f"no record {record} is parked; see: onevoice parked list")
    if found[0].reason != "malformed":
        raise Sorry(
            f"the record is one of ours, and waits for its cure: {found[0].reason}: {found[0].detail}"
        )
    at = await StoreClock(databases[0]).now()
    for database in databases:
        await Acknowledged(database).add(place_of(found[0].raw), reason, at)
    typer.echo("acknowledged in every service: nothing follows from it")


@command(parked, "show")
async def parked_show(
    settings: Settings, record: Annotated[str, typer.Argument(help="An id from the list.")]
) -> None:
    """One parked record, whole."""
    server = connect(settings.mongo)
    for service in SERVICES.values():
        found = await Parked(database_of(server, settings, service)).get(record)
        if found:
            typer.echo(json.dumps(_shown(found), indent=2))
            return
    raise Sorry(f"no record {record} is parked; see: onevoice parked list")


def _shown(found: ParkedRecord) -> dict[str, Any]:
    return {
        "id": found.id,
        "stream": found.stream,
        "version": found.version,
        "reason": found.reason,
        "detail": found.detail,
        "parked_at": found.at.isoformat(),
        "key": _text(found.raw.key),
        "headers": [[name, _text(value)] for name, value in found.raw.headers],
        "value": _text(found.raw.value),
    }


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(data or b"").decode()


@command(parked, "replay")
async def parked_replay(
    settings: Settings,
    stream: Annotated[str | None, typer.Argument(help="One stream; all of them if left out.")] = None,
) -> None:
    """Apply what waits, by version, after the cause was mended."""
    async with parts(settings) as found:
        done = [await running.replay(stream) for running in found.running.values()]
    released, left = map(sum, zip(*done, strict=True))
    typer.echo(f"{released} applied, {left} still parked")


@command(forks, "list")
async def forks_list(settings: Settings) -> AsyncIterator[str]:
    """The frozen streams and why."""
    server = connect(settings.mongo)
    frozen: dict[str, str] = {}
    for service in SERVICES.values():
        frozen |= await MongoEventStore(database_of(server, settings, service)).frozen()
    for stream, reason in sorted(frozen.items()):
        yield f"{stream}: {reason}"
    yield f"{len(frozen)} frozen"


def _owner(settings: Settings, stream: str) -> tuple[Service, Database]:
    """The service that owns a stream, and its database. Raises ``Sorry``."""
    kind = stream.partition("-")[0]
    if kind not in KINDS:
        raise Sorry(f"{stream} is not a stream; one begins with {', '.join(KINDS)} and a dash")
    service = SERVICES[service_of(kind)]
    return service, database_of(connect(settings.mongo), settings, service)


@command(forks, "freeze")
async def forks_freeze(
    settings: Settings,
    stream: Annotated[str, typer.Argument(help="A stream behind its topic after a restore.")],
) -> None:
    """Refuse a stream's writes, so that it can be healed before it forks."""
    _, database = _owner(settings, stream)
    await MongoEventStore(database).freeze(stream, "frozen by an operator")
    typer.echo(f"{stream} takes no writes until: onevoice forks heal {stream}")


@command(forks, "heal")
async def forks_heal(
    settings: Settings,
    stream: Annotated[str | None, typer.Argument(help="A stream from the list.")] = None,
    *,
    all_behind: Annotated[
        bool, typer.Option("--all-behind", help="Every one that is frozen, or behind its topic.")
    ] = False,
) -> AsyncIterator[str]:
    """Take the topic's history for the true one: set the store's other branch aside and thaw the stream."""
    if bool(stream) is all_behind:
        raise Sorry("one of the two is right: a stream, or --all-behind", 2)
    if stream:
        _owner(settings, stream)
    done = await heal(settings, stream)
    if stream and not done.streams:
        raise Sorry(f"{stream} is not frozen; see: onevoice forks list")
    for one in done.streams:
        told = f"{one.stream} follows its topic again at version {one.version}; {one.set_aside} others were set aside"
        yield told + (":" if one.lines else "")
        for line in one.lines:
            yield f"  {line}"
    yield f"{len(done.streams)} healed; {done.put_aside} parked records of other histories are put aside"

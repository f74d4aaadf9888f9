"""What an operator does from a shell, over the same rooms that the services use."""

import base64
import json
from pathlib import Path
from typing import Any

import typer

from onevoice.api import Api, ApiRefused
from onevoice.hosting import parts
from onevoice.record.expected import Effect
from onevoice.record.loading import Loaded, Loader, LoadRefused
from onevoice.record.read import RecordInvalid, read
from onevoice.record.report import Report
from onevoice.remedies.heal import heal
from onevoice.remedies.verify import Verify
from onevoice.services import SERVICES
from shared.contracts.catalogue import KINDS, service_of
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database, Server, StoreClock, connect
from shared.runtime.service import Service
from shared.settings import Settings
from shared.views.acknowledged import Acknowledged, place_of
from shared.views.parked import Parked, ParkedRecord


class Stopped(Exception):
    """An operation could not be done; the message says why and what to do."""

    code = 1


def database_of(server: Server, settings: Settings, service: Service) -> Database:
    """The service's database."""
    return server.database(settings.database(service.name))


async def load(
    file: Path, url: str, token: str, *, silent: bool = False, look: Settings | None = None
) -> Loaded:
    """Read, validate and load a record, and say what became of its outcomes; with ``look`` of every effect.

    Raises ``Stopped`` with every problem of the file, and where an outcome was refused or is not answered, or an
    effect is not seen.
    """
    effects: list[Effect] = []
    try:
        record = read(file)
        async with Api(url, token, silent=silent) as api:
            loader = Loader(api)
            loaded = await loader.settled(await loader.load(record))
            if look:
                effects = await Report(api, look.cluster).run(record)
    except (RecordInvalid, LoadRefused, ApiRefused) as error:
        raise Stopped(str(error)) from error
    for line in loaded.lines():
        typer.echo(line)
    for effect in effects:
        typer.echo(effect.line(look.origin if look else url))
    if loaded.refused:
        raise Stopped(
            "an outcome that was refused is not tried again by itself: mend what the reason names, load the"
            " record with withdrawn: at the outcome, and once more without it"
        )
    if loaded.waiting:
        raise Stopped("outcomes wait for an answer; when the services run again, load the record again")
    if not all(effect.good for effect in effects):
        raise Stopped("not everything was seen that follows from it: the logs of the services say why")
    return loaded


async def verify(settings: Settings, stream: str | None, patience: float) -> int:
    """Print what was found; 0 when all agree."""
    if stream:
        _owner(settings, stream)
    found = await Verify(settings, connect(settings.mongo), list(SERVICES.values()), stream).run(patience)
    if stream and not found.streams:
        raise Stopped(f"no stream {stream} is in any store; a stream is named like champion-PRT")
    for line in [*found.wrong, *found.behind]:
        typer.echo(line)
    typer.echo(
        f"{found.streams} streams, {found.events} events, {found.views} views and reactions: "
        + ("store, topics and views agree" if found.good else "they do not agree")
    )
    return 0 if found.good else 1


async def parked_list(settings: Settings) -> None:
    """One line for each parked record that nobody has acknowledged."""
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
            typer.echo(f"{one.id}  {place}  {one.reason}: {one.detail}")
    typer.echo(f"{waiting} parked" + (f", {known} acknowledged" if known else ""))


async def parked_acknowledge(settings: Settings, record: str, reason: str) -> None:
    """Say of a malformed record that it is none of ours. Raises ``Stopped`` for any other."""
    server = connect(settings.mongo)
    databases = [database_of(server, settings, service) for service in SERVICES.values()]
    found = [one for database in databases if (one := await Parked(database).get(record))]
    if not found:
        raise Stopped(f"no record {record} is parked; see: onevoice parked list")
    if found[0].reason != "malformed":
        raise Stopped(
            f"the record is one of ours, and waits for its cure: {found[0].reason}: {found[0].detail}"
        )
    at = await StoreClock(databases[0]).now()
    for database in databases:
        await Acknowledged(database).add(place_of(found[0].raw), reason, at)
    typer.echo("acknowledged in every service: nothing follows from it")


async def parked_show(settings: Settings, record: str) -> None:
    """Everything about one record, as JSON. Raises ``Stopped`` for an unknown id."""
    server = connect(settings.mongo)
    for service in SERVICES.values():
        found = await Parked(database_of(server, settings, service)).get(record)
        if found:
            typer.echo(json.dumps(_shown(found), indent=2))
            return
    raise Stopped(f"no record {record} is parked; see: onevoice parked list")


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


async def parked_replay(settings: Settings, stream: str | None) -> None:
    """Replay one stream or all, in every view and reaction where something of it waits."""
    async with parts(settings) as found:
        done = [await running.replay(stream) for running in found.running.values()]
    released, left = map(sum, zip(*done, strict=True))
    typer.echo(f"{released} applied, {left} still parked")


async def forks_list(settings: Settings) -> None:
    """The frozen streams of all services."""
    server = connect(settings.mongo)
    frozen: dict[str, str] = {}
    for service in SERVICES.values():
        frozen |= await MongoEventStore(database_of(server, settings, service)).frozen()
    for stream, reason in sorted(frozen.items()):
        typer.echo(f"{stream}: {reason}")
    typer.echo(f"{len(frozen)} frozen")


def _owner(settings: Settings, stream: str) -> tuple[Service, Database]:
    """The service that owns a stream, and its database. Raises ``Stopped``."""
    kind = stream.partition("-")[0]
    if kind not in KINDS:
        raise Stopped(f"{stream} is not a stream; one begins with {', '.join(KINDS)} and a dash")
    service = SERVICES[service_of(kind)]
    return service, database_of(connect(settings.mongo), settings, service)


async def forks_freeze(settings: Settings, stream: str) -> None:
    """Refuse a stream's writes until it is healed."""
    _, database = _owner(settings, stream)
    await MongoEventStore(database).freeze(stream, "frozen by an operator")
    typer.echo(f"{stream} takes no writes until: onevoice forks heal {stream}")


async def forks_heal(settings: Settings, stream: str | None) -> None:
    """Heal one stream, or all that are frozen or behind. Raises ``Stopped`` for one that is not frozen."""
    if stream:
        _owner(settings, stream)
    done = await heal(settings, stream)
    if stream and not done.streams:
        raise Stopped(f"{stream} is not frozen; see: onevoice forks list")
    for one in done.streams:
        typer.echo(
            f"{one.stream} follows its topic again at version {one.version}; {one.set_aside} others were set aside"
            + (":" if one.lines else "")
        )
        for line in one.lines:
            typer.echo(f"  {line}")
    typer.echo(
        f"{len(done.streams)} healed; {done.put_aside} parked records of other histories are put aside"
    )

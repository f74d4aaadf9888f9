"""A service's whole history as a file of CloudEvents, and an empty installation's history from such a file.

The file has a line for each event in CloudEvents' JSON format, stream by stream, version by version, with extension
attributes beside those of the topics: what an append answered, and who acted. The last line says how many there
are and what they hash to. Texts of persons and files are not history: they are in the vault, and in its backup alone.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO, Final

from onevoice.sorry import Sorry
from shared.clock import iso
from shared.contracts.envelope import GENESIS, Context, chain
from shared.eventstore.mongo import MongoEventStore, document_of
from shared.eventstore.port import Append, StoredEvent
from shared.mongo import Database, Inserts
from shared.runtime.secrets import check_secret, mark_of

_NOTHING: Final = "onevoice.nothing-happened.v1"
"""The type of the line of an append that has no event: a command that changed nothing, and was answered."""
_END: Final = "onevoice.end-of-history.v1"
_MOST: Final = 500


class NotImported(Sorry):
    """The file is not whole, not one of ours, or the installation is not empty."""


async def exported(service: str, database: Database, secret: bytes) -> AsyncIterator[bytes]:
    """The lines of the file. Raises ``SecretMisfit`` and ``Unavailable``."""
    await check_secret(database, secret)
    whole, count = hashlib.sha256(), 0
    async for append in MongoEventStore(database).history():
        for line in _lines(service, append):
            whole.update(line)
            count += 1
            yield line
    end = _end(count, whole.hexdigest(), secret)
    yield _line({"specversion": "1.0", "id": "end", "source": _source(service), "type": _END, "data": end})


async def imported(service: str, database: Database, secret: bytes, file: BinaryIO) -> tuple[int, int]:
    """Take the file for the history of a service that has none: how many events, of how many streams.

    Everything is checked before anything is kept: that the file is whole, of this service, and that each stream's
    digests chain. The relay publishes it when the service starts. Raises ``NotImported``, ``SecretMisfit`` and
    ``Unavailable``.
    """
    store = MongoEventStore(database)
    await store.prepare()
    if await anext(aiter(store.history()), None):
        raise NotImported(
            f"{service} has a history already, or a part of one: drop its database, and import the file again"
        )
    events, streams = _checked(service, file, secret)
    await check_secret(database, secret)
    file.seek(0)
    inserts = Inserts(database["events"])
    waiting: list[Append] = []
    for append in _appends(map(json.loads, file)):
        waiting.append(append)
        if len(waiting) == _MOST:
            await _keep(inserts, waiting)
    await _keep(inserts, waiting)
    return events, streams


def _end(count: int, digest: str, secret: bytes) -> dict[str, Any]:
    """Ids of answered commands are derived from the secret, by which reactions know what they have done."""
    return {"count": count, "sha256": digest, "secret": mark_of(secret)}


async def _keep(inserts: Inserts, waiting: list[Append]) -> None:
    await asyncio.gather(*(inserts.insert_one(document_of(append)) for append in waiting))
    waiting.clear()


def _source(service: str) -> str:
    return f"/onevoice/{service}"


def _line(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lines(service: str, append: Append) -> Iterator[bytes]:
    context = append.context
    of_append = {
        "source": _source(service),
        "subject": append.stream,
        "time": iso(append.at),
        "append": append.seq,
        "commandid": append.command_id,
        "fingerprint": append.fingerprint,
        "actor": append.actor,
        "correlationid": context.correlation_id,
        "causationid": context.causation_id,
        "hops": context.hops,
        "traceparent": context.traceparent,
        "silent": context.silent or None,
        "streamversion": append.last,
    }
    said = {name: value for name, value in of_append.items() if value is not None}
    if not append.events:
        yield _line({"specversion": "1.0", "id": f"{append.stream}:{append.seq}", "type": _NOTHING, **said})
    for event in append.events:
        own = {"id": event.id, "type": event.type, "digest": event.digest.hex()}
        yield _line(
            {"specversion": "1.0", **said, **own, "streamversion": event.version, **_data(event.data)}
        )


def _data(data: bytes) -> dict[str, Any]:
    """The very bytes: as JSON where they are read back to the same, else in base64."""
    value = json.loads(data)
    if _bytes(value) == data:
        return {"datacontenttype": "application/json", "data": value}
    return {"datacontenttype": "application/json", "data_base64": base64.b64encode(data).decode()}


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _checked(service: str, file: Iterable[bytes], secret: bytes) -> tuple[int, int]:
    """How many events and streams there are. Raises ``NotImported`` for a file that is not whole, or of another."""
    whole, events = hashlib.sha256(), 0
    digests: dict[str, bytes] = {}
    for count, line in enumerate(file):
        try:
            said = json.loads(line)
            if said["source"] != _source(service):
                raise NotImported(f"line {count + 1} is of {said['source']}, not of {service}")
            if said["type"] == _END:
                _check_end(service, said["data"], _end(count, whole.hexdigest(), secret))
                return events, len(digests)
            if said["type"] != _NOTHING:
                stored, before = _stored(said), digests.get(said["subject"], GENESIS)
                if chain(before, stored.data) != stored.digest:
                    raise NotImported(
                        f"line {count + 1} does not follow the one before it in {said['subject']}"
                    )
                digests[said["subject"]] = stored.digest
                events += 1
        except (ValueError, KeyError, TypeError) as error:
            raise NotImported(f"line {count + 1} is no event of an export") from error
        whole.update(line)
    raise NotImported("the file ends before its last line: copy it again")


def _check_end(service: str, said: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if said == wanted:
        return
    if said == {**wanted, "secret": said["secret"]}:
        raise NotImported(f"{service}.key in ONEVOICE_SECRETS is not that of the history: copy it, too")
    raise NotImported("the lines are not those that were exported: copy the file again")


def _stored(said: Mapping[str, Any]) -> StoredEvent:
    data = base64.b64decode(said["data_base64"]) if "data_base64" in said else _bytes(said["data"])
    return StoredEvent(said["id"], said["type"], said["streamversion"], data, bytes.fromhex(said["digest"]))


def _appends(lines: Iterable[Mapping[str, Any]]) -> Iterator[Append]:
    """The events of an append follow each other."""
    found: Append | None = None
    for said in lines:
        if found and (said.get("subject"), said.get("append")) == (found.stream, found.seq):
            found = replace(found, last=said["streamversion"], events=(*found.events, _stored(said)))
            continue
        if found:
            yield found
        if said["type"] == _END:
            return
        found = _append(said)


def _append(said: Mapping[str, Any]) -> Append:
    happened = said["type"] != _NOTHING
    return Append(
        stream=said["subject"],
        seq=said["append"],
        last=said["streamversion"],
        events=(_stored(said),) if happened else (),
        command_id=said["commandid"],
        fingerprint=said.get("fingerprint"),
        actor=said["actor"],
        at=datetime.fromisoformat(said["time"]),
        context=Context(
            said["correlationid"],
            said.get("causationid"),
            said["hops"],
            said.get("traceparent"),
            said.get("silent", False),
        ),
        published=not happened,
    )

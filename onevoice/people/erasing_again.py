"""Erasing again whoever was erased, after a back-up brought back what that had destroyed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from onevoice.hosting import Parts, parts
from onevoice.people.erasing import duties_of
from onevoice.people.erasures import OWNER, Erasures, of_store, published, stored
from onevoice.people.left import Holdings
from shared.contracts.catalogue import Undecodable
from shared.contracts.envelope import Recorded
from shared.eventstore.mongo import MongoEventStore
from shared.eventstore.port import StreamFrozen
from shared.mongo import Database
from shared.reactions.duty import Do, Duty
from shared.settings import Settings

_AT_ONCE: Final = 20


@dataclass(frozen=True)
class Again:
    """Every erasure done again: of how many contacts, and how much each service had back."""

    erasures: int
    back: Mapping[str, int]

    def said(self) -> Iterator[str]:
        """For people."""
        yield f"{self.erasures} {'contact was' if self.erasures == 1 else 'contacts were'} erased"
        for service, number in self.back.items():
            yield f"{service}: {number or 'none'} had come back" + (", destroyed again" if number else "")


async def erase_again(settings: Settings) -> Again:
    """Do every erasure again that the stores or the topic know; to do it twice changes nothing.

    Raises ``StreamFrozen`` where a fork must be healed first, and as ``parts`` and ``published``.
    """
    async with parts(settings) as found:
        await _none_frozen(found)
        erasures = await stored(found.running[OWNER].database) | await published(settings)
        back: dict[str, int] = {}
        for name, running in found.running.items():
            held = Holdings(running.service, settings, found.server, found.keys)
            back[name] = len((await held.left(erasures)).keys() | (await held.kept_of_erased()).keys())
            for duty in duties_of(running.service):
                await _obey(duty, duty.build(running.room), erasures, running.database)
        return Again(len(erasures), back)


async def _none_frozen(found: Parts) -> None:
    for running in found.running.values():
        if frozen := await MongoEventStore(running.database).frozen():
            raise StreamFrozen(
                f"{len(frozen)} streams of {running.service.name} are frozen, {min(frozen)} first of all; "
                "heal them first: onevoice forks heal"
            )


async def _obey(duty: Duty, do: Do, erasures: Erasures, database: Database) -> None:
    """First what the service's own streams say, of which a duty may keep something; then who was erased.

    And the streams once more: what the erasures brought about stands in them by then.
    """
    for records in (_own(duty, database), _each(erasures), _own(duty, database)):
        waiting: list[Recorded[Any]] = []
        async for record in records:
            waiting.append(record)
            if len(waiting) == _AT_ONCE:
                await asyncio.gather(*map(do, waiting))
                waiting.clear()
        await asyncio.gather(*map(do, waiting))


async def _own(duty: Duty, database: Database) -> AsyncIterator[Recorded[Any]]:
    for kind in sorted(duty.kinds):
        async for append in MongoEventStore(database).history(kind=kind):
            for event in append.events:
                with contextlib.suppress(Undecodable):  # of a later version: its own duty knows it
                    yield of_store(append, event)


async def _each(erasures: Erasures) -> AsyncIterator[Recorded[Any]]:
    for record in erasures.values():
        yield record

"""Whom a service's consumer groups serve."""

import asyncio
from typing import Any

from shared.kafka.groups import serves
from shared.kafka.topics import Topics
from shared.mongo import Database
from shared.reactions.duty import Duty
from shared.reactions.reaction import Reaction
from shared.runtime.service import Service
from shared.views.generations import Generations
from shared.views.live import owner_of, topics_of
from shared.views.view import View


async def consumed(service: Service, database: Database) -> list[tuple[View[Any], int, bool]]:
    """Each generation of a view that this code keeps up to date, and whether it is being built.

    Raises ``Unavailable``.
    """
    found = await Generations(database).each(service.views)
    return [
        (view, number, number == state.building)
        for view, state in zip(service.views, found, strict=True)
        for number in state.consumed
    ]


async def owners_of(service: Service, database: Database) -> dict[str, frozenset[str]]:
    """All whom the service's groups serve, and what kinds of stream each wants. Raises ``Unavailable``."""
    views = await consumed(service, database)
    return {owner_of(service.name, view.name, number): view.kinds for view, number, _ in views} | {
        reacting_as(service, owner): owner.kinds for owner in service.owners
    }


async def groups_of(service: Service, database: Database, topics: Topics) -> dict[str, tuple[str, ...]]:
    """Every group that serves any part of the service, and what it reads.

    Raises ``Unavailable`` and ``KafkaAway``.
    """
    kinds = await owners_of(service, database)
    found: dict[str, tuple[str, ...]] = {}
    for group in await asyncio.to_thread(topics.groups):
        if read := frozenset[str]().union(*(of for owner, of in kinds.items() if serves(group, owner))):
            found[group] = topics_of(read)
    return found


def reacting_as(service: Service, owner: Reaction | Duty) -> str:
    """The name of a reaction or a duty, under which it is served and parks."""
    return f"{service.name}.react.{owner.name.rpartition('.')[2]}"

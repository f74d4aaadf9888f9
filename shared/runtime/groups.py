"""The consumer groups of a service."""

from shared.mongo import Database
from shared.reactions.duty import Duty
from shared.reactions.reaction import Reaction
from shared.runtime.service import Service
from shared.views.generations import Generations
from shared.views.live import group_of


async def groups_of(service: Service, database: Database) -> dict[str, frozenset[str]]:
    """The service's consumer groups, and the kinds of stream that each reads. Raises ``Unavailable``."""
    generations = Generations(database)
    groups = {
        group_of(service.name, view.name, number): view.kinds
        for view in service.views
        for number in (await generations.of(view)).consumed
    }
    return groups | {group_of_owner(service, owner): owner.kinds for owner in service.owners}


def group_of_owner(service: Service, owner: Reaction | Duty) -> str:
    """The consumer group of a reaction or a duty."""
    return f"{service.name}.react.{owner.name.rpartition('.')[2]}"

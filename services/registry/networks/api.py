"""Coordination networks over HTTP: the tree, one network, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.registry.networks import commands as c
from services.registry.networks import domain
from services.registry.networks.projection import NetworkState
from services.registry.networks.read import Networks
from services.registry.networks.reference import reference
from services.registry.networks.tree import Tree, tree
from shared.auth import PUBLIC, Role, allow
from shared.contracts.registry.evidence import EVIDENCE
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing
from shared.places import Subregion
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import NetworkKey
from shared.web.routes.queries import reading
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/networks": N_("Networks")},
    document="/api/networks/{key}",
    page="/networks/{key}",
    entries={"causes": EVIDENCE, "agencies": Entries(N_("Agencies"), ("agency", "role"))},
)
NETWORK = Slice("network", domain.ABSENT, domain.decide, domain.evolve, THING)


async def address(network: Annotated[NetworkKey, Path(title=N_("Network"))]) -> Address:
    """A network's stream and place."""
    return Address(f"network-{network}", f"/registry/api/networks/{network}", {"network": network})


async def subregional_address(
    network: Annotated[
        Subregion,
        Path(title=N_("Key"), description=N_("A region, a dash and a name, such as africa-west_central.")),
    ],
) -> Address:
    """The same of a sub-regional network, whose key is written."""
    return await address(network)


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/networks", tags=["networks"])
    networks = Networks(room)

    @reading(router, "", PUBLIC, wait=networks.wait_for)
    async def network_tree() -> Tree:
        return tree(reference(), await networks.listed(), await networks.said())

    @reading(router, "/{network}", PUBLIC, wait=networks.wait_for)
    async def one_network(network: NetworkKey) -> NetworkState:
        return await networks.one(network)

    commands = CommandRoutes(router, room.commands, NETWORK, allow(Role.SECRETARIAT))
    given = frozenset({"network"})
    commands.add("/{network}/plan", c.PlanNetwork, address, given)
    unsaid = frozenset({"network", "region"})  # the key names the region
    commands.add("/{network}/plan-subregional", c.PlanSubregional, subregional_address, unsaid)
    commands.add("/{network}/start-establishing", c.StartEstablishing, address, given)
    commands.add("/{network}/retract-establishing", c.RetractEstablishing, address, given)
    commands.add("/{network}/establish", c.EstablishNetwork, address, given)
    commands.add("/{network}/close", c.CloseNetwork, address, given)
    commands.add("/{network}/join", c.JoinNetwork, address, given)
    commands.add("/{network}/leave", c.LeaveNetwork, address, given)
    return router

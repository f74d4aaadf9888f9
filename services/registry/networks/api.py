"""Coordination networks over HTTP: the tree, one network, and the secretariat's commands."""

from fastapi import APIRouter, Depends, Request, Response

from services.registry.networks import commands as c
from services.registry.networks import domain
from services.registry.networks.projection import NETWORKS, STRUCTURES, NetworkState
from services.registry.networks.reference import reference
from services.registry.networks.tree import Tree, tree
from shared.auth import PUBLIC, Role, allow
from shared.eventstore.handle import Slice
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import NetworkKey
from shared.web.queries import ITEM_PROBLEMS, QUERY_PROBLEMS, After, conditional
from shared.web.routes import Address, CommandRoutes

NETWORK = Slice("network", domain.ABSENT, domain.decide, domain.evolve)


async def address(network: NetworkKey) -> Address:
    """A network's stream and place."""
    return Address(f"network-{network}", f"/registry/api/networks/{network}", {"network": network})


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/networks", tags=["networks"])
    networks, structures = room.reader(NETWORKS), room.reader(STRUCTURES)

    @router.get("", response_model=Tree, responses=QUERY_PROBLEMS, dependencies=[Depends(PUBLIC)])
    async def network_tree(request: Request, seen: After) -> Response:
        of_networks = [place for place in seen if place[0].startswith("network-")]
        await networks.wait_for(of_networks)
        await structures.wait_for([place for place in seen if place not in of_networks])
        known = [one.state for one in await networks.find({"listed": True})]
        said = [one.state for one in await structures.find({"shown": True})]
        return conditional(request, tree(reference(), known, said))

    @router.get(
        "/{network}", response_model=NetworkState, responses=ITEM_PROBLEMS, dependencies=[Depends(PUBLIC)]
    )
    async def one_network(network: NetworkKey, request: Request, seen: After) -> Response:
        await networks.wait_for(seen)
        found = await networks.get(f"network-{network}")
        if found is None or not found.state.listed:
            raise Problem(404, "not-found", f"no network {network} is known")
        return conditional(request, found.state)

    commands = CommandRoutes(router, room.commands, NETWORK, allow(Role.SECRETARIAT))
    given = frozenset({"network"})
    commands.add("/{network}/plan", c.PlanNetwork, address, given)
    commands.add("/{network}/start-establishing", c.StartEstablishing, address, given)
    commands.add("/{network}/retract-establishing", c.RetractEstablishing, address, given)
    commands.add("/{network}/establish", c.EstablishNetwork, address, given)
    commands.add("/{network}/close", c.CloseNetwork, address, given)
    commands.add("/{network}/join", c.JoinNetwork, address, given)
    commands.add("/{network}/leave", c.LeaveNetwork, address, given)
    return router

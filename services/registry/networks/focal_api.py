"""Focal points over HTTP, for the secretariat and the network itself."""

from typing import Final

from fastapi import APIRouter, Request

from services.registry.networks.api import NETWORK, address
from services.registry.networks.focal_points import (
    FocalPointList,
    FocalPoints,
    NewFocalPoint,
    NoFocalPoint,
    may,
)
from shared.auth import Access, Caller, Role
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import NetworkKey
from shared.web.routes.queries import reading
from shared.web.routes.routes import CommandRoutes

NOT_YOURS: Final = "focal points are known to the secretariat and to the network itself"


class ItsOwn(Access):
    """The secretariat, and the network that the path names."""

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises ``Problem`` 401 or 403."""
        caller = await super().__call__(request)
        if not may(caller, request.path_params["network"]):
            raise Problem(403, "forbidden", NOT_YOURS)
        return caller


ITS_OWN: Final = ItsOwn(Role.SECRETARIAT, Role.NETWORK)


def routes(room: Room) -> APIRouter:
    """The routes."""
    router, focal_points = APIRouter(prefix="/networks", tags=["networks"]), FocalPoints(room)

    @reading(router, "/{network}/focal-points", ITS_OWN, private=True)
    async def focal_point_list(network: NetworkKey) -> FocalPointList:
        return FocalPointList(focal_points=await focal_points.all(network))

    commands = CommandRoutes(router, room.commands, NETWORK, ITS_OWN, documented(404))
    commands.made("/{network}/name-focal-point", NewFocalPoint, focal_points.name, address)
    commands.made("/{network}/release-focal-point", NoFocalPoint, focal_points.release, address)
    return router

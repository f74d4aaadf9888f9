"""Regions over HTTP: one region with its networks, champion countries and calls."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.registry.regions.region import RegionEntry, Regions
from shared.auth import PUBLIC
from shared.clock import now
from shared.runtime.service import Room
from shared.values import Day, Region
from shared.web.routes.queries import reading

AsOf = Annotated[Day | None, Query(alias="as_of", description="A day; today if left out.")]


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router, regions = APIRouter(prefix="/regions", tags=["regions"]), Regions(room)

    @reading(router, "/{region}", PUBLIC, wait=regions.wait_for)
    async def one_region(region: Region, day: AsOf = None) -> RegionEntry:
        return await regions.one(region, day or now().date())

    return router

"""Deliveries over HTTP, for operators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from services.notifications.deliveries.chunks import Chunks
from services.notifications.deliveries.shown import DeliveryShown, TroubleList, delivery_shown, trouble
from shared.auth import Role, allow
from shared.problems import Problem
from shared.runtime.service import Room
from shared.web.queries import ITEM_PROBLEMS, QUERY_PROBLEMS, conditional

OPERATORS = allow(Role.OPERATOR)
OFFICE = allow(Role.OPERATOR, Role.SECRETARIAT)
_MOST = 200
DeliveryId = Annotated[
    str,
    Path(pattern=r"^[0-9a-f]{32}-[0-9]{1,3}$", description="The part of a mail's Message-ID before the @."),
]


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/deliveries", tags=["deliveries"])
    chunks = Chunks(room.database)

    @router.get(
        "",
        response_model=TroubleList,
        responses=QUERY_PROBLEMS,
        dependencies=[Depends(OFFICE)],
    )
    async def failed_deliveries(request: Request) -> Response:
        """Those that were refused or given up, newest first, without the contact."""
        found = tuple(trouble(chunk, place) for chunk, place in await chunks.trouble(_MOST))
        return conditional(request, TroubleList(deliveries=found), private=True)

    @router.get(
        "/{delivery}",
        response_model=DeliveryShown,
        responses=ITEM_PROBLEMS,
        dependencies=[Depends(OPERATORS)],
    )
    async def one_delivery(delivery: DeliveryId, request: Request) -> Response:
        """Its whole history: every try, when, and the mail server's answer."""
        name, _, place = delivery.partition("-")
        chunk = await chunks.one(name)
        if chunk is None or int(place) >= len(chunk.to):
            raise Problem(404, "not-found", "there is no such delivery")
        return conditional(request, delivery_shown(chunk, int(place)), private=True)

    return router

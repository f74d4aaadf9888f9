"""Deliveries over HTTP, for operators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from services.notifications.deliveries.chunks import Chunks
from services.notifications.deliveries.shown import DeliveryShown, delivery_shown
from shared.auth import Role, allow
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.web.queries import ITEM_PROBLEMS, conditional

OPERATORS = allow(Role.OPERATOR)
DeliveryId = Annotated[
    str,
    Path(pattern=r"^[0-9a-f]{32}-[0-9]{1,3}$", description="The part of a mail's Message-ID before the @."),
]


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(prefix="/deliveries", tags=["deliveries"], dependencies=[Depends(OPERATORS)])
    chunks = Chunks(room.database)

    @router.get(
        "/{delivery}", response_model=DeliveryShown, responses={**documented(401, 403), **ITEM_PROBLEMS}
    )
    async def one_delivery(delivery: DeliveryId, request: Request) -> Response:
        """Its whole history: every try, when, and the mail server's answer."""
        name, _, place = delivery.partition("-")
        chunk = await chunks.one(name)
        if chunk is None or int(place) >= len(chunk.to):
            raise Problem(404, "not-found", "there is no such delivery")
        return conditional(request, delivery_shown(chunk, int(place)), private=True)

    return router

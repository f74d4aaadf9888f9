"""Deliveries that failed: whom they were for, and how to ask at the right address instead."""

import datetime as dt
import uuid
from typing import Annotated, Final

from fastapi import Path, Request, Response

from desk.client import Client, Said
from desk.session import Desk, Sent, crumb
from shared.web.pages.page import Pages, form
from shared.web.pages.visit import Visit

_LIST: Final = "/notifications/api/deliveries"
_GONE: Final = 401
DeliveryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}-[0-9]{1,3}$")]


class Deliveries:
    """Each public method answers one route."""

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def failed(self, visit: Desk) -> Response:
        """The list, newest first."""
        return await self._shown(visit)

    async def mend(self, delivery: DeliveryId, visit: Sent, request: Request) -> Response:
        """Ask at another address; what was typed comes back where it is not taken."""
        typed = dict(await form(request)).get("address", "").strip()
        if visit.caller is None:
            return await self._shown(visit, delivery, typed, Said(_GONE, {}))
        said = await self._client.command(
            f"{_LIST}/{delivery}/mend",
            {"address": typed},
            visit.token,
            t=visit.speech,
            key=uuid.uuid4().hex,
        )
        return await self._shown(visit, delivery, typed, said)

    async def _shown(
        self, visit: Visit, about: str = "", typed: str = "", said: Said | None = None
    ) -> Response:
        found = []
        if visit.caller:
            answer = await self._client.get(_LIST, visit.token)
            found = answer.document.get("deliveries", [])
        return self._pages.show(
            "deliveries.html",
            visit,
            crumb(visit),
            status=said.status if said and not said.good else 200,
            deliveries=found,
            moment=lambda text: visit.speech.moment(dt.datetime.fromisoformat(text)),
            about=about,
            typed=typed,
            said=said,
        )

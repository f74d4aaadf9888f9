"""The secretariat's contacts: people and shared mailboxes that it looks after."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from desk.client import Client, Said
from desk.session import Desk, Sent, crumb
from shared.web.pages.page import Pages, form
from shared.web.pages.visit import Visit

_LIST: Final = "/notifications/api/contacts"
_GONE: Final = 401
ContactId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class Contacts:
    """Each public method answers one route."""

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def all(self, visit: Desk, after: str = "") -> Response:
        """The list, and the form that registers one more."""
        return await self._shown(visit, {"command": uuid.uuid4().hex}, after=after)

    async def register(self, visit: Sent, request: Request) -> Response:
        """Register one; what was typed comes back where it is not taken."""
        told = dict(await form(request))
        body = {
            name: told[name].strip() for name in ("kind", "address", "name") if told.get(name, "").strip()
        }
        return await self._done(visit, told, _LIST, body)

    async def release(self, contact: ContactId, visit: Sent, request: Request) -> Response:
        """Look after one no more."""
        told = dict(await form(request))
        return await self._done(visit, told, f"{_LIST}/{contact}/release", {"reason": told.get("reason", "")})

    async def _done(
        self, visit: Visit, told: Mapping[str, str], path: str, body: Mapping[str, str]
    ) -> Response:
        if visit.caller is None:
            return await self._shown(visit, told, status=_GONE)
        token, key = visit.token, told.get("command") or uuid.uuid4().hex
        said = await self._client.command(path, body, token, t=visit.speech, key=key)
        if said.good:
            after = f"{said.document['stream']}@{said.document['version']}"
            return RedirectResponse(f"/desk/contacts?after={after}", 303)
        return await self._shown(visit, told, status=said.status, refused=said)

    async def _shown(
        self,
        visit: Visit,
        told: Mapping[str, str],
        *,
        after: str = "",
        status: int = 200,
        refused: Said | None = None,
    ) -> Response:
        found: list[Mapping[str, str]] = []
        if visit.caller:
            wait = f"&after={after}" if after else ""
            said = await self._client.get(f"{_LIST}?limit=1000{wait}", visit.token)
            found = said.document.get("contacts", [])
        return self._pages.show(
            "contacts.html",
            visit,
            crumb(visit),
            status=status,
            contacts=found,
            told={"kind": "", "address": "", "name": "", **told, "command": uuid.uuid4().hex},
            errors=refused.errors if refused else {},
            detail=refused.detail if refused else "",
            over=status == _GONE,
        )

"""Signing out: here first, then at the provider; and here, too, when somebody signs out there."""

from dataclasses import replace
from typing import Final

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from shared.auth import LINK, PUBLIC
from shared.oidc.assertions import Assertions
from shared.oidc.client import Client
from shared.problems import Problem
from shared.sessions.session import NOBODY, SignedIn
from shared.sessions.sessions import Sessions
from shared.signed import NotGood
from shared.signin.beginning import TEMPLATES
from shared.web.edge.origin import same_origin
from shared.web.pages.page import Pages, form
from shared.web.pages.session import forget
from shared.web.pages.visit import Visiting, session_name

_NO_STORE: Final = {"Cache-Control": "no-store"}
_log = structlog.get_logger(__name__)


class Leaving:
    """Ends sessions for the pages that do. Without a ``client`` nobody else has a session to be ended."""

    def __init__(self, sessions: Sessions, origin: str, client: Client | None = None) -> None:
        self.sessions = sessions
        self.origin = origin
        self.secure = origin.startswith("https://")
        self._client = client
        self._pages = Pages("/desk", TEMPLATES)

    def routes(self) -> APIRouter:
        """The route that signs out."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(PUBLIC)])
        router.post("/signout", dependencies=[Depends(same_origin(self.origin))])(self.leave)
        return router

    async def leave(self, visit: Visiting, request: Request) -> Response:
        """End the browser's session: over at once in every process, whatever the provider does."""
        secret = request.cookies.get(session_name(secure=self.secure))
        return await self.farewell(visit, await self.sessions.end(secret) if secret else None)

    async def farewell(self, visit: Visiting, ended: SignedIn | None) -> Response:
        """What follows the end of a session: the front door, or a page that leads on to the provider's end of it.

        It is a page, since a form of ours may lead nowhere else (``form-action``), also by a redirect.
        """
        at = (
            await self._client.farewell(ended.id_token, f"{self.origin}/") if ended and self._client else None
        )
        answer: Response
        if at and ended:
            nobody = replace(visit, caller=None, seen=NOBODY)
            answer = self._pages.show("farewell.html", nobody, at=at, place=ended.place)
        else:
            answer = RedirectResponse("/", status_code=303)
        forget(answer, secure=self.secure)
        if ended and ended.refresh and self._client:
            answer.background = BackgroundTask(self._client.revoke, ended.refresh)
        return answer


def told(sessions: Sessions, said: Assertions) -> APIRouter:
    """The route at which a provider says that somebody signed out there (OpenID Connect Back-Channel Logout)."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(LINK)])

    @router.post("/signout/told")
    async def signed_out(request: Request) -> Response:
        try:
            claims = await said.signed_out(dict(await form(request)).get("logout_token", ""))
        except NotGood as error:
            raise Problem(400, "malformed", str(error), _NO_STORE) from error
        if isinstance(sid := claims.get("sid"), str):
            ended = await sessions.end_all("sid", sid)
        else:
            ended = await sessions.end_all("sub", claims["sub"])
        _log.info("signed out at the provider", sessions=ended)
        return Response(headers=_NO_STORE)

    return router

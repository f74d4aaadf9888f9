"""Signing in at the local profile: a page to choose a persona. It refuses to be built in any other profile."""

import time
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from deploy.local.issuer import HOURS, PERSONAS, LocalIssuer
from shared.auth import PUBLIC, Role
from shared.clock import now
from shared.problems import Problem
from shared.sessions.session import SignedIn
from shared.sessions.sessions import Sessions
from shared.settings import Settings
from shared.signin.beginning import begun
from shared.web.edge.origin import same_origin
from shared.web.pages.page import Pages, form
from shared.web.pages.visit import Visiting

_HOUR: Final = 3600


def sign_in(settings: Settings, sessions: Sessions) -> APIRouter:
    """The page and its form. Raises ``IssuerRefused`` outside the local profile."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(PUBLIC)])
    issuer = LocalIssuer(settings)
    pages = Pages("/desk", Path(__file__).with_name("templates"))

    @router.get("/signin")
    async def choose(visit: Visiting, request: Request) -> Response:
        onward = request.query_params.get("next", "")
        return pages.show("signin.html", visit, personas=PERSONAS, onward=onward)

    @router.post("/signin", dependencies=[Depends(same_origin(settings.origin))])
    async def chosen(request: Request) -> Response:
        told = dict(await form(request))
        role = told.get("role", "")
        if role not in PERSONAS:
            raise Problem(422, "invalid", f"role: one of {', '.join(PERSONAS)} is right")
        one = SignedIn(
            access=issuer.token(Role(role)),
            until=int(time.time()) + HOURS * _HOUR,
            subject=f"persona-{role}",
            place=settings.origin,
            since=now(),
        )
        return await begun(sessions, one, request, told.get("next", ""))

    return router

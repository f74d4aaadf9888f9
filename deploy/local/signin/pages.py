"""Signing in at the local profile: a page to choose a persona. It refuses to be built in any other profile."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from deploy.local.issuer import HOURS, PERSONAS, LocalIssuer
from shared.auth import PUBLIC, Role
from shared.problems import Problem
from shared.settings import Settings
from shared.web.origin import same_origin
from shared.web.page import Pages, form
from shared.web.session import begin
from shared.web.visit import Visiting

_HOUR: Final = 3600


def sign_in(settings: Settings) -> APIRouter:
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
        answer = RedirectResponse(own(told.get("next", "")), status_code=303)
        begin(answer, issuer.token(Role(role)), seconds=HOURS * _HOUR, origin=settings.origin)
        return answer

    return router


def own(address: str) -> str:
    """The address, where it is a path of this house; its front door otherwise."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() and "\\" not in address else "/"

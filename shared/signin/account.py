"""The account page: who is signed in here, how, since and until when, and where else."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response

from shared.problems import Problem
from shared.sessions.session import Held
from shared.signin.beginning import TEMPLATES
from shared.signin.leaving import Leaving
from shared.web.edge.origin import same_origin
from shared.web.pages.page import Pages
from shared.web.pages.session import AnySession
from shared.web.pages.visit import Visit

Anyone = Annotated[Visit, Depends(AnySession())]
_SHOWN: Final = 20
"""Sessions elsewhere that are listed."""


def account(leaving: Leaving) -> APIRouter:
    """The page, and its way out of every session."""
    router = APIRouter(prefix="/account", include_in_schema=False)
    pages = Pages("/desk", TEMPLATES)

    @router.get("")
    async def show(visit: Anyone) -> Response:
        held = _held(visit)
        every = await leaving.sessions.of(held.signed_in.subject)
        elsewhere = [one for one in every if one.key != held.key]
        return pages.show(
            "account.html", visit, held=held, one=held.signed_in, elsewhere=elsewhere, shown=_SHOWN
        )

    @router.post("/signout", dependencies=[Depends(same_origin(leaving.origin))])
    async def everywhere(visit: Anyone) -> Response:
        one = _held(visit).signed_in
        await leaving.sessions.end_all("sub", one.subject)
        return await leaving.farewell(visit, one)

    return router


def _held(visit: Visit) -> Held:
    """The session; it may be one that is over since, where a page in another window ended it."""
    if visit.seen.held is None:
        raise Problem(401, "unauthenticated", "sign in first")
    return visit.seen.held

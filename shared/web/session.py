"""The browser's session: a cookie that holds the issuer's token, set at sign-in and gone at sign-out."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from shared.auth import PUBLIC, Role
from shared.problems import Problem
from shared.web.origin import same_origin
from shared.web.visit import Visit, Visiting, session_name

_EVERYTHING: Final = '"cache", "cookies", "storage"'
"""Pages that a browser kept of a session are nobody's to go back to."""


class Session:
    """Who may see a page by their browser's session: only these roles, and nobody signed out."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, visit: Visiting) -> Visit:
        """The visit. Raises ``Problem`` 401 and 403."""
        may = ", ".join(sorted(self.roles))
        if visit.caller is None:
            raise Problem(401, "unauthenticated", f"sign in as {may}")
        if visit.caller.role not in self.roles:
            raise Problem(403, "forbidden", f"the role {visit.caller.role} may never do this; {may} may")
        return visit


class OpenForm(Session):
    """The same for what a form sends: where nobody is signed in any more, the form is to come back filled in."""

    async def __call__(self, visit: Visiting) -> Visit:
        """The visit, with no caller where the session is over. Raises ``Problem`` 403."""
        return visit if visit.caller is None else await super().__call__(visit)


def begin(answer: Response, token: str, *, seconds: int, origin: str) -> None:
    """Set the cookie: for our own pages alone, never for scripts, and over TLS where we are reached so."""
    secure = origin.startswith("https://")
    answer.set_cookie(
        session_name(secure=secure),
        token,
        max_age=seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def sign_out(origin: str, end: Callable[[str], None]) -> APIRouter:
    """The route that ends a session: its token by ``end``, and whatever the browser still holds of ours."""
    secure = origin.startswith("https://")
    router = APIRouter(include_in_schema=False, dependencies=[Depends(PUBLIC)])

    @router.post("/signout", dependencies=[Depends(same_origin(origin))])
    def ended(request: Request) -> Response:
        if token := request.cookies.get(session_name(secure=secure)):
            end(token)
        answer = RedirectResponse("/", status_code=303, headers={"Clear-Site-Data": _EVERYTHING})
        answer.delete_cookie(session_name(secure=secure), path="/", secure=secure, httponly=True)
        return answer

    return router

"""The browser's session: a cookie that holds the issuer's token, set at sign-in and gone at sign-out."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from shared.auth import PUBLIC, Role
from shared.problems import Problem
from shared.web.origin import same_origin
from shared.web.visit import SESSION, Visit, Visiting


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
    answer.set_cookie(
        SESSION,
        token,
        max_age=seconds,
        path="/",
        secure=origin.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def sign_out(origin: str) -> APIRouter:
    """The route that ends a session."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(PUBLIC)])

    @router.post("/signout", dependencies=[Depends(same_origin(origin))])
    async def end() -> Response:
        answer = RedirectResponse("/", status_code=303)
        answer.delete_cookie(SESSION, path="/")
        return answer

    return router

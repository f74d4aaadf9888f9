"""The browser's session: a cookie that holds the issuer's token, set at sign-in and gone at sign-out."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from shared.auth import PUBLIC
from shared.web.origin import same_origin
from shared.web.visit import SESSION


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

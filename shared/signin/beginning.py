"""Signing in at an OIDC provider: there with a code to come back for, and back with it (code flow with PKCE)."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from shared.auth import EACH_TIME, PUBLIC
from shared.clock import now
from shared.oidc.assertions import Assertions
from shared.oidc.attempt import LONGEST, Attempt, kept_as
from shared.oidc.client import Client, Declined, Tokens
from shared.sessions.session import SignedIn
from shared.sessions.sessions import Sessions
from shared.signed import NotGood, Signed
from shared.web.pages.page import Pages
from shared.web.pages.session import begin
from shared.web.pages.visit import Visiting, session_name

TEMPLATES: Final = Path(__file__).with_name("templates")
_BACK: Final = "/signin/back"
_log = structlog.get_logger(__name__)


class SigningIn:
    """The routes of signing in. ``access`` reads access tokens as the API does, ``said`` what is said to us."""

    def __init__(
        self,
        issuer: str,
        client: Client,
        sessions: Sessions,
        *,
        access: Signed,
        said: Assertions,
        origin: str,
    ) -> None:
        self._place = urlsplit(issuer).hostname or issuer
        self._issuer = issuer
        self._client = client
        self._sessions = sessions
        self._access = access
        self._said = said
        self._back = origin + _BACK
        self._secure = origin.startswith("https://")
        self._pages = Pages("/desk", TEMPLATES)

    def routes(self) -> APIRouter:
        """To the provider, and back."""
        router = APIRouter(include_in_schema=False)
        router.get("/signin", dependencies=[Depends(PUBLIC)])(self.go)
        router.get(_BACK, dependencies=[Depends(EACH_TIME)])(self.back)
        return router

    async def go(self, request: Request) -> Response:
        """Send the browser to the provider, and have it keep what it will need when it comes back."""
        attempt = Attempt.fresh(own(request.query_params.get("next", "")))
        at = await self._client.authorization(
            self._back, state=attempt.state, nonce=attempt.nonce, verifier=attempt.verifier
        )
        answer = RedirectResponse(at, status_code=303, headers={"Cache-Control": "no-store"})
        answer.set_cookie(
            kept_as(attempt.state, secure=self._secure),
            attempt.sealed(),
            max_age=LONGEST,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def back(self, visit: Visiting, request: Request) -> Response:
        """Begin a session for whom the provider sends back; a page with a way on for whom it does not."""
        asked = request.query_params
        kept = kept_as(asked.get("state", ""), secure=self._secure)
        attempt = Attempt.opened(asked.get("state", ""), request.cookies.get(kept, ""))
        if attempt is None:
            answer = self._failed(visit, "unknown")
        elif asked.get("iss", self._issuer) != self._issuer or "code" not in asked:
            _log.info("the provider signed nobody in", error=asked.get("error", "")[:60])
            answer = self._failed(visit, "declined", attempt)
        else:
            answer = await self._signed_in(visit, request, attempt, asked["code"])
        answer.delete_cookie(kept, path="/", secure=self._secure, httponly=True)
        return answer

    async def _signed_in(self, visit: Visiting, request: Request, attempt: Attempt, code: str) -> Response:
        try:
            given = await self._client.redeem(code, attempt.verifier, self._back)
            who = await self._said.signed_in(given.id_token or "", attempt.nonce)
        except (Declined, NotGood) as error:
            _log.warning("a sign-in was not taken", why=str(error) or type(error).__name__)
            return self._failed(visit, "declined", attempt)
        try:
            claims = await self._access.claims(given.access)
        except NotGood as error:
            _log.error("the provider's access tokens are not for us: see docs/OPERATIONS.md", why=str(error))
            return self._failed(visit, "opaque", attempt)
        return await begun(self._sessions, self._of(given, who, claims), request, attempt.onward)

    def _of(self, given: Tokens, who: Any, claims: Any) -> SignedIn:
        return SignedIn(
            access=given.access,
            until=int(claims["exp"]),
            refresh=given.refresh,
            id_token=given.id_token,
            subject=who["sub"],
            sid=_text(who.get("sid")),
            place=self._place,
            name=_text(who.get("name") or who.get("preferred_username")),
            address=_text(who.get("email")),
            since=now(),
        )

    def _failed(self, visit: Visiting, why: str, attempt: Attempt | None = None) -> Response:
        onward = attempt.onward if attempt else "/"
        status = {"unknown": 400, "declined": 403, "opaque": 500}[why]
        return self._pages.show(
            "failed.html", visit, status=status, why=why, onward=onward, place=self._place
        )


async def begun(sessions: Sessions, one: SignedIn, request: Request, onward: str) -> Response:
    """A session of its own, in the place of one that this browser had, and on to the page that was asked for."""
    secure = request.app.state.secure
    if before := request.cookies.get(session_name(secure=secure)):
        await sessions.end(before)
    secret, expires = await sessions.begin(one)
    answer = RedirectResponse(own(onward), status_code=303, headers={"Cache-Control": "no-store"})
    begin(answer, secret, expires=expires, secure=secure)
    return answer


def own(address: str) -> str:
    """The address, where it is a path of this house; its front door otherwise."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() and "\\" not in address else "/"


def _text(claim: object) -> str | None:
    return claim if isinstance(claim, str) and claim else None

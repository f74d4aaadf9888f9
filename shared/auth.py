"""Who calls: OIDC bearer tokens, checked against the configured issuer's published keys.

A token carries ``sub``, a role and, for a role that acts for somebody, an organisation (a network's key, a State's
ISO code, an agency), in the claims that ``shared.claims`` is told of. Every route declares who may call it with
``PUBLIC`` or ``allow(...)``; a test holds the table of all routes against that.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase

from shared.claims import Claims, Role, Unclear
from shared.issuer import IssuerKeys
from shared.problems import Problem
from shared.signed import Keys, NotGood, Signed

__all__ = [
    "ANYBODY", "COUNTING", "EACH_TIME", "LINK", "PUBLIC", "Access", "Anybody", "ByLink", "Caller", "Counting",
    "EachTime", "Everybody", "NoRole", "Rates", "Role", "TokenVerifier", "Verifier", "allow", "bearer",
]  # fmt: skip

_KNOWN_FOR = 30.0
_KNOWN = 1_000


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in caller. ``actor`` names the organisation, or the person where there is none."""

    subject: str
    role: Role
    organisation: str | None

    @property
    def actor(self) -> str:
        """Under this name idempotency keys are kept and appends recorded."""
        return f"{self.role}:{self.organisation or self.subject}"


class Verifier(Protocol):
    """Checks a token; raises ``Problem`` 401 for one that is not good, 503 when that cannot be learned."""

    async def verify(self, token: str) -> Caller: ...  # noqa: D102


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="onevoice"'}


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, "unauthenticated", detail, _CHALLENGE)


class NoRole(Problem):
    """The token is good, and names no role of ours, or several."""


class TokenVerifier:
    """Verifies signed tokens of one issuer for one audience; ``where``: in which claims role and organisation stand.

    A token found good is taken again for ``_KNOWN_FOR`` seconds without a look at its signature, never past
    its own end: a client sends the same one with each of its requests.
    """

    def __init__(
        self, issuer: str, audience: str, keys: Keys | None = None, where: Claims | None = None
    ) -> None:
        self.signed = Signed(issuer, audience, keys or IssuerKeys(issuer))
        self._where = where or Claims()
        self._known: OrderedDict[str, tuple[Caller, float]] = OrderedDict()

    async def verify(self, token: str) -> Caller:
        """See ``Verifier``."""
        known, until = self._known.get(token, (None, 0.0))
        if known and time.time() < until:
            return known
        try:
            claims = await self.signed.claims(token)
        except NotGood as error:
            raise _unauthenticated(str(error)) from error
        caller = self._caller(claims)
        self._known[token] = caller, min(claims["exp"], time.time() + _KNOWN_FOR)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return caller

    def _caller(self, claims: dict[str, Any]) -> Caller:
        try:
            role, organisation = self._where.read(claims)
        except Unclear as error:
            raise NoRole(401, "unauthenticated", str(error), _CHALLENGE) from error
        return Caller(claims["sub"], role, organisation)


async def bearer(request: Request) -> Caller:
    """Whose token the request carries. Raises ``Problem`` 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthenticated("send a bearer token in the Authorization header")
    verifier: Verifier = request.app.state.verifier
    return await verifier.verify(token.strip())


class Access(SecurityBase):
    """Who may call a route. No roles means everybody, signed in or not. ``answers`` are statuses of its problems."""

    answers = (401, 403)

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)
        self.scheme_name = "bearer"
        self.model = BearerModel(bearerFormat="JWT")

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises ``Problem`` 401 or 403."""
        caller = await bearer(request)
        if caller.role not in self.roles:
            may = ", ".join(sorted(self.roles))
            raise Problem(403, "forbidden", f"the role {caller.role} may never do this; {may} may")
        return caller


class Rates(Protocol):
    """How often somebody may send; raises ``Problem`` 429 for too often."""

    async def check(self, request: Request, caller: Caller | None, *, by_link: bool = False) -> None: ...  # noqa: D102


async def _counted(request: Request, caller: Caller | None, *, by_link: bool = False) -> None:
    """Count what is sent. Nothing that anybody may send is taken without limit."""
    if request.method == "POST":
        rates: Rates = request.app.state.rates
        await rates.check(request, caller, by_link=by_link)


class Everybody:
    """A route that anyone may call, and send to as often as ``ONEVOICE_INPUTS_PER_ADDRESS`` lets them."""

    roles: frozenset[Role] = frozenset()
    answers: tuple[int, ...] = ()

    async def __call__(self, request: Request) -> None:
        """Let them in. Raises ``Problem`` 429."""
        await _counted(request, None)


class ByLink(Everybody):
    """The same for who has a sealed link: mail programs send many of them, for many people, from one address."""

    async def __call__(self, request: Request) -> None:
        """Let them in. Raises ``Problem`` 429."""
        await _counted(request, None, by_link=True)


class EachTime(Everybody):
    """The same for what has another server asked each time that it is opened: that counts, too."""

    async def __call__(self, request: Request) -> None:
        """Let them in. Raises ``Problem`` 429."""
        rates: Rates = request.app.state.rates
        await rates.check(request, None)


class Counting(Everybody):
    """The same for a route that counts by itself, because it gives back what was typed where it was too much."""

    async def __call__(self, request: Request) -> None:
        """Let them in."""


class Anybody(Everybody):
    """The same, where it matters who they are if they say so."""

    answers = (401,)

    async def __call__(self, request: Request) -> Caller | None:  # type: ignore[override]  # says who
        """The caller; None for who does not sign in.

        Raises ``Problem`` 401 for a token that is not good, and 429.
        """
        caller = await bearer(request) if "Authorization" in request.headers else None
        await _counted(request, caller)
        return caller


def allow(*roles: Role) -> Access:
    """Only these roles."""
    return Access(*roles)


PUBLIC = Everybody()
LINK = ByLink()
EACH_TIME = EachTime()
COUNTING = Counting()
ANYBODY = Anybody()

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
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from shared.claims import Claims, Role, Unclear
from shared.issuer import IssuerKeys
from shared.problems import Problem

__all__ = [
    "ALGORITHMS", "ANYBODY", "COUNTING", "LEEWAY", "LINK", "LONGEST_TOKEN", "PUBLIC", "Access", "Anybody", "ByLink",
    "Caller", "Counting", "Ended", "Everybody", "Keys", "Rates", "Role", "TokenVerifier", "Verifier", "allow",
    "bearer", "never",
]  # fmt: skip

ALGORITHMS = ("ES256", "EdDSA", "RS256", "PS256")
LONGEST_TOKEN = 8_192
LEEWAY = 30
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


class Keys(Protocol):
    """Where an issuer's public keys come from; ``fresh`` asks for newer ones."""

    async def get(self, *, fresh: bool = False) -> KeySet: ...  # noqa: D102


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, "unauthenticated", detail, {"WWW-Authenticate": 'Bearer realm="onevoice"'})


class Ended(Protocol):
    """Whether a session has ended before its token did; ``session`` is the token's ``jti``."""

    def __call__(self, session: str) -> bool: ...  # noqa: D102


def never(session: str) -> bool:  # noqa: ARG001 - of an issuer that ends its tokens itself
    """No session ends before its token."""
    return False


class TokenVerifier:
    """Verifies signed tokens of one issuer for one audience.

    ``ended`` knows of sessions that were signed out, ``where`` in which claims role and organisation stand.

    A token found good is taken again for ``_KNOWN_FOR`` seconds without a look at its signature, never past
    its own end: a client sends the same one with each of its requests.
    """

    def __init__(
        self,
        issuer: str,
        audience: str,
        keys: Keys | None = None,
        ended: Ended = never,
        where: Claims | None = None,
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._keys: Keys = keys or IssuerKeys(issuer)
        self._ended = ended
        self._where = where or Claims()
        self._known: OrderedDict[str, tuple[Caller, str, float]] = OrderedDict()

    async def verify(self, token: str) -> Caller:
        """See ``Verifier``."""
        if len(token) > LONGEST_TOKEN:
            raise _unauthenticated("the token is too long")
        known, session, until = self._known.get(token, (None, "", 0.0))
        if known and time.time() < until:
            self._under_way(session)
            return known
        try:
            try:
                claims = self._claims(token, await self._keys.get())
            except InvalidKeyIdError:
                claims = self._claims(token, await self._keys.get(fresh=True))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _unauthenticated(f"the token is not valid: {type(error).__name__}") from error
        caller, session = self._caller(claims), str(claims.get("jti", ""))
        self._under_way(session)
        self._known[token] = caller, session, min(claims["exp"], time.time() + _KNOWN_FOR)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return caller

    def _caller(self, claims: dict[str, Any]) -> Caller:
        subject = claims.get("sub")
        if not isinstance(subject, str):
            raise _unauthenticated("the token names no subject")
        try:
            role, organisation = self._where.read(claims)
        except Unclear as error:
            raise _unauthenticated(str(error)) from error
        return Caller(subject, role, organisation)

    def _under_way(self, session: str) -> None:
        if session and self._ended(session):
            raise _unauthenticated("the session has ended: sign in again")

    def _claims(self, token: str, keys: KeySet) -> dict[str, Any]:
        decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(decoded.claims)
        return decoded.claims


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
COUNTING = Counting()
ANYBODY = Anybody()

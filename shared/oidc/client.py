"""A client of an OIDC provider: the one adapter of Authlib, which speaks OAuth 2.0."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import structlog
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

from shared.issuer import IssuerKeys, authorities
from shared.problems import Problem

PATIENCE: Final = 10.0
"""Seconds that the provider has for an answer."""
_NOT_OF_IT: Final = frozenset(
    {
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        "server_error",
        "temporarily_unavailable",
    }
)
"""Errors that say nothing of a code or a refresh token, but of the provider, or of us as its client."""
_BASIC, _POST = "client_secret_basic", "client_secret_post"
_log = structlog.get_logger(__name__)


class Declined(Exception):
    """The provider says that a code or a refresh token is good no more, or never was."""


@dataclass(frozen=True)
class Tokens:
    """What a provider gives; all but the access token where it does."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)
    seconds: int = 0


class Client:
    """A client by this name at the issuer; ``secret`` is read anew each time, and None for a public client.

    What its methods raise when the provider is away, or refuses the client itself, is ``Problem`` 503.
    """

    def __init__(
        self, issuer: str, keys: IssuerKeys, name: str, secret: Callable[[], str | None], scope: str = ""
    ) -> None:
        self.name = name
        self.scope = scope
        self._issuer = issuer
        self._keys = keys
        self._secret = secret

    async def authorization(self, back: str, *, state: str, nonce: str, verifier: str) -> str:
        """The address at which the provider asks somebody who they are, and sends them ``back``."""
        at = await self._endpoint("authorization_endpoint")
        async with self._speaking(back) as client:
            address: str
            address, _ = client.create_authorization_url(at, state, verifier, nonce=nonce)
            return address

    async def redeem(self, code: str, verifier: str, back: str) -> Tokens:
        """The tokens for a code. Raises ``Declined``."""
        return await self._asked(
            lambda client, at: client.fetch_token(
                at, grant_type="authorization_code", code=code, code_verifier=verifier
            ),
            back,
        )

    async def refresh(self, token: str) -> Tokens:
        """New tokens for a refresh token: the same one again, or its successor. Raises ``Declined``."""
        return await self._asked(lambda client, at: client.refresh_token(at, token))

    async def own(self) -> Tokens:
        """A token for the client itself (client credentials). Raises ``Declined``."""
        return await self._asked(lambda client, at: client.fetch_token(at, grant_type="client_credentials"))

    async def revoke(self, token: str) -> None:
        """Have the provider take a refresh token no more, where it has that; what goes wrong is logged alone."""
        try:
            if at := await self._endpoint("revocation_endpoint", required=False):
                async with self._speaking() as client:
                    answer = await client.revoke_token(at, token, token_type_hint="refresh_token")  # noqa: S106 - what it is
                    answer.raise_for_status()
        except (Problem, httpx2.HTTPError) as error:
            _log.warning("a refresh token was not revoked", error=type(error).__name__)

    async def farewell(self, id_token: str | None, back: str) -> str | None:
        """The address at which the provider ends its own session; None where it has none, or does not answer."""
        try:
            at = await self._endpoint("end_session_endpoint", required=False)
        except Problem:
            return None
        said = {"client_id": self.name, "post_logout_redirect_uri": back}
        said |= {"id_token_hint": id_token} if id_token else {}
        return str(httpx2.URL(at).copy_merge_params(said)) if at else None

    async def _asked(self, ask: Callable[[Any, str], Awaitable[Any]], back: str | None = None) -> Tokens:
        at = await self._endpoint("token_endpoint")
        try:
            async with self._speaking(back) as client:
                given = await ask(client, at)
            return Tokens(
                given["access_token"],
                given.get("refresh_token"),
                given.get("id_token"),
                int(given.get("expires_in") or 0),
            )
        except OAuthError as error:
            if error.error in _NOT_OF_IT:
                raise _away(f"it answers {error.error}") from error
            raise Declined(f"the provider answers {error.error!s:.60}") from error
        except (httpx2.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _away(type(error).__name__) from error

    async def _endpoint(self, name: str, *, required: bool = True) -> str:
        document = await self._keys.document()
        if document.get("issuer") != self._issuer:
            raise _away(
                f"its document names another issuer than ONEVOICE_ISSUER: {document.get('issuer')!r:.200}"
            )
        found = document.get(name) or ""
        if not found and required:
            raise _away(f"its document names no {name}")
        return str(found)

    @asynccontextmanager
    async def _speaking(self, back: str | None = None) -> AsyncIterator[Any]:
        secret = self._secret()
        taken = (await self._keys.document()).get("token_endpoint_auth_methods_supported", [_BASIC])
        method = (_BASIC if _BASIC in taken else _POST) if secret else "none"
        async with AsyncOAuth2Client(
            self.name,
            secret,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            scope=self.scope or None,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=PATIENCE,
            trust_env=False,
            verify=authorities(),
        ) as client:
            yield client


def _away(why: str) -> Problem:
    _log.warning("the OIDC provider does not serve us", why=why)
    return Problem(
        503, "unavailable", "The identity provider does not answer as it should.", {"Retry-After": "5"}
    )

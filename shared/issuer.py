"""An OIDC issuer's discovery document, and the public keys that it leads to."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from shared.problems import Problem

_KEEP_KEYS: Final = 600.0
_ASK_AGAIN: Final = 10.0
_log = structlog.get_logger(__name__)
_UNREADABLE: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    JoseError,
)
"""What an issuer's documents raise that is away, or says something else than the standards have it."""


@cache
def authorities() -> ssl.SSLContext:
    """Whom an issuer's certificate is checked against: the machine's authorities, or those of ``SSL_CERT_FILE``."""
    return ssl.create_default_context()


class IssuerKeys:
    """The issuer's document and its keys, kept for ten minutes.

    However many wait for newer keys, the issuer is asked once; who needs none but those that are known never waits.
    """

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._keys: KeySet | None = None
        self._document: Mapping[str, Any] = {}
        self._asked = -_KEEP_KEYS
        self._asking: asyncio.Task[None] | None = None

    async def get(self, *, fresh: bool = False) -> KeySet:
        """The keys; ``fresh`` asks again unless that was done a moment ago. Raises ``Problem`` 503."""
        age = time.monotonic() - self._asked
        if self._keys is None or age > _KEEP_KEYS or (fresh and age > _ASK_AGAIN):
            self._asking = self._asking or asyncio.create_task(self._ask())
        if self._asking and (fresh or self._keys is None):
            await asyncio.shield(self._asking)
        if self._keys is None:
            raise Problem(503, "unavailable", "The issuer's keys cannot be read.", {"Retry-After": "5"})
        return self._keys

    async def document(self) -> Mapping[str, Any]:
        """What the issuer says of itself. Raises ``Problem`` 503."""
        await self.get()
        return self._document

    async def _ask(self) -> None:
        try:
            self._document, self._keys = await self._fetch()
        except _UNREADABLE as error:
            _log.warning("the issuer's keys cannot be read", issuer=self._issuer, error=repr(error)[:300])
        finally:
            self._asked = time.monotonic()
            self._asking = None

    async def _fetch(self) -> tuple[Mapping[str, Any], KeySet]:
        async with httpx.AsyncClient(timeout=5, trust_env=False, verify=authorities()) as client:
            found = await client.get(f"{self._issuer}/.well-known/openid-configuration")
            found.raise_for_status()
            document = found.json()
            published = await client.get(document["jwks_uri"])
            published.raise_for_status()
        keys = [key for one in published.json()["keys"] if (key := _key(one))]
        if not keys:
            raise ValueError("it publishes no key that can be used")
        return document, KeySet(keys)


def _key(published: Any) -> Key | None:
    """One of an issuer's keys; None for one of a kind that is not known here: the others count all the same."""
    try:
        return JWKRegistry.import_key(published)
    except _UNREADABLE as error:
        _log.warning("a key of the issuer is passed over", error=repr(error)[:300])
        return None

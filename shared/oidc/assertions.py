"""What a provider says of who signed in, and of who signed out there: its ID tokens and logout tokens, checked."""

import time
from collections.abc import Mapping
from typing import Any, Final

from shared.signed import LEEWAY, Keys, NotGood, Signed

_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_FRESH: Final = 120
"""Seconds for which a logout token is taken: it would end sessions that begin later."""


class Assertions:
    """Reads what the issuer says to a client of this name."""

    def __init__(self, issuer: str, client: str, keys: Keys) -> None:
        self._client = client
        self._signed = Signed(issuer, client, keys)

    async def signed_in(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of an ID token that answers this nonce (OpenID Connect Core 3.1.3.7).

        Raises ``NotGood``, and ``Problem`` 503.
        """
        claims = await self._signed.claims(
            id_token, nonce={"essential": True, "value": nonce}, iat={"essential": True}
        )
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client) != self._client:
            raise NotGood("the ID token was issued to another client")
        return claims

    async def signed_out(self, logout_token: str) -> Mapping[str, Any]:
        """The claims of a logout token (OpenID Connect Back-Channel Logout 2.6). Raises as ``signed_in``."""
        claims = await self._signed.claims(
            logout_token, sub={}, iat={"essential": True}, jti={"essential": True}, events={"essential": True}
        )
        events = claims["events"]
        if not isinstance(events, dict) or _EVENT not in events or "nonce" in claims:
            raise NotGood("it is no logout token")
        if claims["iat"] < time.time() - _FRESH - LEEWAY:
            raise NotGood("the logout token is too old")
        if not any(isinstance(claims.get(one), str) for one in ("sid", "sub")):
            raise NotGood("the logout token names nobody")
        return claims

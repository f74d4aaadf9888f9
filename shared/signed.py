"""What an issuer has signed for somebody: its claims, where signature, issuer, audience and end are right."""

from typing import Any, Final, Protocol

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

ALGORITHMS: Final = ("ES256", "EdDSA", "RS256", "PS256")
LONGEST: Final = 8_192
LEEWAY: Final = 30


class NotGood(Exception):
    """It is not signed by the issuer, for this audience, or for now. The sentence holds nothing of the token."""


class Keys(Protocol):
    """Where an issuer's public keys come from; ``fresh`` asks for newer ones."""

    async def get(self, *, fresh: bool = False) -> KeySet: ...  # noqa: D102


class Signed:
    """Reads JWTs of one issuer for one audience."""

    def __init__(self, issuer: str, audience: str, keys: Keys) -> None:
        self._keys = keys
        self._wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": audience},
            "exp": {"essential": True},
            "sub": {"essential": True},
        }

    async def claims(self, token: str, **wanted: Any) -> dict[str, Any]:
        """Its claims, ``wanted`` among them as joserfc has it. Raises ``NotGood``, and ``Problem`` 503."""
        if len(token) > LONGEST:
            raise NotGood("the token is too long")
        registry = jwt.JWTClaimsRegistry(leeway=LEEWAY, **(self._wanted | wanted))
        try:
            try:
                claims = jwt.decode(token, await self._keys.get(), algorithms=list(ALGORITHMS)).claims
            except InvalidKeyIdError:
                keys = await self._keys.get(fresh=True)
                claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotGood(f"the token is not valid: {type(error).__name__}") from error
        if not isinstance(claims.get("sub", ""), str):
            raise NotGood("the token names no subject")
        return claims

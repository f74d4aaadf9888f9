"""Signatures that anybody can check: JWS (RFC 7515) with Ed25519 (RFC 8037, RFC 9864), keys named by thumbprint."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

_ALGORITHM: Final = "Ed25519"
_PARTS: Final = ("protected", "payload", "signature")
Signed = Mapping[str, str]
"""A flattened JWS: ``protected``, ``payload`` and ``signature``."""


class BadSignature(Exception):
    """Not signed by any of these keys, or changed since."""


class Signer:
    """Signs with the last private key of several, and publishes the public half of all.

    ``pems`` are private (PKCS 8) or public keys in the order of their age. Raises ValueError where none can sign.
    """

    def __init__(self, pems: Sequence[bytes]) -> None:
        try:
            self._keys = [OKPKey.import_key(pem) for pem in pems]
        except (JoseError, ValueError) as error:
            raise ValueError(f"a file there holds no key: {error}") from error
        signing = [key for key in self._keys if key.is_private]
        if not signing or any(key.curve_name != _ALGORITHM for key in self._keys):
            raise ValueError("no private Ed25519 key is there, or one of another kind")
        self._signing = signing[-1]
        key = _public(self._signing)
        self._header = {"alg": _ALGORITHM, "jwk": key, "kid": key["kid"]}

    @staticmethod
    def fresh() -> bytes:
        """A new private key as PEM."""
        return OKPKey.generate_key("Ed25519", private=True).as_pem(private=True)

    def sign(self, kind: str, payload: bytes) -> Signed:
        """The payload, signed as this kind of document."""
        protected = {**self._header, "typ": kind}
        made: Any = jws.serialize_json(
            {"protected": protected}, payload, self._signing, algorithms=[_ALGORITHM]
        )
        return {name: made[name] for name in _PARTS}

    def published(self) -> dict[str, Any]:
        """Every public key as a JWK set (RFC 7517)."""
        return {"keys": [_public(key) for key in self._keys]}


def _public(key: OKPKey) -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": _ALGORITHM, "use": "sig"}


def _named(parts: Any) -> Any:
    """The key that the signature itself names, before anything is checked."""
    protected = parts["protected"]
    return json.loads(base64.urlsafe_b64decode(protected + "=" * (-len(protected) % 4)))["jwk"]


def opened(kind: str, signed: Mapping[str, Any], keys: Mapping[str, Any] | None) -> tuple[str, bytes]:
    """The thumbprint of the key that signed it, and the payload.

    ``keys`` is a JWK set. None takes the key that the signature itself names: then the thumbprint says all, and
    somebody has to know whose it is. Raises ``BadSignature``.
    """
    try:
        parts: Any = {name: signed[name] for name in _PARTS}
        known = [_named(parts)] if keys is None else list(keys["keys"])
        found = jws.deserialize_json(parts, KeySet.import_key_set({"keys": known}), algorithms=[_ALGORITHM])
        header, thumbprint = found.headers(), OKPKey.import_key(found.headers()["jwk"]).thumbprint()
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise BadSignature(f"the signature does not fit: {type(error).__name__}") from error
    if header.get("typ") != kind or header.get("kid") != thumbprint:
        raise BadSignature(f"it is a {header.get('typ')}, not a {kind}, or names another key than its own")
    return thumbprint, found.payload

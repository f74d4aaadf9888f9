"""The local profile's own issuer: a key under ``var/`` that signs tokens for personas.

It refuses to be built in any other profile.
"""

import json
import time
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from shared.auth import Role
from shared.private import keep
from shared.settings import Profile, Settings

HOURS = 12
NAME = "urn:onevoice:local-issuer"
"""Its ``iss``: the same in every process, whatever port it listens on."""
PERSONAS: dict[Role, str | None] = {
    Role.SECRETARIAT: "network-secretariat",
    Role.NETWORK: "africa",
    Role.MISSION: "PRT",
    Role.STAKEHOLDER: "civil-society",
    Role.AGENCY: "ILO",
    Role.DONOR: "donor",
    Role.OPERATOR: None,
}
"""For whom each role acts, where ``onevoice token`` is not told."""


class IssuerRefused(Exception):
    """The local issuer was asked for outside the local profile."""


class LocalIssuer:
    """Signs tokens with ES256. ``get`` hands out the public keys, as ``IssuerKeys`` does over HTTP."""

    def __init__(self, settings: Settings) -> None:
        if settings.profile is not Profile.LOCAL:
            raise IssuerRefused(
                f"the local issuer runs in the local profile only, not in {settings.profile}; "
                "set ONEVOICE_ISSUER to your OIDC provider"
            )
        self._audience = settings.audience
        self._folder = settings.var / "issuer"
        self._key = _key(self._folder / "key.json")
        self._public = KeySet([ECKey.import_key(self._key.as_dict(private=False))])

    async def get(self, *, fresh: bool = False) -> KeySet:  # noqa: ARG002 - there is only the one key
        """The public keys."""
        return self._public

    def token(self, role: Role, organisation: str | None = None, subject: str | None = None) -> str:
        """A token for a persona, valid for ``HOURS``."""
        moment = int(time.time())
        claims = {
            "iss": NAME,
            "aud": self._audience,
            "sub": subject or f"persona-{role}",
            "role": str(role),
            "org": organisation or PERSONAS.get(role),
            "iat": moment,
            "exp": moment + HOURS * 3600,
        }
        header = {"alg": "ES256", "kid": self._key.kid}
        return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, self._key)


def _key(path: Path) -> ECKey:
    if not path.exists():
        key = ECKey.generate_key("P-256", private=True, auto_kid=True)
        keep(path, json.dumps(key.as_dict(private=True)))
    return ECKey.import_key(json.loads(path.read_text()))

"""An attempt to sign in: what this browser keeps of it until the provider sends somebody back."""

import base64
import hashlib
import json
import time
from dataclasses import asdict, dataclass
from typing import Final

from shared.sessions.sealed import fresh, seal, unseal
from shared.web.pages.visit import HOST_ONLY, OURS

LONGEST: Final = 600
"""Seconds in which somebody signs in at the provider."""
_PURPOSE: Final = "sign-in"


@dataclass(frozen=True)
class Attempt:
    """``state`` goes to the provider and comes back with who was sent there; it opens what the browser keeps.

    So nobody is signed in by an answer that another browser asked for, and neither the cookie nor the address says
    ``nonce`` and ``verifier``. ``onward`` is where to go then.
    """

    state: str
    nonce: str
    verifier: str
    onward: str
    began: float

    @classmethod
    def fresh(cls, onward: str) -> "Attempt":
        """One that begins."""
        return cls(fresh(), fresh(), fresh(), onward, time.time())

    def sealed(self) -> str:
        """What the browser keeps."""
        rest = {name: value for name, value in asdict(self).items() if name != "state"}
        return base64.urlsafe_b64encode(seal(self.state, _PURPOSE, json.dumps(rest))).decode()

    @classmethod
    def opened(cls, state: str, kept: str) -> "Attempt | None":
        """The attempt of this state; None where the browser keeps none of it, or for too long."""
        try:
            data = unseal(state, _PURPOSE, base64.urlsafe_b64decode(kept.encode()))
        except ValueError:
            return None
        found = cls(state, **json.loads(data)) if data else None
        return found if found and found.began > time.time() - LONGEST else None


def kept_as(state: str, *, secure: bool) -> str:
    """The cookie of an attempt; each has its own, so that two windows may sign in at once."""
    which = hashlib.sha256(state.encode()).hexdigest()[:8]
    return f"{HOST_ONLY if secure else ''}{OURS}signin_{which}"

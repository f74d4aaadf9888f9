"""What a provider's answer must be to be taken: pure, and with a key of the test's own."""

import time
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from shared.oidc.assertions import Assertions
from shared.oidc.attempt import LONGEST, Attempt, kept_as
from shared.sessions.sealed import fresh, seal, unseal
from shared.signed import NotGood

ISSUER, NONCE = "https://login.example", "the-nonce"
KEY = ECKey.generate_key("P-256", auto_kid=True)


class Keys:
    """The issuer's."""

    async def get(self, *, fresh: bool = False) -> KeySet:  # noqa: ARG002 - there is only the one
        """The public key."""
        return KeySet([ECKey.import_key(KEY.as_dict(private=False))])


def id_token(key: Any = KEY, algorithm: str = "ES256", **changes: Any) -> str:
    """A good one, with some claims changed or left out (None)."""
    moment = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "house",
        "sub": "amina",
        "nonce": NONCE,
        "iat": moment,
        "exp": moment + 60,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": KEY.kid}, kept, key, algorithms=[algorithm])


@pytest.mark.parametrize(
    "good", [{}, {"aud": ["house", "x"], "azp": "house"}, {"azp": "house"}, {"aud": ["house"]}]
)
async def test_an_id_token_for_this_sign_in_is_taken(good: dict[str, Any]) -> None:
    """Of several audiences we are the party that it was issued to."""
    claims = await Assertions(ISSUER, "house", Keys()).signed_in(id_token(**good), NONCE)
    assert claims["sub"] == "amina"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"aud": ["house", "x"]},
        {"azp": "another"},
        {"aud": ["house", "x"], "azp": "x"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": 7},
        {"key": ECKey.generate_key("P-256", auto_kid=True)},
        {"key": OctKey.import_key("x" * 32), "algorithm": "HS256"},
    ],
    ids=", ".join,
)
async def test_an_id_token_for_anything_else_is_not(wrong: dict[str, Any]) -> None:
    """Another sign-in, issuer, client, time, person or key."""
    with pytest.raises(NotGood):
        await Assertions(ISSUER, "house", Keys()).signed_in(id_token(**wrong), NONCE)


def test_an_attempt_opens_with_its_own_state_alone() -> None:
    """And not for ever; neither the state nor the cookie tells the other's words."""
    one, other = Attempt.fresh("/desk"), Attempt.fresh("/desk")
    assert Attempt.opened(one.state, one.sealed()) == one
    assert Attempt.opened(other.state, one.sealed()) is None
    assert Attempt.opened(one.state, one.sealed()[:-8]) is None
    assert not [kept for kept in ("", "é", "x", "====") if Attempt.opened(one.state, kept)]
    assert not [word for word in (one.state, one.nonce, one.verifier) if word in one.sealed()]
    old = replace(one, began=time.time() - LONGEST - 1)
    assert Attempt.opened(old.state, old.sealed()) is None
    assert kept_as(one.state, secure=True) != kept_as(other.state, secure=True)


def test_what_is_sealed_opens_for_its_purpose_alone() -> None:
    """With its own secret, unchanged."""
    secret = fresh()
    sealed = seal(secret, "session", "a text")
    assert unseal(secret, "session", sealed) == "a text"
    assert unseal(secret, "sign-in", sealed) is None
    assert unseal(fresh(), "session", sealed) is None
    assert unseal(secret, "session", sealed[:-1] + bytes([sealed[-1] ^ 1])) is None

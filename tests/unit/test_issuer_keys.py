"""An issuer that answers slowly, or with something else than the standards have: sign-in goes on for who is known."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.auth import Role, TokenVerifier
from shared.issuer import IssuerKeys
from shared.problems import Problem
from tests.support.serving import served

BAD_KEYS: list[Any] = [
    {"kty": "EC", "crv": "P-256", "x": "not base64!", "y": "", "kid": "bad"},
    {"kty": "RSA", "n": "AQAB", "kid": "half"},
    {"kty": "ML-DSA", "pub": "AA", "kid": "new"},
    {"kty": ["EC"]},
    "a text",
    None,
]
DOCUMENTS: list[Any] = [
    [],
    [1],
    {},
    {"jwks_uri": 7},
    {"jwks_uri": "http://["},
    {"jwks_uri": "ftp://x"},
    "text",
    None,
]


class Issuer:
    """Says what the test has it say; ``held`` keeps its keys back."""

    def __init__(self) -> None:
        self.url = ""
        self.key = ECKey.generate_key("P-256", auto_kid=True)
        self.document: Any = None
        self.keys: Any = {"keys": [self.key.as_dict(private=False)]}
        self.asked = 0
        self.held = asyncio.Event()
        self.held.set()

    async def discovery(self, _request: Request) -> JSONResponse:
        """The discovery document."""
        self.asked += 1
        return JSONResponse(self.document)

    async def published(self, _request: Request) -> JSONResponse:
        """The keys."""
        await self.held.wait()
        return JSONResponse(self.keys)

    def token(self, key: ECKey | None = None, subject: str = "x") -> str:
        """A good one, or one that another key signed."""
        signing, at = key or self.key, int(time.time())
        claims = {"iss": self.url, "aud": "onevoice", "exp": at + 600, "sub": subject, "role": "mission"}
        return jwt.encode({"alg": "ES256", "kid": signing.kid}, claims, signing)

    def verifier(self) -> TokenVerifier:
        """One that has asked nothing yet."""
        return TokenVerifier(self.url, "onevoice", IssuerKeys(self.url))


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """An issuer behind a real port."""
    made = Issuer()
    app = Starlette(
        routes=[Route("/.well-known/openid-configuration", made.discovery), Route("/keys", made.published)]
    )
    async with served(app) as made.url:
        made.document = {"jwks_uri": f"{made.url}/keys"}
        yield made


async def test_a_key_that_is_none_is_passed_over(issuer: Issuer) -> None:
    """Broken, half, of a kind that is not known here: the others count."""
    issuer.keys = {"keys": [*BAD_KEYS, issuer.key.as_dict(private=False)]}
    assert (await issuer.verifier().verify(issuer.token())).role is Role.MISSION


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
async def test_a_document_that_is_none_is_503_and_leaves_who_is_known(issuer: Issuer, document: Any) -> None:
    """Whatever stands in the place of the discovery document, or of the keys."""
    verifier, right = issuer.verifier(), issuer.keys
    known = verifier.signed._keys  # noqa: SLF001 - to have it ask again
    await verifier.verify(issuer.token())
    for keys, said in ((right, document), (document, issuer.document)):
        issuer.keys, issuer.document = keys, said
        with pytest.raises(Problem) as refused:
            await issuer.verifier().verify(issuer.token())
        assert refused.value.status == 503
        known._asked -= 3_600  # type: ignore[attr-defined]  # noqa: SLF001
        await verifier.verify(issuer.token(subject="another"))
        with pytest.raises(Problem) as unknown:
            await verifier.verify(issuer.token(ECKey.generate_key("P-256", auto_kid=True)))
        assert unknown.value.status == 401
        issuer.document = {"jwks_uri": f"{issuer.url}/keys"}


async def test_an_unknown_key_keeps_nobody_else_waiting(issuer: Issuer) -> None:
    """While the issuer keeps its answer back, who has a known key signs in; fifty who have none ask once."""
    verifier = issuer.verifier()
    await verifier.verify(issuer.token())
    verifier.signed._keys._asked -= 60  # type: ignore[attr-defined]  # noqa: SLF001 - a moment ago is too soon
    issuer.held.clear()
    other = ECKey.generate_key("P-256", auto_kid=True)
    waiting = [asyncio.create_task(verifier.verify(issuer.token(other, f"n{n}"))) for n in range(50)]
    async with asyncio.timeout(30):
        while issuer.asked < 2:  # noqa: ASYNC110 - asked from another task
            await asyncio.sleep(0.01)
        for number in range(20):
            await verifier.verify(issuer.token(subject=f"known {number}"))
        assert not any(task.done() for task in waiting)
        issuer.keys = {"keys": [issuer.key.as_dict(private=False), other.as_dict(private=False)]}
        issuer.held.set()
        assert {caller.role for caller in await asyncio.gather(*waiting)} == {Role.MISSION}
    assert issuer.asked == 2

"""A browser's session: how it is kept, and that it ends for everybody who has a copy of it."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from deploy.local.issuer import NAME, LocalIssuer
from onevoice.hosting import pages_of_no_service
from shared.auth import Role, TokenVerifier
from shared.problems import Problem, install
from shared.settings import Settings
from shared.web.middleware import Edge
from shared.web.rates import ORDINARY, Rates

HERE, BEHIND_TLS = "http://127.0.0.1", "https://one.example"


def house(settings: Settings, verifier: TokenVerifier) -> httpx.AsyncClient:
    """A browser before the pages of no service, as a process has them."""
    app = FastAPI(openapi_url=None)
    app.state.verifier, app.state.secure, app.state.rates = verifier, settings.secure, Rates(*ORDINARY)
    install(app)
    for router in pages_of_no_service(settings):
        app.include_router(router)
    edge = Edge(app, secure=settings.secure)
    return httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url=settings.origin)


@pytest.mark.parametrize("origin", [HERE, BEHIND_TLS])
async def test_a_session_that_was_signed_out_is_over_for_every_copy_of_it(
    tmp_path: Path, origin: str
) -> None:
    """Also in a process that took its token a moment ago, and as a bearer token; the other sessions go on."""
    settings = Settings(var=tmp_path, public_url=origin)
    issuer, elsewhere = LocalIssuer(settings), LocalIssuer(settings)
    verifier = TokenVerifier(NAME, "onevoice", elsewhere, elsewhere.ended)
    async with house(settings, TokenVerifier(NAME, "onevoice", issuer, issuer.ended)) as browser:
        await browser.post("/signin", data={"role": "secretariat"})
        [token] = browser.cookies.values()
        other = issuer.token(Role.SECRETARIAT)
        assert (await verifier.verify(token)).role is Role.SECRETARIAT
        out = await browser.post("/signout")
        assert out.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        assert not list(browser.cookies)
        with pytest.raises(Problem) as refused:
            await verifier.verify(token)
        assert (refused.value.status, "sign in again" in refused.value.detail) == (401, True)
        assert (await verifier.verify(other)).role is Role.SECRETARIAT


async def test_over_tls_the_cookie_is_of_this_host_alone(tmp_path: Path) -> None:
    """``__Host-``, Secure, and HSTS; not where there is no TLS, since browsers would refuse it."""
    for origin, name in ((HERE, "onevoice_session"), (BEHIND_TLS, "__Host-onevoice_session")):
        settings = Settings(var=tmp_path, public_url=origin)
        issuer = LocalIssuer(settings)
        async with house(settings, TokenVerifier(NAME, "onevoice", issuer, issuer.ended)) as browser:
            answer = await browser.post("/signin", data={"role": "secretariat"})
            assert list(browser.cookies) == [name]
            said = answer.headers["Set-Cookie"]
            assert ("Secure" in said, "Path=/;" in said, "Domain" in said) == (settings.secure, True, False)
            assert ("Strict-Transport-Security" in answer.headers) == settings.secure


async def test_over_tls_a_cookie_of_another_name_is_no_session(tmp_path: Path) -> None:
    """Any host of the same domain could have set it."""
    settings = Settings(var=tmp_path, public_url=BEHIND_TLS)
    issuer = LocalIssuer(settings)
    async with house(settings, TokenVerifier(NAME, "onevoice", issuer, issuer.ended)) as browser:
        browser.cookies.set("onevoice_session", issuer.token(Role.SECRETARIAT))
        assert (await browser.get("/desk/contacts")).status_code == 401


def test_local_data_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    """Folders that were made before, too."""
    (tmp_path / "issuer").mkdir(mode=0o755)
    LocalIssuer(Settings(var=tmp_path))
    assert (tmp_path / "issuer").stat().st_mode & 0o077 == 0

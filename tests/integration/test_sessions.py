"""A browser's session: how it is kept, and that it ends for everybody who has a copy of it."""

import datetime as dt
from pathlib import Path

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from onevoice.hosting import House
from shared.auth import Role
from shared.mongo import Database, Server, connect
from shared.sessions.sessions import Sessions
from shared.sessions.store import Store
from shared.settings import Settings
from shared.web.edge.middleware import Edge
from tests.support.apps import front
from tests.support.sessions import Personas, cookie

HERE, BEHIND_TLS = "http://127.0.0.1", "https://one.example"


def browser(settings: Settings, server: Server) -> httpx.AsyncClient:
    """One before the pages of no service, as a process has them."""
    house = House(settings, server)
    app = front(house.pages(), house.sessions, secure=settings.secure)
    edge = Edge(app, secure=settings.secure)
    return httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url=settings.origin)


def settings(folder: Path, database: Database, origin: str = HERE) -> Settings:
    """Of a house with sessions of its own."""
    return Settings(var=folder, public_url=origin, database_prefix=database.name)


@pytest.fixture
def personas(server: Server, database: Database, tmp_path: Path) -> Personas:
    """Who may be signed in, as another process of the same house has them."""
    of = settings(tmp_path, database)
    return Personas(server, of.database("sessions"), of)


@pytest.mark.parametrize("origin", [HERE, BEHIND_TLS])
async def test_a_session_that_was_signed_out_is_over_for_every_copy_of_it(
    tmp_path: Path, server: Server, database: Database, personas: Personas, origin: str
) -> None:
    """Also in a process that looked it up a moment ago; the other sessions go on."""
    async with browser(settings(tmp_path, database, origin), server) as one:
        await one.post("/signin", data={"role": "secretariat"})
        [secret] = one.cookies.values()
        other = await personas.cookie(Role.SECRETARIAT)
        seen = (await personas.sessions.seen(secret)).caller
        assert seen
        assert seen.role is Role.SECRETARIAT
        out = await one.post("/signout")
        assert (out.status_code, out.headers["Location"]) == (303, "/")
        assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert not list(one.cookies)
        over = await personas.sessions.seen(secret)
        assert (over.held, over.caller, over.refused) == (None, None, None)
        assert (await personas.sessions.seen(other)).caller


async def test_over_tls_the_cookie_is_of_this_host_alone(
    tmp_path: Path, server: Server, database: Database
) -> None:
    """``__Host-``, Secure, and HSTS; not where there is no TLS, since browsers would refuse it."""
    for origin, name in ((HERE, "onevoice_session"), (BEHIND_TLS, "__Host-onevoice_session")):
        of = settings(tmp_path, database, origin)
        async with browser(of, server) as one:
            answer = await one.post("/signin", data={"role": "secretariat"})
            assert list(one.cookies) == [name]
            said = answer.headers["Set-Cookie"]
            assert ("Secure" in said, "Path=/;" in said, "Domain" in said) == (of.secure, True, False)
            assert ("HttpOnly" in said, "SameSite=lax" in said) == (True, True)
            assert ("Strict-Transport-Security" in answer.headers) == of.secure


async def test_over_tls_a_cookie_of_another_name_is_no_session(
    tmp_path: Path, server: Server, database: Database, personas: Personas
) -> None:
    """Any host of the same domain could have set it."""
    async with browser(settings(tmp_path, database, BEHIND_TLS), server) as one:
        one.cookies.set("onevoice_session", await personas.cookie(Role.SECRETARIAT))
        assert (await one.get("/account")).status_code == 401


async def test_a_sign_in_begins_another_session_and_ends_the_one_before(
    tmp_path: Path, server: Server, database: Database, personas: Personas
) -> None:
    """A secret that somebody else put into the browser is nobody's session, before and after."""
    async with browser(settings(tmp_path, database), server) as one:
        planted = await personas.cookie(Role.DONOR)
        sent = {"Cookie": f"onevoice_session={planted}"}
        await one.post("/signin", data={"role": "secretariat"}, headers=sent)
        assert planted not in one.cookies.values()
        assert not (await personas.sessions.seen(planted)).held
        assert (await one.get("/account")).status_code == 200


async def test_who_reads_the_store_can_use_nothing(
    server: Server, database: Database, personas: Personas
) -> None:
    """Neither secret nor token, nor whose it is; the times are whole hours."""
    token = personas.issuer.token(Role.SECRETARIAT)
    secret = await cookie(personas.sessions, token)
    [kept] = await server.database(f"{database.name}_sessions")["sessions"].find().to_list(None)
    bare = repr(kept)
    assert not [word for word in (secret, token, "somebody", "secretariat") if word in bare]
    assert not (await personas.sessions.seen(kept["_id"])).held
    for moment in (kept["began"], kept["used"]):
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


async def test_a_session_that_has_expired_is_over_before_the_store_removes_it(
    server: Server, database: Database, personas: Personas
) -> None:
    """The store does so within minutes, by an index; the next start checks that it is there."""
    secret = await personas.cookie(Role.SECRETARIAT)
    await personas.sessions.prepare()
    await personas.sessions.prepare()
    of = server.database(f"{database.name}_sessions")
    kept = of["sessions"]
    assert (await kept.index_information())["expires_ttl"]["expireAfterSeconds"] == 0
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    await kept.update_one({}, {"$set": {"expires": past}})
    assert not (await personas.sessions.seen(secret)).held
    assert await Store(of).of("somebody") == []


async def test_the_account_page_says_who_and_ends_every_session(
    tmp_path: Path, server: Server, database: Database
) -> None:
    """Of that person; the other personas' go on."""
    of = settings(tmp_path, database)
    async with browser(of, server) as one, browser(of, server) as two, browser(of, server) as other:
        for client, role in ((one, "mission"), (two, "mission"), (other, "donor")):
            await client.post("/signin", data={"role": role})
        page = (await one.get("/account")).text
        assert "Mission" in page
        assert "PRT" in page
        assert "in 1 other browser." in page
        assert "Sign out everywhere" in page
        french = (await other.get("/account", params={"language": "fr"})).text
        assert "Votre compte" in french
        assert (await one.post("/account/signout")).status_code == 303
        assert (await two.get("/account")).status_code == 401
        assert (await other.get("/account")).status_code == 200


async def test_while_sessions_cannot_be_read_nobody_is_told_that_theirs_is_over(
    tmp_path: Path, personas: Personas, database: Database
) -> None:
    """503, with what will be there again."""
    nowhere = connect("mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50")
    away = Sessions(nowhere, f"{database.name}_sessions", personas.verifier)
    seen = await away.seen(await personas.cookie(Role.SECRETARIAT))
    assert seen.refused
    assert seen.refused.status == 503
    away.close()
    async with browser(settings(tmp_path, database), nowhere) as one:
        one.cookies.set("onevoice_session", "x")
        assert (await one.get("/account")).status_code == 503


def test_local_data_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    """Folders that were made before, too, and what is made for them to lie in."""
    (tmp_path / "issuer").mkdir(mode=0o755)
    for var in (tmp_path, tmp_path / "a" / "var"):
        LocalIssuer(Settings(var=var))
    ours = [tmp_path / "issuer", *tmp_path.glob("a"), *tmp_path.glob("a/**/")]
    assert {one.stat().st_mode & 0o077 for one in ours} == {0}

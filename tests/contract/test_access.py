"""Law 14: who may call what. Every route declares it, and the table of role and route holds it to that."""

import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from deploy.local.engines import ports
from deploy.local.issuer import NAME, IssuerRefused, LocalIssuer
from onevoice.hosting import openapi
from onevoice.services import SERVICES
from shared.auth import Access, Anybody, Counting, Everybody, Role, TokenVerifier
from shared.issuer import IssuerKeys
from shared.mongo import Server
from shared.problems import MEDIA_TYPE, Problem
from shared.settings import Profile, Settings
from shared.web.edge.rates import Rates
from shared.web.pages.session import Session
from shared.web.pages.visit import SESSION
from tests.support.apps import Apps, apps, routes
from tests.support.sessions import cookie

SAMPLES = {
    "country": "PRT",
    "network": "africa",
    "region": "africa",
    "what": "champion_countries",
    "kind": "csv",
    "key": "2020-03-04",
    "item": "champion_PRT",
    "topic": "champions",
    "place": "PRT",
    "contact": "0" * 32,
    "delivery": "0" * 32 + "-0",
    "token": "not-a-link-of-ours",
    "notice": "0" * 32,
    "service": "registry",
    "id": "0" * 32,
    "file": "0" * 32,
    "number": "1",
    "language": "fr",
    "section": "2020_data",
    "finding": "routes",
    "passage": "0" * 32,
}
OWNERS = set(Role) - {Role.OPERATOR, Role.SERVICE}
AUTHORS = OWNERS - {Role.DONOR}
FOCAL = {Role.SECRETARIAT, Role.MISSION}
WRITERS = {Role.SECRETARIAT, Role.AGENCY}
UPLOADERS = {Role.NETWORK, Role.SECRETARIAT}
DESK_AND_NETWORK = {Role.NETWORK, Role.SECRETARIAT}
TABLE: dict[str, dict[str, set[Role]]] = {
    "registry": {
        "GET /api/operations": {Role.OPERATOR},
        "POST /api/operations/replay": {Role.OPERATOR},
        "GET /api/champions": set(),
        "GET /api/champions/{country}": set(),
        "GET /api/networks": set(),
        "GET /api/networks/{network}": set(),
        "GET /api/networks/{network}/focal-points": DESK_AND_NETWORK,
        "POST /api/networks/{network}/name-focal-point": DESK_AND_NETWORK,
        "POST /api/networks/{network}/release-focal-point": DESK_AND_NETWORK,
        "GET /api/regions/{region}": set(),
        "GET /api/secondments": set(),
        "GET /api/secondments/{key}": set(),
        "GET /api/statements": set(),
        "GET /api/statements/{key}": set(),
        "GET /api/totals": set(),
        "GET /api/totals/{what}": set(),
        "GET /champions": set(),
        "GET /champions.{kind}": set(),
        "GET /champions/{country}": set(),
        "GET /networks": set(),
        "GET /networks.{kind}": set(),
        "GET /networks/{network}": set(),
        "GET /secondments": set(),
        "GET /secondments.{kind}": set(),
        "GET /secondments/{key}": set(),
        "GET /statements": set(),
        "GET /statements.{kind}": set(),
        "GET /statements/{key}": set(),
        "GET /totals": set(),
        "GET /totals.{kind}": set(),
    },
    "consultations": {
        "GET /api/operations": {Role.OPERATOR},
        "POST /api/operations/replay": {Role.OPERATOR},
        "GET /api/briefings": set(),
        "GET /api/briefings/{key}": set(),
        "GET /api/briefings/{key}/documents/{item}/downloads": {Role.SECRETARIAT},
        "GET /api/outcomes": set(),
        "GET /api/outcomes/overdue": set(),
        "GET /api/calls": set(),
        "GET /api/calls/{key}": set(),
        "GET /api/calls/{key}/numbers": set(),
        "POST /api/calls/{key}/inputs": set(),
        "GET /api/issues": set(),
        "GET /api/issues/overdue": set(),
        "GET /api/issues/mine": {Role.AGENCY},
        "GET /api/issues/{key}": set(),
        "GET /api/inputs": set(),
        "GET /api/uploads/{id}": UPLOADERS,
        "GET /api/uploads/{id}/rows": UPLOADERS,
        "GET /api/uploads/{id}/failed": UPLOADERS,
        "GET /api/calls/{key}/template.csv": set(),
        "POST /api/uploads/{id}/undo": UPLOADERS,
        "POST /api/calls/{key}/uploads": UPLOADERS,
        "GET /api/calls/{key}/inputs.csv": set(),
        "GET /api/inputs.jsonl": set(),
        "GET /api/inputs/mine": AUTHORS,
        "GET /api/inputs/{id}": set(),
        "GET /api/inputs/{id}/own": set(),
        "GET /api/inputs/{id}/content": set(),
        "GET /api/inputs/{id}/files/{file}": set(),
        "GET /api/inputs/{id}/receipt": set(),
        "GET /api/inputs/{id}/letter": {Role.SERVICE},
        "GET /api/inputs/{id}/findings/{finding}/letter": {Role.SERVICE},
        "GET /api/inputs/{id}/passages": {Role.SECRETARIAT},
        "POST /api/inputs/{id}/passages": {Role.SECRETARIAT},
        "POST /api/passages/{id}/remove": {Role.SECRETARIAT},
        "GET /api/findings": set(),
        "GET /api/findings/{key}": set(),
        "GET /api/calls/{key}/citations": set(),
        "POST /api/inputs/{id}/answer": set(),
        "POST /api/inputs/{id}/consent": set(),
        "POST /api/inputs/{id}/erase": set(),
        "POST /api/inputs/{id}/withdraw": set(),
        "POST /api/calls/{key}/attachments": set(),
        "GET /api/briefings/{key}/registration": set(),
        "GET /api/registrations": {Role.SECRETARIAT},
        "GET /api/registrations/{key}": {Role.SECRETARIAT},
        "GET /api/registrations/{key}/participants": FOCAL,
        "GET /api/registrations/{key}/participants.csv": FOCAL,
        "GET /api/registrations/{key}/participants/{id}/letter": {Role.SERVICE},
        "POST /api/registrations/{key}/participants": set(),
        "POST /api/registrations/{key}/participants/{id}/approve": {Role.MISSION},
        "POST /api/registrations/{key}/participants/{id}/cancel": FOCAL,
        "GET /api/reports": set(),
        "GET /api/reports/{key}": set(),
        "GET /api/reports/{key}/heard": set(),
        "GET /api/reports/{key}/draft": WRITERS,
        "GET /api/sections/{key}": WRITERS,
        "POST /api/sections/{key}/draft": WRITERS,
        "POST /api/reports/{key}/concur": {Role.AGENCY},
        "POST /api/reports/{key}/ask-for-change": {Role.AGENCY},
        "GET /reports": set(),
        "GET /reports.{kind}": set(),
        "GET /reports/{key}": set(),
        "GET /reports/{key}/heard.txt": set(),
        "GET /reports/{key}/versions/{language}": set(),
        "GET /api/floors": set(),
        "GET /api/briefings/{key}/floor": set(),
        "GET /api/briefings/{key}/floor/events": set(),
        "POST /api/floors/{key}/requests": FOCAL,
        "POST /api/floors/{key}/requests/{id}/take-back": FOCAL,
        "POST /api/floors/{key}/requests/{id}/statement": FOCAL,
        "GET /briefings/{key}/floor": set(),
        "POST /registrations/{token}/floor": set(),
        "POST /registrations/{token}/floor/{id}/take-back": set(),
        "GET /briefings/{key}/register": set(),
        "POST /briefings/{key}/register": set(),
        "GET /registrations/{token}": set(),
        "POST /registrations/{token}/cancel": set(),
        "GET /calendar.ics": set(),
        "GET /briefings/{key}.ics": set(),
        "GET /calls/{key}.ics": set(),
        "GET /briefings": set(),
        "GET /briefings.{kind}": set(),
        "GET /briefings/{key}": set(),
        "GET /briefings/{key}/documents/{item}": set(),
        "GET /briefings/{key}/documents/{item}/versions/{number}": set(),
        "GET /outcomes": set(),
        "GET /outcomes.{kind}": set(),
        "GET /issues": set(),
        "GET /issues.{kind}": set(),
        "GET /issues/{key}": set(),
        "GET /calls": set(),
        "GET /calls.{kind}": set(),
        "GET /calls/{key}": set(),
        "GET /calls/{key}/take-part": set(),
        "POST /calls/{key}/take-part": set(),
        "GET /findings": set(),
        "GET /findings.{kind}": set(),
        "GET /findings/{key}": set(),
        "GET /inputs": set(),
        "GET /inputs/{id}": set(),
        "GET /mine/{token}": set(),
        "GET /mine/{token}/content.json": set(),
        "GET /mine/{token}/receipt.json": set(),
        "GET /mine/{token}/proof.json": set(),
        "GET /mine/{token}/erase": set(),
        "GET /mine/{token}/files/{file}": set(),
        "GET /mine/{token}/withdraw": set(),
        "POST /mine/{token}/answer": set(),
        "POST /mine/{token}/consent": set(),
        "POST /mine/{token}/erase": set(),
        "POST /mine/{token}/withdraw": set(),
        "GET /receipts": set(),
        "POST /receipts": set(),
    },
    "notifications": {
        "GET /api/operations": {Role.OPERATOR},
        "POST /api/operations/replay": {Role.OPERATOR},
        "GET /api/home": set(),
        "POST /api/contacts": OWNERS,
        "POST /api/contacts/correspondents": {Role.SERVICE},
        "GET /api/contacts": OWNERS,
        "GET /api/contacts/{contact}": OWNERS,
        "POST /api/contacts/{contact}/release": OWNERS,
        "POST /api/contacts/{contact}/erase": {Role.SECRETARIAT, Role.OPERATOR},
        "GET /api/deliveries": {Role.OPERATOR, Role.SECRETARIAT},
        "GET /api/deliveries/{delivery}": {Role.OPERATOR},
        "POST /api/deliveries/{delivery}/mend": {Role.SECRETARIAT},
        "POST /api/deliveries/{delivery}/retry": {Role.OPERATOR},
        "POST /api/subscriptions": set(),
        "GET /confirm/{token}": set(),
        "POST /confirm/{token}": set(),
        "GET /preferences/{token}": set(),
        "POST /preferences/{token}": set(),
        "GET /unsubscribe/{token}": set(),
        "POST /unsubscribe/{token}": set(),
        "GET /mails": set(),
        "GET /subscribe": set(),
        "POST /subscribe": set(),
        "GET /subscribed": set(),
        "GET /notices": set(),
        "GET /notices.{kind}": set(),
        "GET /notices/{notice}": set(),
        "GET /feeds/all.atom": set(),
        "GET /feeds/{topic}.atom": set(),
        "GET /feeds/{topic}/{place}.atom": set(),
    },
}
"""What others than the secretariat may call; an empty set is everybody. Every other command is the secretariat's:
the record belongs to the Network as a whole. Subscribing needs no token, and a subscription's pages are for who has
its mailbox's link: the link itself is the right."""

OF_WHO_IS_ASKED = {
    "POST /api/issues/{key}/concur",
    "POST /api/issues/{key}/ask-for-change",
}
"""What an agency that is asked does for itself, and nobody for it: where no such issue is, nobody is asked."""
DESK = {Role.SECRETARIAT}
BY_SESSION: dict[str, dict[str, set[Role]]] = {
    "registry": {
        "GET /networks/{network}/focal-points": DESK_AND_NETWORK,
        "POST /networks/{network}/focal-points": DESK_AND_NETWORK,
        "POST /networks/{network}/focal-points/{id}/release": DESK_AND_NETWORK,
    },
    "consultations": {
        "GET /reports/{key}/draft": WRITERS,
        "POST /reports/{key}/draft/concur": {Role.AGENCY},
        "POST /reports/{key}/draft/change": {Role.AGENCY},
        "POST /reports/{key}/draft/sections/{section}": WRITERS,
        "GET /briefings/{key}/attendance": DESK,
        "POST /briefings/{key}/attendance": DESK,
        "GET /briefings/{key}/participants": FOCAL,
        "GET /briefings/{key}/speakers": FOCAL,
        "POST /briefings/{key}/speakers": FOCAL,
        "POST /briefings/{key}/speakers/{id}/grant": DESK,
        "POST /briefings/{key}/speakers/{id}/pass-over": DESK,
        "POST /briefings/{key}/speakers/{id}/yield": DESK,
        "POST /briefings/{key}/speakers/{id}/take-back": FOCAL,
        "POST /briefings/{key}/speakers/{id}/statement": FOCAL,
        "GET /briefings/{key}/participants.{kind}": FOCAL,
        "POST /briefings/{key}/participants/{id}/approve": FOCAL,
        "POST /briefings/{key}/participants/{id}/cancel": FOCAL,
        "GET /issues/mine": {Role.AGENCY},
        "GET /issues/{key}/drafts": DESK,
        "POST /issues/{key}/draft": DESK,
        "POST /issues/{key}/ask": DESK,
        "POST /issues/{key}/publish": DESK,
        "POST /issues/{key}/concur": set(),
        "POST /issues/{key}/ask-for-change": set(),
        "GET /mine": AUTHORS,
        "GET /briefings/{key}/documents/{item}/file": DESK,
        "POST /briefings/{key}/documents/{item}/file": DESK,
        "GET /inputs/{id}/mark": DESK,
        "POST /inputs/{id}/mark": DESK,
        "POST /inputs/{id}/mark/{passage}/remove": DESK,
        "GET /marking": DESK,
        "GET /moderation": DESK,
        "GET /moderation/{id}": DESK,
        "GET /moderation/{id}/files/{file}": DESK,
        "POST /moderation/{id}/accept": DESK,
        "POST /moderation/{id}/claim": DESK,
        "POST /moderation/{id}/redact": DESK,
        "POST /moderation/{id}/refuse": DESK,
        "GET /uploads": UPLOADERS,
        "POST /uploads": UPLOADERS,
        "GET /uploads/{id}": UPLOADERS,
        "GET /uploads/{id}/failed": UPLOADERS,
        "GET /uploads/{id}/undo": UPLOADERS,
        "POST /uploads/{id}/undo": UPLOADERS,
    },
}
"""Pages of services that a browser's session opens, and no token. They are in no OpenAPI document."""
FRONT: dict[str, dict[str, set[Role]]] = {
    "consultations": {"GET /.well-known/onevoice-receipts.json": set()},
    "notifications": {"GET /": set(), "GET /about": set()},
    "house": {
        "GET /operations": {Role.OPERATOR},
        "GET /operations/assets/{version}/{name}": set(),
        "POST /operations/deliveries/{delivery}/retry": {Role.OPERATOR},
        "POST /operations/{service}/replay": {Role.OPERATOR},
        "GET /desk": DESK,
        "GET /desk/assets/{version}/{name}": set(),
        "GET /desk/contacts": DESK,
        "POST /desk/contacts": DESK,
        "POST /desk/contacts/{contact}/release": DESK,
        "GET /desk/deliveries": DESK,
        "POST /desk/deliveries/{delivery}/mend": DESK,
        "GET /desk/do/{name}": DESK,
        "GET /desk/done/{stream}/{version}": DESK,
        "GET /desk/{kind}/{key}": DESK,
        "POST /desk/do/{name}": DESK,
        "GET /account": set(Role),
        "POST /account/signout": set(Role),
        "GET /signin": set(),
        "POST /signin": set(),
        "POST /signout": set(),
    },
}
"""The same of what stands at the root of the house, where a browser's session says who looks; an empty set is
everybody. A form of the desk that comes without a session is given back filled in, with 401."""

pytestmark = pytest.mark.law(14)


@pytest.fixture(scope="module")
def house(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Apps:
    """Apps on a database of their own."""
    return apps(server, tmp_path_factory.mktemp("access"), f"access{time.time_ns()}")


@pytest.fixture(scope="module")
def tokens(house: Apps) -> dict[Role, str]:
    """A good token of each role."""
    return {role: house.issuer.token(role) for role in Role}


def rows() -> Iterator[tuple[str, str, str]]:
    """Service, method and path of every route there is."""
    for service, document in openapi().items():
        for path, methods in document["paths"].items():
            for method in methods:
                yield service, method.upper(), path


def allowed(service: str, method: str, path: str) -> set[Role] | None:
    """Who may, by the table; None for everybody."""
    if f"{method} {path}" in OF_WHO_IS_ASKED:
        return set()
    found = TABLE[service].get(f"{method} {path}")
    return {Role.SECRETARIAT} if found is None else found or None


def dependencies(dependant: Any) -> Iterator[Any]:
    """Everything that a route depends on, however deep."""
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from dependencies(dependency)


def test_every_route_declares_who_may_call_it(house: Apps) -> None:
    """A route without a declaration, or with two, is a fault, whatever it does, also at the root of the house."""
    for app in (*house.apps.values(), *house.fronts.values()):
        found = list(routes(app))
        assert found
        for route in found:
            declared = {
                d for d in dependencies(route.dependant) if isinstance(d, Access | Everybody | Session)
            }
            assert len(declared) == 1, f"{route.methods} {route.path} declares {declared}"


def test_every_document_says_what_is_answered_to_who_may_not_call(house: Apps) -> None:
    """401 where a token is read, 403 where its role matters; where none need be sent, that neither."""
    for app in house.apps.values():
        paths = app.openapi()["paths"]
        for route in routes(app):
            if not route.include_in_schema:
                continue
            declared = set(dependencies(route.dependant))
            for method in route.methods:
                operation = paths[route.path_format][method.lower()]
                told, security = set(operation["responses"]), operation.get("security")
                where = f"{method} {route.path}: {sorted(told)} {security}"
                if any(isinstance(one, Access) for one in declared):
                    assert {"401", "403"} <= told, where
                    assert security == [{"bearer": []}], where
                elif any(isinstance(one, Anybody) for one in declared):
                    assert "401" in told, where
                    assert security == [{}, {"bearer": []}], where
                else:
                    assert "401" not in told, where
                    assert security is None, where


OF_THEIR_OWN = {"/calls/{key}/take-part", "/briefings/{key}/register"}
"""Forms that come back with what was typed where it was too much (``test_given_back.py``)."""


async def test_whatever_anybody_may_send_has_a_limit(house: Apps) -> None:
    """Where two are taken in an hour the third is too much, on every route, whatever it holds."""
    everything = [
        (app, route) for app in (*house.apps.values(), *house.fronts.values()) for route in routes(app)
    ]
    sent = set()
    for app, route in everything:
        open_to_all = [one for one in dependencies(route.dependant) if isinstance(one, Everybody)]
        if "POST" not in route.methods or not open_to_all:
            continue
        assert (route.path in OF_THEIR_OWN) == isinstance(open_to_all[0], Counting), route.path
        if route.path in OF_THEIR_OWN:
            continue
        before, app.state.rates = app.state.rates, Rates("2/hour", "2/hour")
        try:
            found = [(await call(app, "POST", route.path, None)).status_code for _ in range(3)]
        finally:
            app.state.rates = before
        assert [status == 429 for status in found] == [False, False, True], f"{route.path}: {found}"
        sent.add(route.path)
    assert len(sent) > 10


def test_the_table_names_only_routes_that_exist() -> None:
    """A row that nobody calls any more would hide a route that nobody looks at."""
    there = {(service, f"{method} {path}") for service, method, path in rows()}
    assert {(service, row) for service, table in TABLE.items() for row in table} <= there


def test_the_table_names_what_stands_at_the_root(house: Apps) -> None:
    """Routes there are in no OpenAPI document: a new one is looked at here."""
    there = {
        (service, f"{method} {route.path}")
        for service, app in house.fronts.items()
        for route in routes(app)
        for method in route.methods
    }
    assert there == {(service, row) for service, table in FRONT.items() for row in table}


async def test_what_stands_at_the_root_is_held_to_the_table(house: Apps, tokens: dict[Role, str]) -> None:
    """As every other route is."""
    services = {name: table for name, table in FRONT.items() if name != "house"}
    for service, table in services.items():
        for row, may in table.items():
            method, path = row.split()
            for role, token in [(None, None), *tokens.items()]:
                found = await call(house.fronts[service], method, path, token)
                refused = found.status_code in {401, 403}
                assert refused == bool(may and role not in may), f"{row}: {found.text}"


async def jar_of(house: Apps, role: Role | None) -> dict[str, str]:
    """The cookie of a session of this role."""
    return {"Cookie": f"{SESSION}={await cookie(house.sessions, house.issuer.token(role))}"} if role else {}


FILLED = {"kind": "briefing", "name": "schedule-briefing", "contact": "0" * 32, "delivery": f"{'0' * 32}-0"}


async def test_a_session_is_held_to_the_table(house: Apps) -> None:
    """At the desk too: the secretariat's session, and no other one, opens it."""
    for row, may in FRONT["house"].items():
        method, path = row.split()
        filled = re.sub(
            r"\{(\w+)\}",
            lambda name: FILLED.get(name[1], "1"),
            path,
        )
        async for asking in client(house.fronts["house"]):
            for role in [None, *Role]:  # each with a session of its own: one of the routes ends it
                jar = await jar_of(house, role)
                found = await asking.request(method, filled, headers=jar)
                refused = found.status_code in {401, 403}
                assert refused == bool(may and role not in may), f"{role} {row}: {found.status_code}"


async def test_a_services_page_is_opened_by_a_session_alone(house: Apps, tokens: dict[Role, str]) -> None:
    """Each of these roles' sessions, and no other one, and nobody's token."""
    for service, table in BY_SESSION.items():
        for row, may in table.items():
            method, path = row.split()
            filled = re.sub(r"{(\w+)}", lambda found: SAMPLES[found[1]], path)
            async for asking in client(house.apps[service]):
                for role, token in [(None, ""), *tokens.items()]:
                    jar = await jar_of(house, role)
                    found = await asking.request(method, filled, headers=jar)
                    refused = found.status_code in {401, 403}
                    assert refused == (role not in may), f"{role} {row}: {found.status_code}"
                    bearer = await asking.request(
                        method, filled, headers={"Authorization": f"Bearer {token}"}
                    )
                    assert bearer.status_code == 401, row


def test_every_route_outside_of_the_documents_is_looked_at(house: Apps) -> None:
    """Only assets, and what a session opens."""
    for service, app in house.apps.items():
        documented = {(method, path) for of, method, path in rows() if of == service}
        there = {(method, route.path) for route in routes(app) for method in route.methods}
        by_session = {tuple(row.split()) for row in BY_SESSION.get(service, {})}
        assert there - documented == by_session | {("GET", "/assets/{version}/{name}")}


async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app itself."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


async def call(app: FastAPI, method: str, path: str, token: str | None) -> httpx.Response:
    """The answer to a request with an empty body."""
    address = re.sub(r"{(\w+)}", lambda found: SAMPLES[found[1]], path)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async for made in client(app):
        return await made.request(method, address, headers=headers, json={} if method == "POST" else None)
    raise AssertionError


@pytest.mark.parametrize(("service", "method", "path"), list(rows()))
async def test_the_table_of_role_and_route(
    service: str, method: str, path: str, house: Apps, tokens: dict[Role, str]
) -> None:
    """Nobody gets past a route that is not theirs: 401 without a token, 403 with a role that may never.

    What everybody may call answers for what it is given here: nothing that is there, or nothing to do, or no key.
    """
    may = allowed(service, method, path)
    app = house.apps[service]
    anonymous = await call(app, method, path, None)
    if may is None:
        assert anonymous.status_code in ({200, 404} if method == "GET" else {400, 404, 415, 422})
    else:
        assert anonymous.status_code == 401
        assert anonymous.headers["WWW-Authenticate"].startswith("Bearer")
        assert anonymous.headers["Content-Type"] == MEDIA_TYPE
    for role, token in tokens.items():
        found = await call(app, method, path, token)
        if may is None or role in may:
            assert found.status_code not in {401, 403}, f"{role}: {found.text}"
        else:
            assert found.status_code == 403, f"{role}: {found.text}"
            assert "stream" not in found.json()


def forged(key: Any, algorithm: str = "ES256", **changes: Any) -> str:
    """A token like a good one, signed by ``key``, with some claims changed or left out (None)."""
    claims = {"iss": NAME, "aud": "onevoice", "sub": "x", "role": "secretariat", "exp": int(time.time()) + 60}
    kept = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": key.kid}, kept, key, algorithms=[algorithm])


COMMAND = "/api/champions/{country}/invite"


async def test_a_token_that_is_not_good_is_no_token(house: Apps) -> None:
    """Another key, issuer, audience or algorithm, an ended or unsigned token, an unknown role: all are 401."""
    own = house.issuer._key  # noqa: SLF001 - to sign what is wrong in one point only
    other = ECKey.generate_key("P-256", auto_kid=True)
    shared = OctKey.import_key("x" * 32, {"kid": own.kid or ""})
    good = forged(own)
    head, body, _ = good.split(".")
    bad = {
        "another key": forged(other),
        "another issuer": forged(own, iss="urn:else"),
        "another audience": forged(own, aud="else"),
        "ended": forged(own, exp=int(time.time()) - 3600),
        "without end": forged(own, exp=None),
        "not yet": forged(own, nbf=int(time.time()) + 3600),
        "no subject": forged(own, sub=None),
        "unknown role": forged(own, role="emperor"),
        "role of another type": forged(own, role={"secretariat": True}),
        "several roles": forged(own, role=["secretariat", "operator"]),
        "symmetric": forged(shared, "HS256"),
        "unsigned": f"{head}.{body}.",
        "none": "eyJhbGciOiJub25lIn0." + body + ".",
        "rubbish": "a.b.c",
        "huge": "a" * 10_000,
        "not text": "\u00e9\u00e9".encode("latin-1").decode("latin-1"),
    }
    app = house.apps["registry"]
    assert (await call(app, "POST", COMMAND, good)).status_code == 422
    for what, token in bad.items():
        found = await call(app, "POST", COMMAND, token.encode("ascii", "replace").decode())
        assert found.status_code == 401, f"{what}: {found.status_code} {found.text}"


def test_the_local_issuer_refuses_every_other_profile(tmp_path: Path) -> None:
    """What signs for anybody must not run where it counts."""
    for profile in (Profile.CONTAINERS, Profile.CLUSTER):
        with pytest.raises(IssuerRefused, match="ONEVOICE_ISSUER"):
            LocalIssuer(Settings(profile=profile, var=tmp_path))


async def test_an_issuers_new_key_is_found_and_an_unreachable_issuer_is_503(httpserver: "Issuer") -> None:
    """Keys come from the configured issuer's discovery document; rotation needs no restart."""
    verifier = TokenVerifier(httpserver.url, "onevoice", IssuerKeys(httpserver.url))
    first = httpserver.rotate()
    assert (await verifier.verify(forged(first, iss=httpserver.url))).role is Role.SECRETARIAT
    second = httpserver.rotate()
    verifier.signed._keys._asked -= 60  # type: ignore[attr-defined]  # noqa: SLF001 - it asks again after a while only
    assert (await verifier.verify(forged(second, iss=httpserver.url))).subject == "x"
    url = f"http://127.0.0.1:{ports.pick()}"
    nowhere = TokenVerifier(url, "onevoice", IssuerKeys(url))
    with pytest.raises(Problem) as refused:
        await nowhere.verify(forged(second))
    assert refused.value.status == 503


class Issuer:
    """A real HTTP server with a discovery document and one key."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: dict[str, Any] = {}

    def rotate(self) -> ECKey:
        """Publish a new key instead of the old."""
        key = ECKey.generate_key("P-256", auto_kid=True)
        self.keys = {"keys": [key.as_dict(private=False)]}
        return key


@pytest.fixture
def httpserver() -> Iterator[Issuer]:
    """An issuer that answers over HTTP."""
    import json  # noqa: PLC0415 - this fixture alone
    import threading  # noqa: PLC0415
    from http.server import BaseHTTPRequestHandler, HTTPServer  # noqa: PLC0415

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there = {
                "/.well-known/openid-configuration": {"jwks_uri": f"{issuer.url}/keys"},
                "/keys": issuer.keys,
            }
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(there[self.path]).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield issuer
        server.shutdown()


def test_every_service_is_in_the_table() -> None:
    """A new service brings its rows."""
    assert TABLE.keys() == SERVICES.keys()

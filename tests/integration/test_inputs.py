"""Calls and inputs over HTTP, all services and both engines real: who may what, moderation, erasure."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from deploy.local.issuer import LocalIssuer
from onevoice.people.search import Search
from services.consultations.attachments.verdicts import Kind
from services.consultations.inputs.receipts.receipt import Opening, Receipt, checked, part_of
from services.consultations.inputs.taking.addresses import Addresses
from services.notifications.subscriptions.commands import EndSubscription, ForgetSubscription
from shared.auth import Role
from shared.clock import now
from shared.contracts.catalogue import type_of
from shared.contracts.notifications.contacts import ContactRegistered, ContactReleased, ContactShared
from shared.mongo import Server
from shared.settings import Settings
from tests.integration.test_contacts import assert_nowhere, vault_of
from tests.integration.test_http import api, installed, running
from tests.support.attached import all_kinds
from tests.support.eventually import eventually
from tests.support.hosted import Hand
from tests.support.inputs_api import API, BODY, CREATED, OK, after, heard, id_of, opened, public_of, send
from tests.support.people import author_of
from tests.support.processes import OneVoice

__all__ = ["api", "installed", "running"]
Caller = Callable[[Role, str], dict[str, str]]
FORBIDDEN, NOT_FOUND = 403, 404


@pytest.fixture
def caller(running: OneVoice) -> Caller:
    """The headers of somebody who acts for an organisation."""
    issuer = LocalIssuer(Settings(var=running.log.parent))
    return lambda role, org: {"Authorization": f"Bearer {issuer.token(role, org)}"}


@pytest.mark.law(14)
async def test_only_its_owner_sees_and_changes_an_input(api: httpx.AsyncClient, caller: Caller) -> None:
    """By the sealed word, or as the organisation: every route, and every stranger, the secretariat too."""
    call = await opened(api)
    prt, esp = caller(Role.MISSION, "PRT"), caller(Role.MISSION, "ESP")
    owned = await send(api, call, prt, group="member_states", consent="counted")
    other = await send(api, call, consent="counted")
    id_, word = id_of(owned), {"Input-Author": owned.json()["author"]}
    wrong = {"Input-Author": other.json()["author"]}
    routes = [
        ("GET", "own", None), ("GET", "receipt", None), ("GET", "content", None),
        ("POST", "consent", {"consent": "named"}), ("POST", "withdraw", {}), ("POST", "erase", {}),
        ("POST", "answer", {"text": "x"}),
    ]  # fmt: skip
    for method, what, body in routes:
        for stranger in ({}, esp, api.headers, wrong, caller(Role.STAKEHOLDER, "PRT")):
            async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as client:
                found = await client.request(
                    method, f"{API}/inputs/{id_}/{what}", json=body, headers=dict(stranger)
                )
            assert found.status_code == NOT_FOUND, (what, found.text)
            assert "words" not in found.text
    for method, what, body in routes[:4]:
        for owner in (prt, word):
            async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as client:
                found = await client.request(method, f"{API}/inputs/{id_}/{what}", json=body, headers=owner)
            assert found.status_code == OK, (what, found.text)
    assert (await api.get(f"{API}/moderation", headers=prt)).status_code == FORBIDDEN
    await api.get(f"{API}/inputs", params={"after": f"input-{id_}@2"})
    mine = (await api.get(f"{API}/inputs/mine", headers=prt)).json()["inputs"]
    assert [line["id"] for line in mine] == [id_]
    assert (await api.get(f"{API}/inputs/mine", headers=esp)).json()["inputs"] == []


@pytest.mark.law(14)
async def test_a_key_belongs_to_its_client(api: httpx.AsyncClient, caller: Caller) -> None:
    """Who is not signed in needs one that nobody guesses; under one key, two organisations send two inputs."""
    call = await opened(api)
    for guessed in ("1", "letter-7", "0" * 32, str(uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org"))):
        for place, body in (("inputs", {"json": BODY}), ("attachments", {"content": b"x"})):
            headers = {"Idempotency-Key": guessed}
            async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as anybody:
                found = await anybody.post(f"{API}/calls/{call}/{place}", headers=headers, **body)
            assert found.status_code == 400, found.text
            assert "random UUID" in found.json()["detail"]
    for key in ("letter-7", str(uuid.uuid4())):
        sent = [
            await send(api, call, {**who, "Idempotency-Key": key}, group=group)
            for who, group in (
                (caller(Role.MISSION, "PRT"), "member_states"),
                (caller(Role.MISSION, "ESP"), "member_states"),
                (caller(Role.STAKEHOLDER, "PRT"), "stakeholders"),
            )
        ]
        assert len({id_of(one) for one in sent}) == len(sent)


async def test_an_input_in_any_language_is_shown_on_every_page(api: httpx.AsyncClient) -> None:
    """Also in one that the CLDR has no data for, or no name."""
    call = await heard(api)
    sent = [await send(api, call, language=language) for language in ("ay", "prs", "ber", "qqq-Qqqq-XX")]
    pages = [f"calls/{call}", f"inputs?call={call}", f"inputs?call={call}&written=prs"]
    pages += [f"inputs/{await public_of(api, taken)}" for taken in sent]
    for page in pages:
        shown = await api.get(f"/consultations/{page}", headers={"Accept": "text/html"})
        assert shown.status_code == OK, (page, shown.text)
    assert "Dari" in (await api.get(f"/consultations/{pages[1]}", headers={"Accept": "text/html"})).text


@pytest.mark.law(14)
async def test_a_call_is_sealed_until_its_last_body_has_come(api: httpx.AsyncClient) -> None:
    """No list, file, number or page shows anything of it; its author does, and reopening seals it again."""
    call, word = await opened(api), f"word{uuid.uuid4().hex}"
    taken = await send(api, call, consent="named", name=word, answers={"progress": word})
    id_, author = id_of(taken), {"Input-Author": taken.json()["author"]}
    own = await api.get(f"{API}/inputs/{id_}/own", headers=author)
    assert (own.json()["published"], word in own.text) == (False, True)
    assert dt.datetime.fromisoformat(own.json()["public_from"]) > now() + dt.timedelta(hours=24)
    everything = [
        f"{API}/inputs?call={call}", f"{API}/inputs", f"{API}/inputs.jsonl?call={call}", f"{API}/inputs.jsonl",
        f"{API}/calls/{call}/inputs.csv", f"{API}/calls/{call}/numbers", f"{API}/inputs/{id_}",
        f"/consultations/inputs?call={call}", "/consultations/inputs", f"/consultations/inputs/{id_}",
        f"/consultations/calls/{call}",
    ]  # fmt: skip
    browser = {"Accept": "text/html"}
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False, headers=browser) as anybody:
        seen = {place: await anybody.get(place) for place in everything}
    for place, found in seen.items():
        assert found.status_code in {OK, NOT_FOUND}, place
        assert word not in found.text, place
        assert id_ not in found.text.replace(f"/inputs/{id_}", ""), place
    numbers, page = seen[f"{API}/calls/{call}/numbers"], seen[f"/consultations/calls/{call}"]
    assert (numbers.status_code, "are told from" in numbers.text) == (NOT_FOUND, True)
    assert "an hour after it closes" in page.text
    over = await heard(api)
    shown = await send(api, over, answers={"progress": word})
    listed = {"call": over, **after(shown)}
    assert word in (await api.get(f"{API}/inputs", params=listed)).text
    closes = {"date": f"{now() + dt.timedelta(days=2):%Y-%m-%d}", "time": "12:00", "time_zone": "UTC"}
    reopened = await api.post(f"{API}/calls/{over}/reopen", json={"closes": closes, "reason": "asked for"})
    assert reopened.status_code == OK, reopened.text
    await api.get(f"{API}/calls/{over}", params=after(reopened))
    assert word not in (await api.get(f"{API}/inputs", params=listed)).text


async def test_an_input_is_published_as_its_author_allows(api: httpx.AsyncClient) -> None:
    """Counted only, without a name, with the name; withdrawn, it is counted and shown to nobody."""
    call = await heard(api)
    taken = await send(api, call, consent="counted", name="Ms Author")
    id_, word = id_of(taken), {"Input-Author": taken.json()["author"]}

    async def listed(seen: httpx.Response) -> list[dict[str, Any]]:
        found = await api.get(f"{API}/inputs", params={"call": call, **after(seen)})
        assert found.headers["Cache-Control"] == "private, no-store"
        inputs: list[dict[str, Any]] = found.json()["inputs"]
        return inputs

    async def say(what: str, body: dict[str, Any]) -> httpx.Response:
        found = await api.post(f"{API}/inputs/{id_}/{what}", json=body, headers=word)
        assert found.status_code == OK, found.text
        return found

    assert await listed(taken) == []
    [unnamed] = await listed(await say("consent", {"consent": "unnamed"}))
    assert (unnamed["name"], unnamed["answers"]) == (None, {"progress": "words"})
    [named] = await listed(await say("consent", {"consent": "named"}))
    assert named["name"] == "Ms Author"
    public = await public_of(api, taken)
    assert (await api.get(f"{API}/inputs/{public}")).json()["name"] == "Ms Author"
    withdrawn = await say("withdraw", {})
    assert await listed(withdrawn) == []
    assert (await api.get(f"{API}/inputs/{public}")).status_code == NOT_FOUND
    numbers = (await api.get(f"{API}/calls/{call}/numbers")).json()
    assert [numbers[one] for one in ("total", "withdrawn", "standing", "by_group")] == [1, 1, 0, {}]
    verified = await api.get("/.well-known/onevoice-receipts.json")
    receipt = await api.get(f"{API}/inputs/{id_}/receipt", headers=word)
    assert checked(receipt.json(), verified.json())[1].input == id_


@pytest.mark.law(13)
async def test_an_erased_input_is_nowhere_and_still_counted(
    api: httpx.AsyncClient, installed: Settings, server: Server
) -> None:
    """No database, topic, log or metric holds its words before or after; no page, list or file shows them."""
    call, word = await heard(api, moderated=True), f"word{uuid.uuid4().hex}"
    taken = await send(api, call, name=f"Ms {word}", answers={"progress": word}, location=f"at {word}")
    id_, author = id_of(taken), {"Input-Author": taken.json()["author"]}
    place = f"{API}/inputs/{id_}"
    await api.get(f"{API}/inputs", params=after(taken))
    await api.post(f"{place}/claim", json={})
    refusal = {"reason": "other", "note": f"about {word}"}
    assert (await api.post(f"{place}/refuse", json=refusal)).status_code == OK
    assert (await api.post(f"{place}/answer", json={"text": word}, headers=author)).status_code == OK
    vault = vault_of("consultations", server, installed)
    # As where notifications is away: it is not due while this test runs.
    waits = Addresses(server.database(installed.database("consultations")))
    await waits.keep(await vault.open(id_), f"{word}@person.example", now() + dt.timedelta(days=1))
    assert_nowhere(await Search(word, installed).everywhere())
    erased = await api.post(f"{place}/erase", json={}, headers=author)
    assert erased.status_code == OK, erased.text

    async def gone() -> bool:
        return (await api.get(f"{place}/receipt", headers=author)).status_code == NOT_FOUND

    await eventually(gone)
    seen = after(erased)
    for shown in (
        await api.get(f"{place}/own", headers=author),
        await api.get(place, params=seen),
        await api.get(f"{API}/inputs", params={"call": call}),
        await api.get(f"{API}/inputs.jsonl", params={"call": call}),
        await api.get(f"{API}/calls/{call}/inputs.csv"),
        await api.get(f"{API}/moderation", params={"call": call}),
    ):
        assert word not in shown.text
    assert_nowhere(await Search(word, installed).everywhere())
    assert await vault.kept([id_]) == {}
    assert (await api.get(f"{API}/calls/{call}/numbers")).json()["total"] == 1


@pytest.mark.law(13)
async def test_whoever_is_erased_is_erased_with_every_input(
    api: httpx.AsyncClient, installed: Settings, server: Server
) -> None:
    """An address became a contact; when that is erased, what its inputs say is destroyed, also of one just sent."""
    call, mailbox = await opened(api), f"{uuid.uuid4().hex}@person.example"
    first = await send(api, call, address=mailbox)
    assert first.json()["mailed"]
    word = {"Input-Author": first.json()["author"]}
    contact = await author_of(installed, server, first)
    await api.get(f"{API}/inputs", params=after(first))
    erased = await api.post(f"/notifications/api/contacts/{contact}/erase", json={"reason": "asked for"})
    assert erased.status_code == OK, erased.text

    async def gone() -> bool:
        found = await api.get(f"{API}/inputs/{id_of(first)}/receipt", headers=word)
        return found.status_code == NOT_FOUND

    await eventually(gone)
    own = (await api.get(f"{API}/inputs/{id_of(first)}/own", headers=word)).json()
    assert (own["standing"], own["content"]) == ("erased", None)


@pytest.mark.law(13)
async def test_an_outsider_who_subscribes_an_address_erases_nobodys_input(
    api: httpx.AsyncClient, installed: Settings, server: Server
) -> None:
    """Nobody confirms it, it ends, it is forgotten: the contact is let go for that and kept for its input."""
    call, mailbox = await opened(api), f"{uuid.uuid4().hex}@person.example"
    taken = await send(api, call, address=mailbox)
    word = {"Input-Author": taken.json()["author"]}
    contact = await author_of(installed, server, taken)
    interests = [{"topic": "champions"}]
    asked = await api.post(
        "/notifications/api/subscriptions", json={"address": mailbox, "interests": interests}
    )
    assert asked.is_success, asked.text
    hand = Hand(installed)
    await hand.send(f"subscription-{contact}", EndSubscription(reason="not_confirmed"))
    await hand.send(f"subscription-{contact}", ForgetSubscription())

    async def let_go() -> bool:
        stored = await hand.store("notifications").load(f"contact-{contact}")
        return [event.type for append in stored for event in append.events] == [
            type_of(kind) for kind in (ContactRegistered, ContactShared, ContactReleased)
        ]

    await eventually(let_go)
    hand.server.close()
    assert (await api.get(f"{API}/inputs/{id_of(taken)}/receipt", headers=word)).status_code == OK
    own = (await api.get(f"{API}/inputs/{id_of(taken)}/own", headers=word)).json()
    assert own["standing"] == "standing"


async def test_files_end_with_how_many_and_a_hash_and_harm_no_spreadsheet(api: httpx.AsyncClient) -> None:
    """The same inputs as the list; a cell that would be computed is told to be text."""
    import csv  # noqa: PLC0415 - this test alone
    import hashlib  # noqa: PLC0415
    import json  # noqa: PLC0415

    call = await heard(api)
    words = ("=1+1", "two\nlines, and a comma", "plain")
    *_, taken = [await send(api, call, answers={"progress": one}) for one in words]
    await api.get(f"{API}/inputs", params=after(taken))
    lines = (await api.get(f"{API}/inputs.jsonl", params={"call": call})).content
    *rows, end = lines.splitlines(keepends=True)
    assert json.loads(end) == {
        "end": True, "count": 3, "sha256": hashlib.sha256(b"".join(rows)).hexdigest(),
    }  # fmt: skip
    listed = (await api.get(f"{API}/inputs", params={"call": call})).json()["inputs"]
    assert sorted((json.loads(row) for row in rows), key=str) == sorted(listed, key=str)
    table = (await api.get(f"{API}/calls/{call}/inputs.csv")).content
    head, *cells, last = csv.reader(table.decode("utf-8-sig").splitlines(keepends=True))
    before = table[: table.rindex(b"# end")]
    assert last == ["# end", "3", hashlib.sha256(before).hexdigest()]
    answers = {row[head.index("answer progress")] for row in cells}
    assert answers == {"'=1+1", *words[1:]}


async def test_a_network_posts_once_registry_has_established_it(
    api: httpx.AsyncClient, caller: Caller
) -> None:
    """By consultations' own projection of registry's networks; for its own region alone."""
    call, arab = await heard(api), caller(Role.NETWORK, "arab")
    assert (await send(api, call, arab)).status_code == FORBIDDEN
    plan = {"title": "Network", "source": {"text": "x"}, "region": "arab"}
    network = "/registry/api/networks/arab"
    planned = await api.post(f"{network}/plan", json=plan)
    assert planned.status_code == CREATED, planned.text
    started = await api.post(f"{network}/start-establishing", json={"on": "2020-03"})
    assert started.status_code == OK, started.text
    established = await api.post(f"{network}/establish", json={"on": "2020-03", "source": {"text": "x"}})
    assert established.status_code == OK, established.text

    async def may() -> bool:
        return (await send(api, call, arab)).status_code == CREATED

    await eventually(may)
    elsewhere = await send(api, call, arab, region="africa")
    assert (elsewhere.status_code, "arab alone" in elsewhere.text) == (FORBIDDEN, True)
    seen = after(await send(api, call, arab))
    [one, *_] = (await api.get(f"{API}/inputs/mine", headers=arab, params=seen)).json()["inputs"]
    assert (one["received"]["network"], one["received"]["region"]) == ("arab", "arab")


@pytest.mark.law(2)
async def test_a_command_that_carries_the_moment_is_answered_as_it_was(api: httpx.AsyncClient) -> None:
    """The moment is the service's to say: the same command sent again under its key is the same."""
    call = await opened(api)
    at = now() + dt.timedelta(days=9)
    closes = {"date": str(at.date()), "time": f"{at:%H:%M}", "time_zone": "UTC"}
    body, key = {"closes": closes, "reason": "asked for"}, {"Idempotency-Key": uuid.uuid4().hex}
    first = await api.post(f"{API}/calls/{call}/extend", json=body, headers=key)
    again = await api.post(f"{API}/calls/{call}/extend", json=body, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (OK, OK, first.json())
    other = await api.post(f"{API}/calls/{call}/extend", json={**body, "reason": "x"}, headers=key)
    assert other.status_code == 422


@pytest.mark.law(13)
async def test_a_file_is_part_of_one_input_and_shares_its_fate(
    api: httpx.AsyncClient, caller: Caller
) -> None:
    """The receipt opens both commitments; it is read by who may read the input, and erased with it."""
    call, data = await heard(api), all_kinds()[Kind.PDF]
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False, timeout=30) as anybody:
        sent = await anybody.post(
            f"{API}/calls/{call}/attachments", content=data, headers={"Idempotency-Key": uuid.uuid4().hex}
        )
    assert sent.status_code == CREATED, sent.text
    file = sent.json()["id"]
    said: dict[str, Any] = {"answers": {"progress": "words", "papers": [file]}, "consent": "counted"}
    taken = await send(api, call, **said)
    id_, word = id_of(taken), {"Input-Author": taken.json()["author"]}
    receipt = Receipt.model_validate_json(json.dumps(taken.json()["receipt"]["receipt"]))
    opening = Opening.model_validate_json(json.dumps(taken.json()["receipt"]["opening"]))
    assert part_of(receipt, opening, data) == "file 1 as received"
    thief = await send(api, call, **said)
    assert (thief.status_code, "answers.papers" in thief.text) == (422, True)
    unknown = await send(api, call, answers={"progress": "words", "papers": [uuid.uuid4().hex]})
    assert unknown.status_code == 422
    place = f"{API}/inputs/{id_}/files/{file}"
    for stranger in ({}, caller(Role.MISSION, "PRT"), dict(api.headers)):
        async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as client:
            assert (await client.get(place, headers=stranger)).status_code == NOT_FOUND
    own = await api.get(place, headers=word)
    assert own.status_code == OK
    assert part_of(receipt, opening, own.content) == "file 1 as kept"
    await api.post(f"{API}/inputs/{id_}/consent", json={"consent": "unnamed"}, headers=word)
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as client:
        assert (await client.get(place)).status_code == NOT_FOUND, "that address is its author's"
        public = await public_of(api, taken)
        assert (await client.get(f"{API}/inputs/{public}/files/{file}")).content == own.content
    await api.post(f"{API}/inputs/{id_}/erase", json={}, headers=word)

    async def gone() -> bool:
        return (await api.get(place, headers=word)).status_code == NOT_FOUND

    await eventually(gone)

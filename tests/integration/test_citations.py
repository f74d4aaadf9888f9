"""Citations over HTTP, all services and both engines real: what is marked, what is shown of it, and to whom."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from onevoice.people.search import Search
from shared.settings import Settings
from tests.integration.test_contacts import assert_nowhere
from tests.integration.test_http import api, installed, running
from tests.support.citing import cited, found, marked, tied
from tests.support.eventually import eventually
from tests.support.inputs_api import API, CREATED, OK, after, heard, id_of, opened, public_of, send

__all__ = ["api", "installed", "running"]
pytestmark = pytest.mark.law(14)
NOT_FOUND, CONFLICT, WRONG = 404, 409, 422
WORDS = "We wait \U0001f30d at the border. Ali waits with us. Nobody says why we wait."


async def everywhere(api: httpx.AsyncClient, finding: str, call: str) -> str:
    """Every answer about a finding and its call that anybody gets."""
    places = [
        f"{API}/findings", f"{API}/findings/{finding}", f"{API}/calls/{call}/citations",
        "/consultations/findings", "/consultations/findings.csv", "/consultations/findings.json",
        f"/consultations/findings/{finding}", f"/consultations/calls/{call}",
    ]  # fmt: skip
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False, timeout=30) as anybody:
        html = {"Accept": "text/html"}
        answers = [await anybody.get(place, headers={} if "/api/" in place else html) for place in places]
    assert {answer.status_code for answer in answers} == {OK}
    return " ".join(answer.text for answer in answers)


async def input_of(
    api: httpx.AsyncClient, call: str, words: str = WORDS, **said: Any
) -> tuple[str, str, dict[str, str]]:
    """An input that can be read: its own place, its public id, and its author's word."""
    taken = await send(api, call, answers={"progress": words}, **said)
    return (
        f"{API}/inputs/{id_of(taken)}",
        await public_of(api, taken),
        {"Input-Author": taken.json()["author"]},
    )


async def test_a_passage_is_cited_in_a_finding_that_something_came_of(api: httpx.AsyncClient) -> None:
    """From the mark to the author's page: each sees what is theirs to see."""
    call = await heard(api)
    place, public, word = await input_of(api, call)
    finding = await found(api, call)
    made = await marked(api, public, finding, "Ali waits")
    assert made.status_code == CREATED, made.text
    assert await cited(api, finding) == ["Ali waits"]
    [line] = (await api.get(f"{API}/inputs/{public}/passages")).json()["passages"]
    assert (WORDS[line["start"] : line["end"]], line["changed"], line["findings"]) == (
        "Ali waits",
        False,
        [finding],
    )
    shown = (await api.get(f"{API}/findings/{finding}")).json()
    assert (shown["inputs"], shown["by_group"], shown["unread"]) == (1, {"migrants": 1}, False)
    assert shown["passages"][0]["input"] == public
    assert (await tied(api, finding)).status_code == OK
    [own] = (await api.get(f"{place}/own", headers=word)).json()["citations"]
    assert (own["finding"], own["href"]) == (finding, f"/consultations/findings/{finding}")
    assert [one["href"] for one in own["outcomes"]] == ["/consultations/issues/an-answer"]
    page = await api.get(f"/consultations/mine/{word['Input-Author']}", headers={"Accept": "text/html"})
    assert f"Finding {finding}." in page.text
    assert "/consultations/issues/an-answer" in page.text
    everything = await everywhere(api, finding, call)
    for secret in (place.rpartition("/")[2], made.json()["stream"].removeprefix("passage-")):
        assert secret not in everything, "neither the receipt's number nor the mark's"


async def test_the_same_passage_is_marked_once_and_officers_do_not_disturb_each_other(
    api: httpx.AsyncClient,
) -> None:
    """Ten at once for one finding and others for another: one stream, each finding once."""
    call = await heard(api)
    _, public, _ = await input_of(api, call)
    one, other = await found(api, call), await found(api, call)
    answers = await asyncio.gather(
        *(marked(api, public, finding, "Nobody  says\r\nwhy") for finding in (one, other) * 5)
    )
    assert all(answer.is_success for answer in answers), [answer.text for answer in answers]
    assert len({answer.json()["stream"] for answer in answers}) == 1
    overlapping = await marked(api, public, one, "with us. Nobody")
    assert overlapping.json()["stream"] != answers[0].json()["stream"]
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"question": "progress", "passage": "Ali", "finding": one}
    twice = [await api.post(f"{API}/inputs/{public}/passages", json=body, headers=key) for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    await api.get(f"{API}/inputs/{public}/passages", params=after(twice[1]))
    marks = (await api.get(f"{API}/inputs/{public}/passages")).json()["passages"]
    assert sorted(len(mark["findings"]) for mark in marks) == [1, 1, 2]
    gone = answers[0].json()["stream"].removeprefix("passage-")
    removed = await api.post(
        f"{API}/passages/{gone}/remove", json={"finding": one, "reason": "does_not_support"}
    )
    assert removed.status_code == OK, removed.text
    await api.get(f"{API}/inputs/{public}/passages", params=after(removed))
    assert "Nobody says why" not in await cited(api, one)
    assert await cited(api, other) == ["Nobody says why"]


async def test_what_an_author_or_a_moderator_takes_back_is_shown_nowhere(api: httpx.AsyncClient) -> None:
    """Consent, redaction, refusal, withdrawal and erasure; allowed again, it is shown again."""
    call = await heard(api, moderated=True)
    taken = await send(api, call, answers={"progress": WORDS})
    place, word = f"{API}/inputs/{id_of(taken)}", {"Input-Author": taken.json()["author"]}

    async def decided(how: str, **said: Any) -> None:
        await api.post(f"{place}/claim", json={})
        done = await api.post(f"{place}/{how}", json=said)
        assert done.status_code == OK, done.text
        await api.get(f"{API}/inputs", params=after(done))

    async def asked(what: str, **said: Any) -> None:
        done = await api.post(f"{place}/{what}", json=said, headers=word)
        assert done.status_code == OK, done.text
        await api.get(f"{API}/inputs", params=after(done))

    finding = await found(api, call)
    await decided("accept")
    public = await public_of(api, taken)
    for passage in ("We wait", "Ali waits", "Nobody says why we wait"):
        assert (await marked(api, public, finding, passage, which=1)).status_code == CREATED
    assert len(await cited(api, finding)) == 3
    await asked("consent", consent="counted")
    assert await cited(api, finding) == []
    assert "Ali" not in await everywhere(api, finding, call)
    assert (await api.get(f"{API}/findings/{finding}")).json()["unread"]
    assert (await api.get(f"{API}/findings/{finding}")).json()["inputs"] is None, (
        "few are told only to be there"
    )
    await asked("consent", consent="unnamed")
    assert len(await cited(api, finding)) == 3
    await asked("withdraw")
    assert await cited(api, finding) == []
    await asked("erase")
    assert await cited(api, finding) == []
    shown = (await api.get(f"{API}/findings/{finding}")).json()
    assert (shown["passages"], shown["unread"], shown["inputs"]) == ([], True, None), (
        "that there was one stays"
    )
    assert "We wait" not in await everywhere(api, finding, call)
    assert (await api.get(f"{place}/own", headers=word)).json()["citations"] == []


async def test_behind_a_redaction_nothing_is_guessed(api: httpx.AsyncClient) -> None:
    """What stands before the gap is shown; the rest stands elsewhere, and an officer is told that it changed."""
    call = await heard(api, moderated=True)
    taken = await send(api, call, answers={"progress": WORDS})
    place, word = f"{API}/inputs/{id_of(taken)}", {"Input-Author": taken.json()["author"]}
    finding, redact = (
        await found(api, call),
        {"reason": "names_others", "passages": {"progress": ["Ali waits"]}},
    )
    await api.post(f"{place}/claim", json={})
    accepted = await api.post(f"{place}/redact", json={**redact, "passages": {"progress": ["why we wait"]}})
    await api.get(f"{API}/inputs", params=after(accepted))
    public = await public_of(api, taken)
    for passage in ("We wait", "Ali waits", "Nobody says"):
        assert (await marked(api, public, finding, passage, which=1)).status_code == CREATED
    answered = await api.post(f"{place}/answer", json={"text": "more is private"}, headers=word)
    await api.get(f"{API}/inputs", params=after(answered))
    assert await cited(api, finding) == [], "it waits for a moderator again"
    assert (await marked(api, public, finding, "We wait", which=1)).status_code == NOT_FOUND
    await api.post(f"{place}/claim", json={})
    done = await api.post(f"{place}/redact", json=redact)
    assert done.status_code == OK, done.text
    await api.get(f"{API}/inputs", params=after(done))
    assert await cited(api, finding) == ["We wait"]
    assert "Ali" not in await everywhere(api, finding, call)
    marks = (await api.get(f"{API}/inputs/{public}/passages")).json()["passages"]
    assert [mark["changed"] for mark in marks] == [False, True, True]


async def test_nothing_of_a_sealed_call_is_cited(api: httpx.AsyncClient) -> None:
    """Nor can it be marked; and a call that is opened again takes back what was shown."""
    call = await opened(api)
    await send(api, call)
    await found(api, call)
    shown = (await api.get(f"{API}/calls/{call}/citations")).json()
    assert (shown["findings"], shown["by_group"]) == (0, {})
    read = await heard(api)
    _, public, _ = await input_of(api, read)
    cites = await found(api, read)
    await marked(api, public, cites, "Ali waits")
    assert await cited(api, cites) == ["Ali waits"]
    closes = {"date": "2040-01-01", "time": "12:00", "time_zone": "UTC"}
    again = await api.post(f"{API}/calls/{read}/reopen", json={"closes": closes, "reason": "asked for"})
    assert again.status_code == OK, again.text
    await api.get(f"{API}/calls/{read}", params=after(again))
    assert await cited(api, cites) == []
    assert "Ali" not in await everywhere(api, cites, read)
    assert (await marked(api, public, cites, "We wait", which=1)).status_code == NOT_FOUND
    assert (await api.get(f"{API}/findings/{cites}")).json()["inputs"] == 0


async def test_what_does_not_fit_is_refused_with_what_would_be_right(api: httpx.AsyncClient) -> None:
    """Words that are not there or stand there often, a finding of another call, an outcome that is not there."""
    call = await heard(api)
    _, public, _ = await input_of(api, call)
    finding, other = await found(api, call), await found(api, await heard(api))
    absent = await marked(api, public, finding, "not there")
    assert (absent.status_code, absent.json()["errors"][0]["field"]) == (WRONG, "passage")
    assert "not there" not in absent.text.replace("does not stand there", "")
    often = await marked(api, public, finding, "wait")
    assert (often.status_code, often.json()["errors"][0]["field"]) == (WRONG, "which")
    assert (await marked(api, public, finding, "wait", which=3)).status_code == CREATED
    assert (await marked(api, public, other, "Ali")).status_code == CONFLICT
    assert (await marked(api, public, "none", "Ali")).status_code == CONFLICT
    for kind, target in (
        ("briefing_outcome", "2020-03-04#none"), ("answer", "none"), ("report_section", "none#none")
    ):  # fmt: skip
        nowhere = await tied(api, finding, target, kind)
        assert (nowhere.status_code, nowhere.json()["errors"][0]["field"]) == (WRONG, "target")
    odd = await api.post(f"{API}/findings/odd/record", json={"text": {"en": "x"}, "call": "none"})
    assert (odd.status_code, odd.json()["errors"][0]["field"]) == (WRONG, "call")
    mixed = await api.post(
        f"{API}/findings/odd/record", json={"text": {"en": "x"}, "call": call, "example": True}
    )
    assert (mixed.status_code, mixed.json()["errors"][0]["field"]) == (WRONG, "example")


async def test_a_calls_page_says_what_was_cited_and_answered_and_few_are_not_told(
    api: httpx.AsyncClient,
) -> None:
    """In numbers and a picture; one that has closed without a finding says so."""
    call, html = await heard(api), {"Accept": "text/html"}
    empty = await api.get(f"/consultations/calls/{call}", headers=html)
    assert "nothing is said yet of what became of its inputs" in empty.text
    inputs = [await input_of(api, call, group="migrants") for _ in range(6)]
    one, other = await found(api, call), await found(api, call)
    for (_, public, _), finding in zip(inputs[:4], (one, one, other, other), strict=True):
        await marked(api, public, finding, "Ali")
    await tied(api, other)
    together = {"standing": 6, "cited": 4, "answered": 2}

    async def told() -> bool:
        said = (await api.get(f"{API}/calls/{call}/citations")).json()
        return bool(said["together"] == together and said["by_group"] == {"migrants": together})

    await eventually(told, 30)

    async def page() -> str:
        return (await api.get(f"/consultations/calls/{call}", headers=html)).text

    async def drawn() -> bool:
        return 'class="share part3"' in await page()

    await eventually(drawn, 30)
    assert "Of 6 inputs that stand 4 are cited in a finding" in await page()
    counted = await api.post(f"{inputs[0][0]}/consent", json={"consent": "counted"}, headers=inputs[0][2])
    await api.get(f"{API}/inputs", params=after(counted))

    async def withheld() -> bool:
        said = (await api.get(f"{API}/calls/{call}/citations")).json()
        return bool(said["withheld"] and said["together"] is None)

    await eventually(withheld, 30)


@pytest.mark.law(13)
async def test_no_event_or_database_holds_the_passage(api: httpx.AsyncClient, installed: Settings) -> None:
    """It lies with its input in the vault alone."""
    secret = f"secret{uuid.uuid4().hex}"
    call = await heard(api)
    _, public, _ = await input_of(api, call, f"before {secret} after")
    assert (await marked(api, public, await found(api, call), secret)).status_code == CREATED
    assert_nowhere(await Search(secret, installed).everywhere())

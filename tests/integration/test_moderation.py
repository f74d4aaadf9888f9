"""Moderation over HTTP, all services and both engines real: who decides, how often, and what is kept of it."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from tests.integration.test_http import api, installed, running
from tests.support.inputs_api import API, OK, after, heard, id_of, public_of, send

__all__ = ["api", "installed", "running"]
NOT_FOUND, CONFLICT = 404, 409
REDACTION: dict[str, Any] = {
    "reason": "names_others",
    "note": "it names another person",
    "passages": {"progress": ["and a bad name"]},
}
REFUSAL: dict[str, Any] = {"reason": "names_others", "note": "it names another person"}


def keyed() -> dict[str, str]:
    """A key for one command."""
    return {"Idempotency-Key": uuid.uuid4().hex}


async def waiting(api: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """The place of an input that waits for a moderator and is claimed, and its author's word."""
    taken = await send(
        api, await heard(api, moderated=True), answers={"progress": "good words and a bad name"}
    )
    place = f"{API}/inputs/{id_of(taken)}"
    assert (await api.post(f"{place}/claim", json={})).status_code == OK
    return place, {"Input-Author": taken.json()["author"]}


async def test_a_moderator_decides_and_the_author_answers_once(api: httpx.AsyncClient) -> None:
    """Queue, claim, redaction with a stated reason, answer, acceptance: all on record, texts in the vault."""
    call = await heard(api, moderated=True)
    taken = await send(api, call, answers={"progress": "good words and a bad name"})
    id_, word = id_of(taken), {"Input-Author": taken.json()["author"]}
    place = f"{API}/inputs/{id_}"
    queue = await api.get(f"{API}/moderation", params={"call": call, **after(taken)})
    [waiting] = queue.json()["waiting"]
    assert waiting["content"]["answers"]["progress"].startswith("good words")
    assert (await api.post(f"{place}/redact", json=REDACTION)).status_code == CONFLICT
    assert (await api.post(f"{place}/claim", json={})).status_code == OK
    strange = await api.post(f"{place}/redact", json={**REDACTION, "whole": ["else"]})
    assert strange.status_code == 422
    others = {**REDACTION, "answers": {"progress": "words of a moderator"}}
    assert (await api.post(f"{place}/redact", json=others)).status_code == 422
    redacted = await api.post(f"{place}/redact", json=REDACTION)
    assert redacted.status_code == OK, redacted.text
    await api.get(f"{API}/inputs", params=after(redacted))
    public = f"{API}/inputs/{await public_of(api, taken)}"
    shown = (await api.get(public)).json()
    assert (shown["redacted"], shown["answers"]) == (True, {"progress": "good words […]"})
    own = (await api.get(f"{place}/own", headers=word)).json()
    assert (own["note"], own["may_answer"]) == ("it names another person", True)
    answered = await api.post(f"{place}/answer", json={"text": "the name is mine"}, headers=word)
    assert answered.status_code == OK, answered.text
    assert (await api.get(public, params=after(answered))).status_code == NOT_FOUND
    [again] = (await api.get(f"{API}/moderation", params={"call": call})).json()["waiting"]
    assert (again["answer"], again["note"]) == ("the name is mine", "it names another person")
    await api.post(f"{place}/claim", json={})
    accepted = await api.post(f"{place}/accept", json={})
    shown = (await api.get(public, params=after(accepted))).json()
    assert (shown["redacted"], shown["answers"]["progress"]) == (False, "good words and a bad name")
    assert (await api.post(f"{place}/answer", json={"text": "x"}, headers=word)).status_code == CONFLICT


@pytest.mark.law(2)
@pytest.mark.parametrize(("what", "said"), [("refuse", REFUSAL), ("redact", REDACTION)])
async def test_a_decision_sent_again_under_its_key_is_answered_as_it_was(
    api: httpx.AsyncClient, what: str, said: dict[str, Any]
) -> None:
    """Also once the author has answered and another decision followed; with other words it is refused."""
    (place, word), key = await waiting(api), keyed()
    first = await api.post(f"{place}/{what}", json=said, headers=key)
    assert first.status_code == OK, first.text
    again = await api.post(f"{place}/{what}", json=said, headers=key)
    assert (again.status_code, again.json()) == (OK, first.json())
    assert (await api.post(f"{place}/answer", json={"text": "why"}, headers=word)).status_code == OK
    await api.post(f"{place}/claim", json={})
    other = await api.post(f"{place}/refuse", json={"reason": "other", "note": "still"})
    assert other.status_code == OK, other.text
    again = await api.post(f"{place}/{what}", json=said, headers=key)
    assert (again.status_code, again.json()) == (OK, first.json())
    reused = await api.post(f"{place}/{what}", json={**said, "note": "else"}, headers=key)
    assert reused.status_code == 422
    own = (await api.get(f"{place}/own", headers=word)).json()
    assert (own["note"], own["moderation"]) == ("still", "refused")


async def test_what_an_author_answers_in_vain_is_not_what_they_answer_later(api: httpx.AsyncClient) -> None:
    """An answer that was refused, as nothing was decided yet, leaves nothing; the one that counts is recorded."""
    place, word = await waiting(api)
    vain = await api.post(f"{place}/answer", json={"text": "too early"}, headers=word)
    assert vain.status_code == CONFLICT
    assert (await api.post(f"{place}/refuse", json=REFUSAL)).status_code == OK
    key = {**keyed(), **word}
    answered = await api.post(f"{place}/answer", json={"text": "this counts"}, headers=key)
    assert answered.status_code == OK, answered.text
    again = await api.post(f"{place}/answer", json={"text": "this counts"}, headers=key)
    assert (again.status_code, again.json()) == (OK, answered.json())
    reused = await api.post(f"{place}/answer", json={"text": "something else"}, headers=key)
    assert reused.status_code == 422
    assert (await api.get(f"{place}/own", headers=word)).json()["answer"] == "this counts"


async def test_a_note_that_lost_a_race_replaces_none(api: httpx.AsyncClient) -> None:
    """Of two decisions of one moderator one counts, and what its author reads is that one's note."""
    place, word = await waiting(api)
    notes = [f"note {number}" for number in range(4)]
    found = await asyncio.gather(
        *(api.post(f"{place}/refuse", json={**REFUSAL, "note": note}, headers=keyed()) for note in notes)
    )
    [counted] = [note for note, answer in zip(notes, found, strict=True) if answer.status_code == OK]
    assert (await api.get(f"{place}/own", headers=word)).json()["note"] == counted

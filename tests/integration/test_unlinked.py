"""Who is shown a receipt cannot tell which of the published inputs is its."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from services.consultations.attachments.verdicts import Kind
from tests.integration.test_http import api, installed, running
from tests.support.attached import all_kinds
from tests.support.inputs_api import API, OK, after, heard, id_of, public_of, send

__all__ = ["api", "installed", "running"]
_OF_THE_CALL = frozenset({"format", "issuer", "call", "example", "verdict", "closes"})
"""What every receipt of a call says."""


def values(of: Any) -> set[str]:
    """Every text and number in it, as it may stand on a page."""
    if isinstance(of, dict):
        return set().union(*map(values, of.values()))
    if isinstance(of, list):
        return set().union(*map(values, of))
    return {str(of)} if isinstance(of, str | int) and not isinstance(of, bool) else set()


async def everything(api: httpx.AsyncClient, call: str, ids: list[str], files: list[str]) -> dict[str, str]:
    """Every answer about these inputs that anybody gets, headers included, by its address."""
    of = f"{API}/inputs"
    places = [f"{of}?call={call}&limit=2", f"{of}.jsonl?call={call}", f"{API}/calls/{call}/inputs.csv",
              f"{API}/calls/{call}/numbers", f"/consultations/inputs?call={call}",
              f"/consultations/calls/{call}"]  # fmt: skip
    places += [place for one in ids for place in (f"{API}/inputs/{one}", f"/consultations/inputs/{one}")]
    places += [f"{API}/inputs/{one}/files/{file}" for one, file in zip(ids, files, strict=True)]
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False, timeout=30) as anybody:
        answers = {place: await anybody.get(place) for place in places}
    assert {answer.status_code for answer in answers.values()} == {OK}
    return {place: f"{answer.headers} {answer.text}" for place, answer in answers.items()}


@pytest.mark.law(14)
async def test_a_receipt_that_is_shown_leads_to_no_published_input(api: httpx.AsyncClient) -> None:
    """No id, moment, size, commitment or order of a receipt is anywhere in what anybody can read."""
    call, data = await heard(api), all_kinds()[Kind.PDF]
    sent, files = [], []
    for number in range(6):
        brought = await api.post(
            f"{API}/calls/{call}/attachments", content=data, headers={"Idempotency-Key": f"{call}-{number}"}
        )
        files.append(brought.json()["id"])
        sent.append(await send(api, call, answers={"progress": f"word {number}", "papers": [files[-1]]}))
    ids = [await public_of(api, taken) for taken in sent]
    seen = await everything(api, call, ids, files)
    for taken in sent:
        shown = {name: taken.json()["receipt"][name] for name in ("receipt", "signed")}
        told = {name: value for name, value in shown["receipt"].items() if name not in _OF_THE_CALL}
        told["files"] = [{name: one[name] for name in ("received", "stored")} for one in told["files"]]
        assert len(values(told)) >= 5, "an id, a moment or two, three commitments"
        assert not [(place, value) for place, text in seen.items() for value in values(told) if value in text]
        opened = json.dumps(taken.json()["receipt"]["opening"])
        assert not [value for value in values(json.loads(opened)) if value in json.dumps(shown)]
    lines = [
        json.loads(line) for line in (await api.get(f"{API}/inputs.jsonl?call={call}")).text.splitlines()[:-1]
    ]
    assert [one["id"] for one in lines] == sorted(ids, reverse=True), "in no order that tells who came first"


async def test_by_the_number_of_its_receipt_an_input_is_found_by_nobody(api: httpx.AsyncClient) -> None:
    """Neither as JSON nor as a page, nor its file; its author is told the address that everybody uses."""
    taken = await send(api, await heard(api))
    public = await public_of(api, taken)
    assert public not in taken.text
    places = [f"{API}/inputs/{{}}", "/consultations/inputs/{}"]
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as anybody:
        asked = [place.format(one) for place in places for one in (id_of(taken), public)]
        found = await asyncio.gather(*(anybody.get(place, params=after(taken)) for place in asked))
    assert [one.status_code for one in found] == [404, OK, 404, OK]


@pytest.mark.law(14)
async def test_nobody_learns_by_waiting_what_became_of_the_input_of_a_receipt(api: httpx.AsyncClient) -> None:
    """When a step was taken would tell which of the published inputs it is; a moderator waits for each."""
    taken = await send(api, await heard(api, moderated=True))
    stream, id_ = taken.json()["stream"], id_of(taken)
    claimed = await api.post(f"{API}/inputs/{id_}/claim", json={})
    assert claimed.status_code == OK
    places = [f"{API}/inputs", "/consultations/inputs", f"{API}/inputs/{id_}", f"/consultations/inputs/{id_}"]
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False, timeout=30) as anybody:
        for place, status in zip(places, (OK, OK, 404, 404), strict=True):
            for version in (1, 2, 9):
                found = await anybody.get(place, params={"after": f"{stream}@{version}"})
                assert found.status_code == status, (place, version)
    assert (await api.get(places[0], params=after(claimed))).status_code == OK
    assert (await api.get(places[0], params={"after": f"{stream}@9"})).status_code == 503

"""Findings and the passages that they cite, over HTTP as the secretariat."""

import uuid
from typing import Any

import httpx

from tests.support.inputs_api import API, CREATED, OK, after

ANSWER = "an-answer"
"""The key of an issue that is answered, where something is to come of a finding."""


async def found(
    api: httpx.AsyncClient, call: str | None = None, *, example: bool = False, **said: Any
) -> str:
    """A finding that was recorded; its key."""
    key = uuid.uuid4().hex[:12]
    body = {"text": {"en": f"Finding {key}."}, "call": call, "example": example, **said}
    made = await api.post(f"{API}/findings/{key}/record", json=body)
    assert made.status_code == CREATED, made.text
    assert (await api.get(f"{API}/findings/{key}", params=after(made))).status_code == OK
    return key


async def marked(
    api: httpx.AsyncClient, public: str, finding: str, passage: str, **said: Any
) -> httpx.Response:
    """A passage is marked, and seen to be."""
    body = {"question": "progress", "passage": passage, "finding": finding, **said}
    made = await api.post(f"{API}/inputs/{public}/passages", json=body)
    if made.is_success:
        await api.get(f"{API}/inputs/{public}/passages", params=after(made))
    return made


async def tied(api: httpx.AsyncClient, finding: str, target: str = ANSWER, kind: str = "answer") -> Any:
    """Something came of a finding, and is seen to have."""
    if target == ANSWER:
        await answered(api)
    made = await api.post(f"{API}/findings/{finding}/tie", json={"kind": kind, "target": target})
    if made.is_success:
        await api.get(f"{API}/findings/{finding}", params=after(made))
    return made


async def answered(api: httpx.AsyncClient) -> None:
    """The issue of this key has its one answer."""
    place, last = f"{API}/issues/{ANSWER}", None
    for does, body in (
        (
            "raise",
            {
                "matter": {"topic": "information", "text": "Who explains?"},
                "origin": {"kind": "feedback", "how": "The website"},
            },
        ),
        ("assign", {"lead": "IOM"}),
        ("draft", {"text": {"en": "The Network does."}}),
        ("decide", {"draft": 1, "reason": "Asked by many"}),
        ("publish", {"draft": 1}),
    ):
        last = await api.post(f"{place}/{does}", json=body)
        assert last.is_success, last.text
    assert last
    await api.get(place, params=after(last))


async def cited(api: httpx.AsyncClient, finding: str) -> list[str]:
    """What anybody may read of what is cited in it."""
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as anybody:
        answer = await anybody.get(f"{API}/findings/{finding}")
    return [one["text"] for one in answer.json()["passages"]]

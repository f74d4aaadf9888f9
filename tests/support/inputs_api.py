"""Calls and inputs over HTTP, as somebody or as nobody."""

import datetime as dt
import uuid
from typing import Any

import httpx

from shared.clock import now
from tests.support.taking import terms

API = "/consultations/api"
BODY: dict[str, Any] = {
    "group": "migrants",
    "language": "en",
    "consent": "unnamed",
    "answers": {"progress": "words"},
}
OK, CREATED = 200, 201


def after(answer: httpx.Response) -> dict[str, str]:
    """Wait until this is seen."""
    body = answer.json()
    return {"after": f"{body['stream']}@{body['version']}"}


async def opened(api: httpx.AsyncClient, *, example: bool = False, **changes: Any) -> str:
    """A call that is open, and so sealed; its key."""
    return await _announced(api, dt.timedelta(days=1), example=example, **changes)


async def heard(api: httpx.AsyncClient, **changes: Any) -> str:
    """A call that has closed, takes late inputs, and can be read; its key."""
    return await _announced(api, -dt.timedelta(hours=2), late=True, **changes)


async def _announced(
    api: httpx.AsyncClient, closes: dt.timedelta, *, example: bool = False, **changes: Any
) -> str:
    key, at = uuid.uuid4().hex[:12], now()
    wanted = terms(at - dt.timedelta(days=1), at + closes, **changes)
    draft = {"terms": wanted.model_dump(mode="json"), "example": example}
    drafted = await api.post(f"{API}/calls/{key}/draft", json=draft)
    assert drafted.status_code == CREATED, drafted.text
    announced = await api.post(f"{API}/calls/{key}/announce", json={})
    assert announced.status_code == OK, announced.text
    assert (await api.get(f"{API}/calls/{key}", params=after(announced))).status_code == OK
    return key


async def send(
    api: httpx.AsyncClient, call: str, headers: dict[str, str] | None = None, **changes: Any
) -> httpx.Response:
    """Send an input as nobody, or as somebody, with a key of its own."""
    async with httpx.AsyncClient(base_url=api.base_url, trust_env=False) as anybody:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return await anybody.post(
            f"{API}/calls/{call}/inputs", json={**BODY, **changes}, headers={**key, **(headers or {})}
        )


async def public_of(api: httpx.AsyncClient, taken: httpx.Response) -> str:
    """The id under which anybody reads it, as its author learns it."""
    word = {"Input-Author": taken.json()["author"]}
    await api.get(f"{API}/inputs", params=after(taken))
    return str((await api.get(f"{API}/inputs/{id_of(taken)}/own", headers=word)).json()["public"])


def id_of(taken: httpx.Response) -> str:
    """The input's id."""
    assert taken.status_code == CREATED, taken.text
    return str(taken.json()["stream"]).removeprefix("input-")

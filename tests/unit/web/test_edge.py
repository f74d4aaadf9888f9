"""How much the edge of a process lets through."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from shared.web.middleware import MB, Edge


async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answers whatever gets through."""
    await send({"type": "http.response.start", "status": 204, "headers": []})


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/calls/2020-spring/take-part", 252),
        ("/uploads", 66),
        ("/uploads/1/undo", 2),
        ("/receipts", 2),
        ("/api/calls/2020-spring/attachments", 25),
        ("/api/calls/2020-spring/inputs", 2),
    ],
)
async def test_a_body_holds_what_its_address_takes(path: str, most: int) -> None:
    """Forms that bring files hold as many as they may bring; one byte more is refused unread."""
    statuses: list[int] = []

    async def receive() -> Message:
        assert size == most * MB
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    for size in (most * MB, most * MB + 1):
        headers = [(b"content-length", str(size).encode()), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        await Edge(app)(scope, receive, send)
    assert statuses == [204, 413]


async def test_a_body_that_is_cut_off_reaches_no_route() -> None:
    """Also where what came of it is JSON by itself."""
    coming: list[Message] = [
        {"type": "http.request", "body": b"{}", "more_body": True},
        {"type": "http.disconnect"},
    ]
    statuses: list[int] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"content-type", b"application/json")]
    await Edge(app)({"type": "http", "method": "POST", "path": "/api/a", "headers": headers}, receive, send)
    assert statuses == [400]

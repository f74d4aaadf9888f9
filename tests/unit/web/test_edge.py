"""How much the edge of a process lets through."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.types import Message, Receive, Scope, Send

from shared.web.edge.middleware import MB, Edge


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


async def test_a_redirect_names_no_host_but_the_one_that_it_is_of() -> None:
    """Not whichever the request named, nor a proxy's scheme: the browser stays where it is."""
    house = FastAPI()
    house.get("/desk")(lambda: None)
    house.get("/away")(lambda: RedirectResponse("https://login.example/?a=1"))
    transport = httpx.ASGITransport(Edge(house))
    async with httpx.AsyncClient(transport=transport, base_url="http://harm.example") as one:
        assert (await one.get("/desk/?a=1")).headers["Location"] == "/desk?a=1"
        assert (await one.get("/away")).headers["Location"] == "https://login.example/?a=1"


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

"""Connections that take more than their share end; the others are served."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from shared.runtime.connections import Bounds
from shared.web.edge.middleware import Edge
from tests.support.serving import served

SECONDS = 60
"""How long a test waits for what is to happen at once."""
SHORT = Bounds(connections=20, silent=0.3, idle=0.3)
MB = 1024 * 1024


async def length(request: Request) -> Response:
    """How long the body was."""
    return PlainTextResponse(str(len(await request.body())))


async def early(_request: Request) -> Response:
    """An answer before any of the body is read."""
    return PlainTextResponse("no", 413)


async def much(request: Request) -> Response:
    """An answer without end."""

    async def pieces() -> AsyncIterator[bytes]:
        while not await request.is_disconnected():
            yield b"x" * MB
        GIVEN_UP.set()

    return StreamingResponse(pieces())


GIVEN_UP = asyncio.Event()
"""The answer without end has found its end."""
APP = Starlette(routes=[
    Route("/", length, methods=["GET", "POST"]), Route("/early", early, methods=["POST"]), Route("/much", much),
])  # fmt: skip
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """The app behind a port, with little patience."""
    async with served(APP, SHORT) as found:
        yield found


async def connected(url: str) -> Streams:
    """A raw connection."""
    return await asyncio.open_connection("127.0.0.1", urlsplit(url).port)


async def ends(streams: Streams) -> bytes:
    """What still comes, once the other side has ended it; fails for one that stays."""
    reader, writer = streams
    said = b""
    try:
        async with asyncio.timeout(SECONDS):
            while piece := await reader.read(MB):
                said = (said + piece)[-MB:]
    except ConnectionError:
        pass
    finally:
        writer.close()
    return said


async def drip(streams: Streams, piece: bytes) -> int:
    """Send a piece again and again until the other side ends it; how many bytes it took."""
    reader, writer = streams
    sent = 0
    async with asyncio.timeout(SECONDS):
        while not reader.at_eof() and not writer.is_closing():
            try:
                writer.write(piece)
                await writer.drain()
            except ConnectionError:
                break
            sent += len(piece)
            await asyncio.sleep(0)
            if len(piece) < MB:
                await asyncio.sleep(0.02)
    writer.close()
    return sent


@pytest.mark.parametrize("piece", [b"a" * MB, b"A: b\r\n" * (MB // 6)], ids=["one header", "many headers"])
async def test_headers_hold_no_more_than_they_may(url: str, piece: bytes) -> None:
    """In one header or in many: the connection ends after little more than what is on its way."""
    streams = await connected(url)
    streams[1].write(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
    assert await drip(streams, piece) < 100 * MB


async def test_what_stands_around_a_body_counts_too(url: str) -> None:
    """Trailers behind chunks, as headers before them."""
    streams = await connected(url)
    streams[1].write(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    assert await drip(streams, b"A: b\r\n" * (MB // 6)) < 100 * MB


async def test_who_is_refused_for_headers_is_told(url: str) -> None:
    """431, which names the reason."""
    streams = await connected(url)
    streams[1].write(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * SHORT.headers)
    assert (await ends(streams)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ids=["silent", "a line begun", "headers begun", "idle after an answer"],
)
async def test_who_says_no_more_is_not_waited_for(url: str, begun: bytes) -> None:
    """Whenever it stops."""
    streams = await connected(url)
    streams[1].write(begun)
    await ends(streams)


@pytest.mark.parametrize(
    "begun", [b"GET / HTTP/1.1\r\nA: ", b"POST /early HTTP/1.1\r\nContent-Length: 999999\r\n\r\n"]
)
async def test_who_says_it_byte_by_byte_is_not_waited_for(url: str, begun: bytes) -> None:
    """Headers, and the rest of a body that was answered already."""
    streams = await connected(url)
    streams[1].write(begun)
    assert await drip(streams, b"a") < 10_000


async def test_who_takes_no_answer_is_not_waited_for(url: str) -> None:
    """An export that nobody reads ends."""
    _, writer = await connected(url)
    writer.write(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(SECONDS):
        await GIVEN_UP.wait()
    writer.close()


async def test_requests_that_are_sent_ahead_are_few(url: str) -> None:
    """Some are answered in their order; a thousand end the connection."""
    one = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    streams = await connected(url)
    streams[1].write(one * 8)
    assert (await ends(streams)).count(b"200 OK") == 8
    streams = await connected(url)
    streams[1].write(one * 5_000)
    assert (await ends(streams)).count(b"200 OK") <= SHORT.ahead + 1


async def test_there_are_no_more_connections_than_there_may_be() -> None:
    """A further one is closed; when others have gone, one more is served."""
    bounds = Bounds(connections=5)
    async with served(APP, bounds) as url:
        held = [await connected(url) for _ in range(bounds.connections)]
        assert await ends(await connected(url)) == b""
        for _, writer in held:
            writer.close()
        async with asyncio.timeout(SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while True:
                try:
                    assert (await client.get(url)).status_code == httpx.codes.OK
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.01)


async def test_what_is_sent_within_the_bounds_is_taken() -> None:
    """A body of megabytes, whole or in the smallest chunks, and headers almost as long as they may be."""
    async with (
        served(APP, Bounds()) as url,
        httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client,
    ):
        assert (await client.post(url, content=b"x" * 5 * MB)).text == str(5 * MB)

        async def byte_by_byte() -> AsyncIterator[bytes]:
            for _ in range(5_000):
                yield b"x"

        assert (await client.post(url, content=byte_by_byte())).text == "5000"
        long = {"A": "a" * (SHORT.headers - 1_000)}
        assert (await client.get(url, headers=long)).status_code == httpx.codes.OK


@pytest.mark.parametrize("path", ["/api/inputs", "/take-part"], ids=["JSON", "a form"])
async def test_a_body_that_stops_coming_is_answered_and_its_connection_ends(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers in time and a body when it suits its sender would let anybody read the others' inputs first."""
    monkeypatch.setattr("shared.web.edge.incoming.FLOOR", 0.3)
    taken: list[str] = []

    async def take(request: Request) -> Response:
        await request.body()
        taken.append(request.url.path)
        return PlainTextResponse("taken")

    app = Starlette(routes=[Route(path, take, methods=["POST"])])
    async with served(Edge(app)) as url:
        reader, writer = await connected(url)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
        )
        writer.write(head.encode() + b'{"answers":')
        async with asyncio.timeout(SECONDS):
            answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 408")
    assert taken == []

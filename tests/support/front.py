"""One origin before many processes: a reverse proxy that sends each service's requests to its ports in turn."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping, Sequence

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.local.engines import ports

_HOP = {"content-length", "transfer-encoding", "connection", "content-encoding"}


def front(places: Mapping[str, Sequence[str]]) -> Starlette:
    """The proxy: ``places`` names each service's base URLs."""
    turns = {service: itertools.cycle(urls) for service, urls in places.items()}
    client = httpx.AsyncClient(timeout=30, trust_env=False)

    async def forward(request: Request) -> Response:
        url = next(turns[request.path_params["service"]]) + request.url.path
        headers = {k: v for k, v in request.headers.items() if k not in {"host", "content-length"}}
        try:
            found = await client.request(
                request.method,
                url,
                params=request.query_params,
                content=await request.body(),
                headers=headers,
            )
        except httpx.TransportError:
            return Response(status_code=502)
        kept = {name: value for name, value in found.headers.items() if name not in _HOP}
        return Response(found.content, found.status_code, kept)

    return Starlette(routes=[Route("/{service}/{rest:path}", forward, methods=["GET", "POST"])])


@contextlib.asynccontextmanager
async def fronted(places: Mapping[str, Sequence[str]], port: int | None = None) -> AsyncIterator[str]:
    """The proxy, serving; its URL."""
    port = port or ports.pick()
    server = uvicorn.Server(uvicorn.Config(front(places), port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving

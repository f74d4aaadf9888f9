"""One origin before many processes: a reverse proxy that sends each service's requests to its ports in turn."""

import itertools
from collections.abc import Mapping, Sequence

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_HOP = {"content-length", "transfer-encoding", "connection", "content-encoding"}


def front(places: Mapping[str, Sequence[str]]) -> Starlette:
    """The proxy: ``places`` names each service's base URLs."""
    turns = {service: itertools.cycle(urls) for service, urls in places.items()}
    client = httpx.AsyncClient(timeout=30, trust_env=False)

    async def forward(request: Request) -> Response:
        url = next(turns[request.path_params["service"]]) + request.url.path
        headers = {k: v for k, v in request.headers.items() if k not in {"host", "content-length"}}
        found = await client.request(
            request.method, url, params=request.query_params, content=await request.body(), headers=headers
        )
        kept = {name: value for name, value in found.headers.items() if name not in _HOP}
        return Response(found.content, found.status_code, kept)

    return Starlette(routes=[Route("/{service}/{rest:path}", forward, methods=["GET", "POST"])])

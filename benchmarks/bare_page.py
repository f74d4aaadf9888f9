"""The limit of pages: one Starlette route that makes one query and renders one template, nothing else.

It shows every value of the document, escaped; a frame of plain text makes the page as long as the product's.
"""

import hashlib
import json
import os

import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.mongo import connect

_SERVER = connect(os.environ["BENCH_MONGO"])
_PAGES = json.loads(os.environ["BENCH_PAGES"])
_TEMPLATE = """\
{% macro shown(value) %}
{% if value is mapping %}
<dl>{% for name, one in value.items() %}<dt>{{ name }}</dt><dd>{{ shown(one) }}</dd>{% endfor %}</dl>
{% elif value is sequence and value is not string %}
<ul>{% for one in value %}<li>{{ shown(one) }}</li>{% endfor %}</ul>
{% else %}{{ value }}{% endif %}
{% endmacro %}
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>{{ shown(state) }}</body></html>
"""
_ENVIRONMENT = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
_PREPARED = {
    path: _ENVIRONMENT.from_string(_TEMPLATE + "<!-- " + "x" * page.get("frame", 0) + " -->")
    for path, page in _PAGES.items()
}


async def _page(request: Request) -> Response:
    page = _PAGES[request.url.path]
    found = await _SERVER.database(page["database"])[page["collection"]].find_one({"_id": page["id"]})
    assert found  # noqa: S101 - the arm has put it there
    shown = _PREPARED[request.url.path].render(title=page["title"], state=found["part"]["state"]).encode()
    etag = f'"{hashlib.sha256(shown).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(shown, headers=headers, media_type="text/html")


async def _ready(_request: Request) -> JSONResponse:
    return JSONResponse({})


app = Starlette(routes=[Route("/health/ready", _ready), *(Route(path, _page) for path in _PAGES)])

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        log_level="error",
        access_log=False,
        server_header=False,
    )

"""The mailbox over HTTP: pages for people, JSON for programs."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from deploy.local.mailbox.folder import Folder
from deploy.local.mailbox.message import Message, message
from shared.runtime.process import Routes

SHOWN: Final = 200
MOST: Final = 1_000
_PRIVATE: Final = {"Cache-Control": "private, no-store"}
_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; "
    "form-action 'none'; base-uri 'none'"
)
_MAIL_POLICY: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)
"""A mail's own HTML: nothing in it runs or is fetched, also when it is opened alone."""


def routes(folder: Folder) -> Routes:
    """The routes over a folder."""
    pages = _Pages(folder)
    return [
        Route("/mailbox", pages.all),
        Route("/mailbox/api/messages", pages.api),
        Route("/mailbox/{id}.eml", pages.source),
        Route("/mailbox/{id}/html", pages.html),
        Route("/mailbox/{id}", pages.one),
    ]


class _Pages:
    """Each method answers one route. They are plain functions: Starlette runs them in threads."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._get = lru_cache(maxsize=2 * MOST)(self._parse)
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def all(self, _request: Request) -> Response:
        """The newest mails, newest first."""
        ids = self._folder.ids()
        newest = [found for name in reversed(ids[-SHOWN:]) if (found := self._get(name))]
        return self._page("all.html", messages=newest, total=len(ids))

    def one(self, request: Request) -> Response:
        """One mail."""
        found = self._get(request.path_params["id"])
        return self._page("one.html", message=found) if found else _none()

    def source(self, request: Request) -> Response:
        """A mail as it lies on disk."""
        data = self._folder.read(request.path_params["id"])
        return _none() if data is None else Response(data, media_type="message/rfc822", headers=_PRIVATE)

    def html(self, request: Request) -> Response:
        """A mail's own HTML, for the frame in its page; its links open beside it."""
        found = self._get(request.path_params["id"])
        if not found:
            return _none()
        shown = found.html.replace("<head>", '<head><base target="_blank">', 1)
        headers = {"Content-Security-Policy": _MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN", **_PRIVATE}
        return HTMLResponse(shown, headers=headers)

    def api(self, request: Request) -> Response:
        """``?to=`` an address, ``?after=`` a mail's id, ``?limit=``; the oldest first."""
        to = request.query_params.get("to", "").casefold()
        after = request.query_params.get("after", "")
        try:
            limit = min(max(int(request.query_params.get("limit", MOST)), 1), MOST)
        except ValueError:
            return JSONResponse({"detail": f"limit is a number from 1 to {MOST}"}, 400)
        found: list[Message] = []
        for name in self._folder.ids():
            if len(found) == limit:
                break
            mail = self._get(name) if name > after else None
            if mail and (not to or to in {one.casefold() for one in mail.to}):
                found.append(mail)
        return JSONResponse({"messages": [mail.as_json() for mail in found]}, headers=_PRIVATE)

    def _page(self, template: str, **values: object) -> Response:
        shown = self._templates.get_template(template).render(**values)
        return HTMLResponse(shown, headers={"Content-Security-Policy": _PAGE_POLICY, **_PRIVATE})

    def _parse(self, name: str) -> Message | None:
        data = self._folder.read(name)
        return None if data is None else message(name, data)


def _none() -> Response:
    return PlainTextResponse("There is no such mail.", 404)

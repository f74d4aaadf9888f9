"""Pages from memory: a public page that was made within the last second is sent again instead of made again.

What is kept is made from a request that says nothing but its key: no other word of a reader's reaches a page that
another reader gets. Readers with a session, and those who wait for what they wrote, are passed on as they came.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.i18n.asked import preferred
from shared.i18n.speech import Tag
from shared.web.pages.visit import DONE, HOST_ONLY, LANGUAGE, OURS, remembered
from shared.web.routes.queries import matches

LONGEST: Final = 1.0
"""Seconds after which a page is made again, from when its making began."""
_MOST_PAGES, _MOST_BYTES = 500, 16 * 1024 * 1024
_OWN_FIELDS: Final = {"after", LANGUAGE}
_NO_PAGES: Final = ("/api/", "/documents/")
"""Below these lie files and answers to programs: whatever their request says, from which byte on, goes with it."""
_KEPT: Final = {
    b"content-type",
    b"content-length",
    b"content-security-policy",
    b"etag",
    b"cache-control",
    b"vary",
}
"""An answer with any other header, such as a cookie, is not kept."""


class Asked(NamedTuple):
    """All that a kept page may depend on."""

    scheme: str
    host: str
    path: str
    query: bytes
    remembered: Tag | None
    preferred: Tag

    def scope(self, scope: Scope) -> Scope:
        """The request of whoever asks this, without anything else that one reader said."""
        said = {"host": self.host, "accept": "text/html", "accept-language": self.preferred}
        said |= {"cookie": f"{LANGUAGE}={self.remembered}"} if self.remembered else {}
        headers = [(name.encode(), value.encode("latin-1")) for name, value in said.items()]
        return {**scope, "headers": headers, "client": None}


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was made."""

    began: float
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    async def answer(self, held: str, send: Send) -> None:
        """Send it; 304 to who has it already."""
        status, headers, body = 200, self.headers, self.body
        if matches(held, dict(headers)[b"etag"].decode("latin-1")):
            status, body = 304, b""
            headers = tuple(one for one in headers if one[0] not in {b"content-type", b"content-length"})
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@dataclass(slots=True)
class _Making:
    """A page that somebody's request is making now, while others wait for it."""

    began: float
    over: asyncio.Event = field(default_factory=asyncio.Event)
    page: _Page | None = None
    each_alone: bool = False


class PageCache:
    """ASGI middleware: one request makes a page, and the others of the same second get it from memory."""

    def __init__(
        self,
        app: ASGIApp,
        clock: Callable[[], float] = time.monotonic,
        most_pages: int = _MOST_PAGES,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._app = app
        self._clock = clock
        self._most_pages = most_pages
        self._most_bytes = most_bytes
        self._pages: OrderedDict[Asked, _Page] = OrderedDict()
        self._bytes = 0
        self._makings: dict[Asked, _Making] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, make what will be kept, or pass on what is one reader's own."""
        asked = _asked(scope)
        page = await self._found(asked, scope, receive, send) if asked else None
        if page:
            await page.answer(Headers(scope=scope).get("if-none-match", ""), send)
        elif not asked:
            await self._app(scope, receive, send)

    async def _found(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> _Page | None:
        """The page, made by now at the latest; None when the reader has been answered otherwise."""
        since = self._clock() - LONGEST
        while True:
            page = self._pages.get(asked)
            if page and page.began >= since:
                self._pages.move_to_end(asked)
                return page
            making = self._makings.get(asked)
            if making is None or making.began < since:
                return await self._make(asked, scope, receive, send)
            await making.over.wait()
            if making.page:
                return making.page
            if making.each_alone:
                await self._app(scope, receive, send)
                return None

    async def _make(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> _Page | None:
        """Have it made; None when what came is not to be kept, and was sent as it came."""
        making = self._makings[asked] = _Making(self._clock())
        start: Message | None = None
        body: list[bytes] = []

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if _to_be_kept(message):
                    start = message
                else:
                    making.each_alone = True
                    self._end(asked, making)
            if start is None:
                await send(message)
            else:
                body.append(message.get("body", b""))

        async def nothing_said() -> Message:
            return {**await receive(), "body": b""}

        try:
            await self._app(asked.scope(scope), nothing_said, sending)
            if start:
                making.page = _Page(making.began, tuple(start["headers"]), b"".join(body))
                self._keep(asked, making.page)
        finally:
            self._end(asked, making)
        return making.page

    def _end(self, asked: Asked, making: _Making) -> None:
        making.over.set()
        if self._makings.get(asked) is making:
            del self._makings[asked]

    def _keep(self, asked: Asked, page: _Page) -> None:
        """In the place of an older one, and of those that were not asked for the longest."""
        before = self._pages.get(asked)
        if before and before.began > page.began:
            return
        if before:
            self._forget(asked)
        self._pages[asked] = page
        self._bytes += _size(asked, page)
        while self._bytes > self._most_bytes or len(self._pages) > self._most_pages:
            self._forget(next(iter(self._pages)))

    def _forget(self, asked: Asked) -> None:
        self._bytes -= _size(asked, self._pages.pop(asked))


def _asked(scope: Scope) -> Asked | None:
    """What is asked, where everybody who asks it gets the same; None where that is not sure."""
    if scope["type"] != "http" or scope["method"] != "GET" or any(one in scope["path"] for one in _NO_PAGES):
        return None
    request = HTTPConnection(scope)
    headers, cookies = request.headers, request.cookies
    if (
        "text/html" not in headers.get("accept", "")
        or "authorization" in headers
        or any(map(_is_ours, cookies))
    ):
        return None
    if scope["query_string"] and _OWN_FIELDS & request.query_params.keys():
        return None
    return Asked(
        scope["scheme"],
        headers.get("host", ""),
        scope["path"],
        scope["query_string"],
        remembered(cookies),
        preferred(headers.get("accept-language", "")),
    )


def _is_ours(cookie: str) -> bool:
    """Whether one of our pages may read it: of a session, of a sign-in that is under way, of what was just done."""
    return cookie == DONE or cookie.removeprefix(HOST_ONLY).startswith(OURS)


def _to_be_kept(start: Message) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] == 200  # noqa: PLR2004 - HTTP's own number
        and headers.keys() <= _KEPT
        and b"etag" in headers
        and headers.get(b"cache-control") == b"no-cache"
        and headers.get(b"content-type", b"").startswith(b"text/html")
    )


def _size(asked: Asked, page: _Page) -> int:
    return len(page.body) + len(asked.path) + len(asked.query) + len(asked.host)

"""Errors for people: a problem document becomes a page with a way out, where a page was asked for."""

import json
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.i18n.refusals import refusal_words
from shared.i18n.speech import N_, Own, Speech
from shared.problems import MEDIA_TYPE, Problem
from shared.values import Refused
from shared.web.pages.page import Pages
from shared.web.pages.visit import Sessions, visit_of

_TITLES: Final = {
    400: N_("This address is not right"),
    401: N_("Sign in first"),
    403: N_("Your role may not do this"),
    404: N_("There is nothing here"),
    408: N_("This came too slowly"),
    409: N_("This was refused"),
    412: N_("Somebody changed this meanwhile"),
    413: N_("This is too large"),
    422: N_("Something is not right"),
    429: N_("Too much in a short time"),
    503: N_("Not at the moment"),
}
_LINES: Final = {
    400: N_("It may have been cut off on its way. Go back and try again from the list."),
    401: N_("Your session is over, or was never begun."),
    404: N_("It may have moved, or never have been. The navigation above leads to everything there is."),
    503: N_("A part of One Voice does not answer. Nothing that was accepted is lost; try again in a moment."),
}
_SENT_FROM: Final = N_("This form was sent from another site")
_OTHER: Final = (N_("Something went wrong"), N_("It is logged, and will be looked into."))


class ErrorPages:
    """ASGI middleware: what a browser gets of an error. Programs, and all under ``/api/``, get the document."""

    def __init__(self, app: ASGIApp, sessions: Sessions | None, at: str, *, secure: bool) -> None:
        self._app = app
        self._sessions = sessions
        self._secure = secure
        self._pages = Pages(at)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put a page in the place of a problem document."""
        if scope["type"] != "http" or "/api/" in scope["path"] or not _wants_page(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE):
                    held.append(message)
                    return
            elif held:
                held.append(message)
                if not message.get("more_body"):
                    await self._page(Request(scope, receive), held, send)
                return
            await send(message)

        await self._app(scope, receive, sending)

    async def _page(self, request: Request, held: list[Message], send: Send) -> None:
        start, body = held[0], b"".join(message.get("body", b"") for message in held[1:])
        problem = json.loads(body)
        visit = await visit_of(request, self._sessions, secure=self._secure)
        status = start["status"]
        shown = self._pages.show(
            "error.html",
            visit,
            status=status,
            problem=problem,
            language=Headers(raw=start["headers"])["content-language"],
            heading=_SENT_FROM if problem["type"].endswith(":cross-site") else _TITLES.get(status, _OTHER[0]),
            line=_LINES.get(status, _OTHER[1] if status not in _TITLES else None),
        )
        for name, value in Headers(raw=start["headers"]).items():
            if not name.startswith("content-"):
                shown.headers.setdefault(name, value)
        await shown(request.scope, request.receive, send)


def why(error: Problem | Refused, t: Speech) -> str:
    """What kept a form from being taken, for its page; words that are not the reader's are ``Own`` or marked."""
    return Own(error.detail) if isinstance(error, Problem) else refusal_words(error, t.marked())


def _wants_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")

"""Who looks at a page, in which language, and from where: what the frame around every page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Final, Protocol
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request

from shared.auth import Caller
from shared.i18n.asked import TAGS, preferred
from shared.i18n.speech import Speech, Tag, speech
from shared.sessions.session import NOBODY, Seen

OURS: Final = "onevoice_"
"""How the cookies begin that a page of ours may read: what carries one is never answered from memory."""
HOST_ONLY: Final = "__Host-"
"""How a cookie begins that a browser takes over https alone, and from this very host."""
SESSION: Final = f"{OURS}session"
"""The cookie that holds the secret of a session, which every process looks up."""
SECURE_SESSION: Final = f"{HOST_ONLY}{SESSION}"
"""Its name where the house is reached over TLS: a browser takes it from this very host alone (RFC 6265bis)."""
LANGUAGE: Final = "language"
"""The cookie, and the field of an address, that name the language somebody chose."""
DONE: Final = "done"
"""The cookie that names what a form has just done: the page that follows says it once, and keeps its address."""


class Sessions(Protocol):
    """Knows who looks by the secret of their session; never refuses."""

    async def seen(self, secret: str) -> Seen: ...  # noqa: D102


@dataclass(frozen=True)
class Visit:
    """One look at a page. ``chosen`` is the language that the address itself asks for.

    ``done``: what a form has just done, by the word that ``onward`` was given. ``seen``: the session behind it.
    """

    speech: Speech
    caller: Caller | None
    path: str
    query: str
    chosen: Tag | None = None
    remembered: bool = False
    done: str = ""
    seen: Seen = NOBODY

    @property
    def acting(self) -> Caller:
        """Who looks, where a session lets in nobody else."""
        assert self.caller is not None  # noqa: S101 - the session says so
        return self.caller

    @property
    def token(self) -> str:
        """The access token of who looks, for the public API."""
        return self.seen.held.signed_in.access if self.seen.held else ""

    def by_default(self, tag: Tag) -> "Visit":
        """The same in this language, unless its reader chose another."""
        return self if self.chosen or self.remembered else replace(self, speech=speech(tag))

    def address(self, **changed: object) -> str:
        """This page's address with these fields changed; None leaves a field out."""
        fields = [(name, value) for name, value in parse_qsl(self.query) if name not in changed]
        fields += [(name, str(value)) for name, value in changed.items() if value is not None]
        return f"{self.path}?{urlencode(fields)}" if fields else self.path

    def other(self, suffix: str) -> str:
        """The address of the same list in another form (``.csv``), with its fields."""
        fields = [(name, value) for name, value in parse_qsl(self.query) if name not in {LANGUAGE, "page"}]
        return f"{self.path}{suffix}" + (f"?{urlencode(fields)}" if fields else "")


async def visit(request: Request) -> Visit:
    """The dependency: never refuses, a session that is over is none."""
    return await visit_of(request, request.app.state.sessions, secure=request.app.state.secure)


def session_name(*, secure: bool) -> str:
    """What the cookie is called; ``secure`` where the house is reached over TLS."""
    return SECURE_SESSION if secure else SESSION


async def visit_of(request: Request, sessions: Sessions | None, *, secure: bool) -> Visit:
    """The same, where the sessions are known."""
    chosen = TAGS.get(request.query_params.get(LANGUAGE, ""))
    kept = remembered(request.cookies)
    tag = chosen or kept or preferred(request.headers.get("accept-language", ""))
    secret = request.cookies.get(session_name(secure=secure))
    seen = await sessions.seen(secret) if secret and sessions else NOBODY
    path, done = request.scope["path"], request.cookies.get(DONE, "") if request.method == "GET" else ""
    return Visit(speech(tag), seen.caller, path, request.url.query, chosen, kept is not None, done, seen)


def remembered(cookies: Mapping[str, str]) -> Tag | None:
    """The language that was chosen earlier in this session."""
    return TAGS.get(cookies.get(LANGUAGE, ""))


Visiting = Annotated[Visit, Depends(visit)]
"""The visit, for a route of a page."""

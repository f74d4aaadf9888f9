"""Pages: templates in one frame, and the headers that every page has; the only module here that knows Jinja2."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from shared.auth import PUBLIC
from shared.contracts.telling import Telling
from shared.i18n.objectives import objective_words
from shared.i18n.speaker import sentence
from shared.i18n.speech import MARKS, TAGGED, Speech, written
from shared.i18n.terms import term_words
from shared.i18n.versions import direction, version
from shared.problems import Problem
from shared.texts import OWN_NAMES
from shared.views.unreadable import left_out
from shared.web.pages.frame import PLACES, Crumb, feed_of
from shared.web.pages.visit import DONE, LANGUAGE, Visit
from shared.web.routes.queries import conditional_bytes

_HERE: Final = Path(__file__).parent
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HTML: Final[dict[str, Any]] = {
    "content": {"text/html": {"schema": {"type": "string"}}},
    "description": "A page.",
}
_MOST_FIELDS: Final = 5_000
_MARKED: Final = re.compile(f"{MARKS[0]}(?:([a-z]{{2}}){TAGGED})?")
_FORM: Final = "application/x-www-form-urlencoded"
_NOT_TAKEN: Final = frozenset({401, 409, 412, 413, 415, 422, 429, 503})
"""With what a form comes back that was not taken."""
_AT_ONCE: Final = 60
"""Seconds in which the page that follows a form says what it did."""
_YEAR: Final = 31_536_000
_ASSETS: Final = {
    name: ((_HERE / "assets" / name).read_bytes(), kind)
    for name, kind in (
        ("onevoice.css", "text/css"),
        ("draft.js", "text/javascript"),
        ("live.js", "text/javascript"),
        ("mark.js", "text/javascript"),
    )
}
VERSION: Final = hashlib.sha256(b"".join(data for data, _ in _ASSETS.values())).hexdigest()[:12]
"""Of the assets: part of their address, so that new ones are fetched at once and old ones never again."""


Fields = list[tuple[str, str]]
"""A form's fields in the order in which they were sent, their lines ended as they were typed."""


class Pages:
    """Renders the templates of these folders, with those of the frame beside them; ``at`` is where assets are.

    ``words`` are known to every template.
    """

    def __init__(self, at: str, *folders: Path, **words: object) -> None:
        self._assets = f"{at}/assets/{VERSION}"
        self._templates = Environment(
            loader=FileSystemLoader([*folders, _HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals |= words
        self._templates.filters |= {"term": term_words, "labelled": labelled, "bare": bare}
        self._templates.filters |= {"version": version, "direction": direction}
        self._templates.tests["link"] = lambda text: text.startswith(("https://", "http://"))
        self._templates.filters |= {"objective": objective_words, "event": event_words}

    def html(
        self,
        template: str,
        visit: Visit,
        crumbs: tuple[Crumb, ...],
        values: Mapping[str, object],
        *,
        not_taken: bool = False,
    ) -> bytes:
        """The page in its frame; ``not_taken``: a form was not taken, which its title says first."""
        t = visit.speech
        return (
            self._templates.get_template(template)
            .render(
                assets=self._assets,
                visit=visit,
                t=t,
                say=_saying(t),
                say_n=_saying_n(t),
                places=PLACES,
                feed=feed_of(visit.path, t),
                crumbs=crumbs,
                not_taken=not_taken,
                left_out=left_out(),
                languages=[(tag, name, written(tag) == tag) for tag, name in OWN_NAMES.items()],
                **values,
            )
            .encode()
        )

    def show(
        self,
        template: str,
        visit: Visit,
        *crumbs: Crumb,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """A page for one reader alone: nobody keeps it."""
        not_taken = status in _NOT_TAKEN
        shown = HTMLResponse(
            self.html(template, visit, crumbs, values, not_taken=not_taken), status, dict(headers or {})
        )
        shown.headers["Cache-Control"] = "private, no-store"
        return framed(shown, visit)

    def public(
        self, request: Request, template: str, visit: Visit, *crumbs: Crumb, **values: object
    ) -> Response:
        """A page for everybody, with an ETag of its bytes; 304 for who has it."""
        shown = conditional_bytes(request, self.html(template, visit, crumbs, values), "text/html")
        shown.headers["Vary"] = "Cookie, Accept-Language"
        return framed(shown, visit)


def framed(answer: Response, visit: Visit) -> Response:
    """With the headers of every page; a language that was chosen is remembered for the session.

    What was done is said once.
    """
    answer.headers["Content-Security-Policy"] = POLICY
    if visit.chosen:
        answer.set_cookie(LANGUAGE, visit.chosen, httponly=True, samesite="lax")
    if visit.done:
        answer.delete_cookie(DONE, httponly=True, samesite="lax")
    return answer


def onward(place: str, done: str) -> Response:
    """From a form that has done this to the page that says so, once."""
    answer = RedirectResponse(place, status_code=303)
    answer.set_cookie(DONE, done, max_age=_AT_ONCE, httponly=True, samesite="lax")
    return answer


def labelled(text: str) -> Markup:
    """A text whose marked words are labelled as being in the language that they are in."""
    said = _MARKED.sub(lambda found: f'<span lang="{found[1] or "en"}">', str(escape(text)))
    return Markup(said.replace(MARKS[1], "</span>"))  # noqa: S704 - escaped


def event_words(told: Telling, t: Speech) -> Markup:
    """An event's sentence."""
    return labelled(sentence(told, t.marked()))


def bare(text: str) -> str:
    """The same where nothing can be labelled, such as in a page's title."""
    return _MARKED.sub("", text).replace(MARKS[1], "")


def _saying(t: Speech) -> Any:
    def say(text: str, /, **values: object) -> Markup:
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(t.say(text)).format(**values)  # what is markup stays so, all else is escaped
        return escape(t.say(text, **values))

    return say


def _saying_n(t: Speech) -> Any:
    def say_n(one: str, many: str, number: int, /, **values: object) -> Markup:
        return escape(t.say_n(one, many, number, **values))

    return say_n


def assets() -> APIRouter:
    """Style sheet and script, under the service's own path: each service may stand behind its own address."""
    router = APIRouter(prefix="/assets", dependencies=[Depends(PUBLIC)], include_in_schema=False)

    @router.get("/{version}/{name}")
    async def asset(version: str, name: str, request: Request) -> Response:
        if name not in _ASSETS:
            raise Problem(404, "not-found", f"there is no {name}")
        answer = conditional_bytes(request, *_ASSETS[name])
        if version == VERSION:
            answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return answer

    return router


async def form(request: Request) -> Fields:
    """The fields of a form. Raises ``Problem`` 400 and 415."""
    kind = request.headers.get("content-type", _FORM).split(";")[0].strip().lower()
    if kind != _FORM:
        raise Problem(415, "unsupported-media-type", f"a form is sent as {_FORM}")
    try:
        text = (await request.body()).decode()
        sent = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Problem(400, "malformed", "the form cannot be read; load its page again and send it") from error
    return [(name, as_typed(value)) for name, value in sent]


def as_typed(value: str) -> str:
    """A field's text as it was typed, and is counted: browsers send each end of a line as CR LF.

    Half of a character, which no browser sends, becomes a mark: it could not be encoded again.
    """
    return value.replace("\r\n", "\n").encode(errors="replace").decode()

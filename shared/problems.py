"""Errors as RFC 9457 problem documents with a stable ``type``, and what each exception becomes."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.eventstore.handle import Busy, KeyReused, TooLarge, VersionMoved
from shared.eventstore.port import StoreUnavailable, StreamFrozen
from shared.i18n.asked import preferred
from shared.i18n.refusals import refusal_words
from shared.i18n.speech import N_, Speech, speech
from shared.mistakes import ENGLISH, FieldError, Wrong, field_errors
from shared.mongo import Unavailable, store_passes
from shared.values import Refused
from shared.views.reader import BadCursor, NotFolded, NotYet
from shared.views.unreadable import Unreadable

_log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
_RETRY = {"Retry-After": "1"}


class ProblemBody(BaseModel):
    """RFC 9457. ``type`` is stable; ``detail`` is for people; ``errors`` name fields, in the language asked for."""

    type: str
    title: str
    status: int
    detail: str | None = None
    correlation_id: str | None = None
    errors: list[FieldError] | None = None


class Problem(Exception):
    """An error that is an answer: raise it from a route. ``errors`` name the fields that are not right."""

    def __init__(
        self,
        status: int,
        type_: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Wrong] = (),
    ) -> None:
        super().__init__(detail)
        self.status, self.type, self.detail = status, type_, detail
        self.headers = dict(headers or {})
        self.errors = tuple(errors)


TITLES = {
    "malformed": N_("The request is malformed"),
    "unauthenticated": "Sign in first",
    "forbidden": "Your role may not do this",
    "cross-site": "Sent from another site",
    "not-found": "Not there, or not yours",
    "gone": "Taken back",
    "method-not-allowed": "This address does not take that method",
    "refused": N_("Refused by the rules of the process"),
    "version-moved": "Somebody changed it meanwhile",
    "too-large": "Too large",
    "too-slow": "Too slow",
    "unsupported-media-type": "This kind of content is not taken here",
    "invalid": N_("Not valid"),
    "key-reused": "The Idempotency-Key was used for another request",
    "too-many": "Too many at once",
    "backlog": "Too much is waiting to be published",
    "not-yet": "Not visible yet",
    "unavailable": "Not available at the moment",
    "unreadable": "Kept, and not readable at the moment",
    "stream-frozen": "This record is closed until an operator has looked at it",
    "internal": "A fault of ours",
    "misdirected": "Asked under another name",
}

HTTP = {
    404: "not-found", 405: "method-not-allowed", 408: "too-slow", 413: "too-large", 415: "unsupported-media-type",
}  # fmt: skip
"""The types of what Starlette and the edge refuse by a status alone."""

_KNOWN: tuple[tuple[type[Exception], int, str, Mapping[str, str]], ...] = (
    (VersionMoved, 412, "version-moved", {}),
    (TooLarge, 413, "too-large", {}),
    (KeyReused, 422, "key-reused", {}),
    (StreamFrozen, 503, "stream-frozen", {"Retry-After": "3600"}),
    (NotYet, 503, "not-yet", _RETRY),
    (Unreadable, 503, "unreadable", {"Retry-After": "3600"}),
    (NotFolded, 400, "malformed", {}),
    (BadCursor, 400, "malformed", {}),
    (Busy, 503, "unavailable", _RETRY),
    (ClientDisconnect, 400, "malformed", {}),
)


def invalid(errors: Sequence[Wrong]) -> Problem:
    """422 for what no type alone can tell: each field is named with what would be right."""
    return Problem(422, "invalid", _summed([one.said() for one in errors]), errors=errors)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route: a problem for each status, but those of its access (``answers`` there)."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": _DESCRIPTIONS[status], "content": {**content}} for status in statuses}


_DESCRIPTIONS = {
    400: "Malformed: a header, a parameter or the JSON itself.",
    401: "No token, or not a valid one.",
    403: "The caller's role may never do this, or a form was sent from another site.",
    404: "Not there, or not the caller's.",
    408: "The body came too slowly.",
    409: "Refused by the domain; the detail says why.",
    412: "If-Match lost: the stream moved.",
    413: "The body or the event is too large.",
    415: "The body is not of a kind that this address takes; most take JSON.",
    422: "Invalid; each field is named. Or an Idempotency-Key used for another request.",
    429: "Too many from one sender; Retry-After says when there is room again.",
    503: "Not now; Retry-After says when.",
}


def answer(
    status: int,
    type_: str,
    detail: str | None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
    *,
    t: Speech = ENGLISH,
) -> JSONResponse:
    """The problem as a response; what names fields, and a refusal, is said in a language that was asked for."""
    correlation = structlog.contextvars.get_contextvars().get("correlation_id")
    body = ProblemBody(
        type=f"urn:onevoice:problem:{type_}",
        title=t.say(TITLES[type_]),
        status=status,
        detail=detail,
        correlation_id=correlation,
        errors=list(errors) or None,
    )
    content = body.model_dump(mode="json", exclude_none=True)
    language = {
        "Content-Language": t.tag,
        **({"Vary": "Accept-Language"} if errors or type_ == "refused" else {}),
    }
    return JSONResponse(content, status, {**language, **(headers or {})}, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    for kind, status, type_, headers in _KNOWN:
        app.add_exception_handler(kind, _known(status, type_, headers))
    for away in (StoreUnavailable, Unavailable):
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def _known(status: int, type_: str, headers: Mapping[str, str]) -> Any:
    async def handle(_request: Request, error: Exception) -> JSONResponse:
        return answer(status, type_, str(error), headers)

    return handle


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - what it was registered for
    if not error.errors:
        return answer(error.status, error.type, error.detail, error.headers)
    t = asked(request.headers)
    told = [one.said(t, _sent(request)) for one in error.errors]
    return answer(error.status, error.type, _summed(told), error.headers, told, t=t)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # noqa: S101 - what it was registered for
    t = asked(request.headers)
    return answer(409, "refused", refusal_words(error, t), t=t)


async def _away(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, Unavailable) and not store_passes(error):
        return await _fault(request, error)
    _log.warning("store away", error=str(error))
    return answer(503, "unavailable", "The store does not answer; try again shortly.", _RETRY)


async def _fault(request: Request, error: Exception) -> JSONResponse:
    _log.error("fault", route=_route(request), exc_info=error)
    return answer(500, "internal", "It is logged under the correlation id.")


def _route(request: Request) -> str:
    """Which route was asked, as it is declared: what stands in an address may be somebody's word or address."""
    return f"{request.scope.get('root_path', '')}{getattr(request.scope.get('route'), 'path', '')}"


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it was registered for
    status = error.status_code
    return answer(status, HTTP.get(status, "malformed"), str(error.detail), error.headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it was registered for
    found, t = error.errors(), asked(request.headers)
    errors = field_errors([_within(one) for one in found], _sent(request), t)
    malformed = any(e["type"] == "json_invalid" or e["loc"][0] in {"query", "header"} for e in found)
    status, type_ = (400, "malformed") if malformed else (422, "invalid")
    return answer(status, type_, _summed(errors), None, errors, t=t)


def unfit(wrong: Wrong, headers: Headers) -> JSONResponse:
    """What is answered to a body that no type should look at."""
    t = asked(headers)
    told = [wrong.said(t)]
    return answer(422, "invalid", _summed(told), None, told, t=t)


def asked(headers: Headers) -> Speech:
    """The language that a request asks for."""
    return speech(preferred(headers.get("accept-language", "")))


def _sent(request: Request) -> Any:
    """The type of the body that the route takes; None where it takes none."""
    field = getattr(request.scope.get("route"), "body_field", None)
    return field.field_info.annotation if field else None


def _within(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with its place in the body, or among the parameters."""
    where, *path = error["loc"]
    return {**error, "loc": path or [where]}


def _summed(errors: Sequence[FieldError]) -> str:
    return "; ".join(f"{e.field}: {e.message}" for e in errors)[:2_000]

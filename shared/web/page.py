"""Pages: templates over one layout, and the headers that every page has; the only module here that knows Jinja2."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.auth import PUBLIC
from shared.problems import Problem
from shared.web.queries import conditional_bytes

_HERE: Final = Path(__file__).parent
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_MOST_FIELDS: Final = 200
_FORM: Final = "application/x-www-form-urlencoded"
_STYLE: Final = (_HERE / "assets" / "onevoice.css").read_bytes()
VERSION: Final = hashlib.sha256(_STYLE).hexdigest()[:12]
"""Of the style sheet: part of its address, so that a new one is fetched at once and an old one never again."""


Fields = list[tuple[str, str]]
"""A form's fields, as they were sent."""


class Pages:
    """Renders the templates of one slice, with those of the layout beside them."""

    def __init__(self, folder: Path) -> None:
        self._templates = Environment(
            loader=FileSystemLoader([folder, _HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def show(
        self, template: str, values: Mapping[str, object], *, service: str, status: int = 200
    ) -> HTMLResponse:
        """A page for who has its link alone; ``service`` is whose assets it uses."""
        html = self._templates.get_template(template).render(
            style=f"/{service}/assets/{VERSION}/onevoice.css", **values
        )
        headers = {
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "private, no-store",
        }
        return HTMLResponse(html, status, headers)


def assets() -> APIRouter:
    """The style sheet, under the service's own path: each service may stand behind its own address."""
    router = APIRouter(prefix="/assets", dependencies=[Depends(PUBLIC)], include_in_schema=False)

    @router.get("/{version}/onevoice.css")
    async def style(version: str, request: Request) -> Response:
        answer = conditional_bytes(request, _STYLE, "text/css")
        if version == VERSION:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

    return router


async def form(request: Request) -> Fields:
    """The fields of a form as they were sent. Raises ``Problem`` 400 and 415."""
    kind = request.headers.get("content-type", _FORM).split(";")[0].strip().lower()
    if kind != _FORM:
        raise Problem(415, "unsupported-media-type", f"a form is sent as {_FORM}")
    try:
        text = (await request.body()).decode()
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Problem(400, "malformed", "the form cannot be read; load its page again and send it") from error

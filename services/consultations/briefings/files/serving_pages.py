"""The files of documents for everybody: the current one, and each version; 410 for what was taken back."""

import re
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.consultations.attachments.verdicts import Kind
from services.consultations.briefings.files.counting import Counting
from services.consultations.briefings.files.store import DocumentFiles
from services.consultations.briefings.projection import BRIEFINGS, BriefingState
from services.consultations.briefings.shown import DocumentItem, DocumentVersion
from shared.i18n.speech import N_
from shared.mongo import Content
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import public_pages
from shared.web.pages.page import Pages
from shared.web.pages.visit import Visit, Visiting
from shared.web.routes.queries import ITEM_PROBLEMS, After, matches

_RANGE: Final = re.compile(r"bytes=(\d{1,12})?-(\d{1,12})?")
_ANY: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": _ANY, "description": "The file."},
    206: {"content": _ANY, "description": "The part of it that was asked for."},
    **ITEM_PROBLEMS,
    410: {**documented(404)[404], "description": "It was taken back; the detail says why."},
}


class Unsatisfiable(Exception):
    """A part of a file that there is not."""


def part(header: str, size: int) -> tuple[int, int] | None:
    """First byte and number of bytes that a ``Range`` asks for; None for all of it. Raises ``Unsatisfiable``."""
    found = _RANGE.fullmatch(header)
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    begin = int(first) if first else max(0, size - int(last))
    end = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < begin:
        return None
    if begin >= size:
        raise Unsatisfiable
    return begin, end - begin


def routes(room: Room) -> APIRouter:
    """The addresses of files."""
    router = public_pages("briefings")
    serving = _Serving(room)

    @router.get("/{key}/documents/{item}", response_class=StreamingResponse, responses=_FILE)
    async def document_file(key: Key, item: Key, request: Request, visit: Visiting, seen: After) -> Response:
        """The file of a document, in its current version."""
        briefing, document = await serving.find(key, item, seen)
        return await serving.answer(request, visit, briefing, document, document.current)

    @router.get(
        "/{key}/documents/{item}/versions/{number}", response_class=StreamingResponse, responses=_FILE
    )
    async def version_of_file(  # noqa: PLR0917  one for each part of a request
        key: Key, item: Key, number: int, request: Request, visit: Visiting, seen: After
    ) -> Response:
        """A version of the file of a document."""
        briefing, document = await serving.find(key, item, seen)
        found = [one for one in document.files if one.number == number]
        if not found:
            raise _none()
        stands = not found[0].withdrawn and not document.withdrawn
        return await serving.answer(
            request, visit, briefing, document, found[0] if stands else None, found[0]
        )

    return router


class _Serving:
    def __init__(self, room: Room) -> None:
        self._briefings = room.reader(BRIEFINGS)
        self._files, self._counting = DocumentFiles(room.database), Counting(room.database)
        self._pages = Pages("/consultations", Path(__file__).with_name("templates"))

    async def find(
        self, key: str, item: str, seen: list[tuple[str, int]]
    ) -> tuple[BriefingState, DocumentItem]:
        """The briefing, and a document of it that has a file. Raises ``Problem`` 404."""
        await self._briefings.wait_for(seen)
        found = await self._briefings.get(f"briefing-{key}")
        documents = found.state.documents if found and found.state.listed else ()
        document = next((one for one in documents if one.key == item and one.files), None)
        if found is None or document is None:
            raise _none()
        return found.state, document

    async def answer(  # noqa: PLR0917  what, for whom
        self,
        request: Request,
        visit: Visit,
        briefing: BriefingState,
        document: DocumentItem,
        file: DocumentVersion | None,
        asked: DocumentVersion | None = None,
    ) -> Response:
        """The file; 304 to who has it, the part that is asked for, and 410 where it was taken back."""
        if file is None:
            return self._gone(request, visit, briefing, document, asked or document.files[-1])
        etag = f'"{file.sha256}"'
        kind = Kind.of(file.media_type)
        headers = {
            "ETag": etag,
            "Accept-Ranges": "bytes",
            "Cache-Control": "no-cache",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        try:
            asked_for = part(request.headers.get("range", ""), file.size)
        except Unsatisfiable:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{file.size}"})
        if request.headers.get("if-range", etag) != etag:
            asked_for = None
        first, size = asked_for or (0, file.size)
        headers["Content-Disposition"] = f'attachment; filename="{briefing.key}-{document.key}.{kind}"'
        headers["Content-Length"] = str(size)
        if asked_for:
            headers["Content-Range"] = f"bytes {first}-{first + size - 1}/{file.size}"
        status = 206 if asked_for else 200
        if getattr(request.state, "head", False):
            return Response(status_code=status, headers=headers, media_type=file.media_type)
        content = await self._begun(file, first, size)
        if first == 0:
            await self._counting.count(briefing.key, document.key)
        return StreamingResponse(content, status, headers, file.media_type)

    async def _begun(self, file: DocumentVersion, first: int, size: int) -> Content:
        """The content, of which a piece was read: a store that is away is said before anything is sent."""
        content = await self._files.read(file.sha256, first, size)
        if content is None:  # only in a store that was restored to an older state
            raise Problem(503, "unavailable", "This file is not there at the moment.", {"Retry-After": "60"})
        piece = await anext(content)

        async def all_of_it() -> Content:
            yield piece
            async for more in content:
                yield more

        return all_of_it()

    def _gone(
        self,
        request: Request,
        visit: Visit,
        briefing: BriefingState,
        document: DocumentItem,
        file: DocumentVersion,
    ) -> Response:
        """That it was taken back, and why: a page for a browser."""
        gone = document.withdrawn or file.withdrawn
        reason = gone.reason if gone else ""
        if "text/html" not in request.headers.get("accept", ""):
            raise Problem(410, "gone", f"this file was taken back: {reason}")
        t, place = visit.speech, f"/consultations/briefings/{briefing.key}"
        return self._pages.show(
            "gone.html",
            visit,
            Crumb(t.say(N_("Briefings")), "/consultations/briefings"),
            Crumb(briefing.title or briefing.key, place, "en"),
            status=410,
            document=document,
            reason=reason,
            place=place,
        )


def _none() -> Problem:
    return Problem(404, "not-found", "there is no such file")

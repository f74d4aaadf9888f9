"""The files of documents for everybody: the current one, and each version; 410 for what was taken back."""

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
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import public_pages
from shared.web.pages.page import Pages
from shared.web.pages.visit import Visit, Visiting
from shared.web.routes.kept_files import Served, file_answers, served
from shared.web.routes.queries import After

_FILE: Final[dict[int | str, dict[str, Any]]] = {
    **file_answers(),
    410: {**documented(404)[404], "description": "It was taken back; the detail says why."},
}


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
        name = f"{briefing.key}-{document.key}.{Kind.of(file.media_type)}"

        async def counted() -> None:
            await self._counting.count(briefing.key, document.key)

        return await served(
            request, self._files.read, Served(file.sha256, file.size, file.media_type, name), counted
        )

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

"""The files of documents over HTTP, for the secretariat: sent as they are, taken back, counted."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from services.consultations.attachments.api import BODY, told
from services.consultations.briefings.api import BRIEFING, item_address
from services.consultations.briefings.files.counting import Counting, Downloads
from services.consultations.briefings.files.taking import Taking
from services.consultations.briefings.filing_commands import WithdrawFile
from shared.auth import Caller, Role, allow
from shared.runtime.service import Room
from shared.values import Key
from shared.web.routes.commands import COMMAND_PROBLEMS, Accepted, Sent, sent
from shared.web.routes.queries import reading
from shared.web.routes.routes import Address, CommandRoutes

SECRETARIAT: Final = allow(Role.SECRETARIAT)


def routes(room: Room) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/briefings", tags=["briefings"])
    taking, counting = Taking(room), Counting(room.database)

    @router.post(
        "/{key}/documents/{item}/file",
        responses=COMMAND_PROBLEMS,
        openapi_extra=BODY,
        name="FileDocument",
        summary="Give a document its file, or a new version of it",
    )
    async def new_file(  # noqa: PLR0917  one for each part of a request
        item: Key,
        request: Request,
        response: Response,
        address: Annotated[Address, Depends(item_address)],
        caller: Annotated[Caller, Depends(SECRETARIAT)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Accepted:
        """PDF, DOCX, ODT, PNG or JPEG, judged by its content, up to 25 MB; the same again is no new version."""
        with told("file"):
            command = await taking.take(address.stream, item, request.stream())
        return await room.commands.run(
            BRIEFING,
            address.stream,
            command,
            caller=caller,
            sent=sent,
            response=response,
            location=address.location,
        )

    @reading(router, "/{key}/documents/{item}/downloads", SECRETARIAT, private=True)
    async def document_downloads(key: Key, item: Key) -> Downloads:
        """How often its file was downloaded; nothing is known of who did."""
        return await counting.read(key, item)

    commands = CommandRoutes(router, room.commands, BRIEFING, SECRETARIAT)
    commands.add("/{key}/documents/{item}/withdraw-file", WithdrawFile, item_address, frozenset({"key"}))
    return router

"""The files of documents over HTTP, for the secretariat: sent as they are, taken back, counted."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter

from services.consultations.attachments.api import told
from services.consultations.briefings.api import BRIEFING, item_address
from services.consultations.briefings.files.counting import Counting, Downloads
from services.consultations.briefings.files.taking import Taking
from services.consultations.briefings.filing_commands import FileDocument, WithdrawFile
from shared.auth import Role, allow
from shared.runtime.service import Room
from shared.values import Key
from shared.web.routes.queries import reading
from shared.web.routes.routes import Address, CommandRoutes

SECRETARIAT: Final = allow(Role.SECRETARIAT)


def routes(room: Room) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/briefings", tags=["briefings"])
    taking, counting = Taking(room), Counting(room.database)

    async def take(address: Address, content: AsyncIterator[bytes]) -> FileDocument:
        """PDF, DOCX, ODT, PNG or JPEG, judged by its content, up to 25 MB; the same again is no new version."""
        with told("file"):
            return await taking.take(address.stream, str(address.fields["key"]), content)

    @reading(router, "/{key}/documents/{item}/downloads", SECRETARIAT, private=True)
    async def document_downloads(key: Key, item: Key) -> Downloads:
        """How often its file was downloaded; nothing is known of who did."""
        return await counting.read(key, item)

    commands = CommandRoutes(router, room.commands, BRIEFING, SECRETARIAT)
    commands.sent("/{key}/documents/{item}/file", FileDocument, take, item_address)
    commands.add("/{key}/documents/{item}/withdraw-file", WithdrawFile, item_address, frozenset({"key"}))
    return router

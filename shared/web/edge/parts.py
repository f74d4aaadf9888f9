"""Forms that bring files: ``multipart/form-data`` (RFC 7578), spooled to disk as they come."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from shared.problems import Problem
from shared.web.pages.page import Fields, as_typed, form

_KIND: Final = "multipart/form-data"
_MOST_FILES: Final = 60
"""Fields for files count whether one was chosen or not."""
_MOST_FIELDS: Final = 500
_LONGEST: Final = 128 * 1024
"""Bytes of a field's text: more than the longest answer that a question may allow. Texts are held in memory."""
_LOOKED_AT: Final = 27 * 1024 * 1024
"""Bytes of a form that is refused, and read all the same, so that its texts are not lost: they and one file."""
_PIECE: Final = 256 * 1024
_UNREADABLE: Final = "the form cannot be read; load its page again and send it"


@dataclass(frozen=True)
class Brought:
    """A file that came with a form: its field, its name, and its bytes as long as the form is open."""

    field: str
    name: str
    _file: UploadFile

    async def pieces(self) -> AsyncIterator[bytes]:
        """Its bytes, piece by piece."""
        await self._file.seek(0)
        while piece := await self._file.read(_PIECE):
            yield piece

    async def text(self, most: int) -> str:
        """Its text in UTF-8. Raises ``Problem`` 400, and 413 for more than ``most`` bytes."""
        if (self._file.size or 0) > most:
            raise Problem(413, "too-large", f"{self.field}: {most} bytes at most are right")
        try:
            return (await self._file.read()).decode()
        except UnicodeDecodeError:
            raise Problem(400, "malformed", f"{self.field}: a text in UTF-8 is right") from None


@asynccontextmanager
async def form_with_files(request: Request) -> AsyncIterator[tuple[Fields, list[Brought]]]:
    """The fields of a form and the files that were chosen. Raises ``Problem`` 400 and 415, and 413 on the way."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith(_KIND):
        yield await form(request), []
        return
    sent = await _read(request)
    try:
        fields = [(name, as_typed(value)) for name, value in sent.multi_items() if isinstance(value, str)]
        yield (
            fields,
            [
                Brought(name, value.filename, value)
                for name, value in sent.multi_items()
                if isinstance(value, UploadFile) and value.filename
            ],
        )
    finally:
        await sent.close()


async def texts_of(request: Request) -> Fields | None:
    """The fields of a form that is refused unread, to be given back; None where it is too large for that."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LOOKED_AT:
        return None
    async with form_with_files(request) as (fields, _):
        return fields


async def _read(request: Request) -> FormData:
    try:
        return await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LONGEST)
    except (MultiPartException, HTTPException) as error:
        if isinstance(error, HTTPException) and error.status_code != 400:  # noqa: PLR2004  as Starlette has it
            raise
        raise Problem(400, "malformed", _UNREADABLE) from error

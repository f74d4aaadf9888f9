"""Serving a file that is kept: 304 to who has it, and the part that is asked for."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from shared.mongo import Content
from shared.problems import Problem
from shared.web.routes.queries import ITEM_PROBLEMS, matches

_RANGE: Final = re.compile(r"bytes=(\d{1,12})?-(\d{1,12})?")
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}


def file_answers(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """What a route answers whose file is of one of these types."""
    content = dict.fromkeys(media_types or ("application/octet-stream",), _BYTES)
    return {
        200: {"content": content, "description": "The file."},
        206: {"content": content, "description": "The part of it that was asked for."},
        **ITEM_PROBLEMS,
    }


Read = Callable[[str, int, int], Awaitable[Content | None]]
"""Reads so many bytes of the content of a hash, from the first one on; None where it is not there."""


@dataclass(frozen=True)
class Served:
    """A file that is kept under the hash of its content, by the name that it is downloaded with. Size in bytes."""

    sha256: str
    size: int
    media_type: str
    name: str


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


async def _nobody() -> None:
    """Not counted."""


async def served(
    request: Request, read: Read, file: Served, counted: Callable[[], Awaitable[None]] = _nobody
) -> Response:
    """The file, or what is asked for of it; ``counted`` is done where it is sent from its beginning.

    Raises ``Problem`` 503 where the store does not have it, and ``Unavailable``.
    """
    etag = f'"{file.sha256}"'
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
    headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    headers["Content-Length"] = str(size)
    if asked_for:
        headers["Content-Range"] = f"bytes {first}-{first + size - 1}/{file.size}"
    status = 206 if asked_for else 200
    if getattr(request.state, "head", False):
        return Response(status_code=status, headers=headers, media_type=file.media_type)
    content = await _begun(read, file, first, size)
    if first == 0:
        await counted()
    return StreamingResponse(content, status, headers, file.media_type)


async def _begun(read: Read, file: Served, first: int, size: int) -> Content:
    """The content, of which a piece was read: a store that is away is said before anything is sent."""
    content = await read(file.sha256, first, size)
    if content is None:  # only in a store that was restored to an older state
        raise Problem(503, "unavailable", "This file is not there at the moment.", {"Retry-After": "60"})
    piece = await anext(content, b"")

    async def all_of_it() -> Content:
        yield piece
        async for more in content:
            yield more

    return all_of_it()

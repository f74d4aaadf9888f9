"""Forms that bring a file: ``multipart/form-data`` (RFC 7578), for texts that are small enough to be held."""

from email import message_from_bytes
from email.message import Message
from typing import Final

from fastapi import Request

from shared.problems import Problem
from shared.web.page import Fields, form

_KIND: Final = "multipart/form-data"
_MOST_PARTS: Final = 20


async def form_with_files(request: Request) -> Fields:
    """The fields of a form, a file's text under its field's name. Raises ``Problem`` 400 and 415."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith(_KIND):
        return await form(request)
    whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + await request.body())
    parts = whole.get_payload()
    if not isinstance(parts, list) or len(parts) > _MOST_PARTS:
        raise Problem(400, "malformed", "the form cannot be read; load its page again and send it")
    return [field for part in parts if isinstance(part, Message) and (field := _field(part))]


def _field(part: Message) -> tuple[str, str] | None:
    name = part.get_param("name", header="content-disposition")
    data = part.get_payload(decode=True)
    if not isinstance(name, str) or not isinstance(data, bytes):
        return None
    try:
        return name, data.decode()
    except UnicodeDecodeError:
        raise Problem(400, "malformed", f"{name}: a text in UTF-8 is right") from None

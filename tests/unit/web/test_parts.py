"""Forms that bring a file."""

import pytest
from starlette.requests import Request
from starlette.types import Message

from shared.problems import Problem
from shared.web.parts import form_with_files

KIND = "multipart/form-data; boundary=b0undary"


def request(kind: str, body: bytes) -> Request:
    """A request that sends this."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    headers = [(b"content-type", kind.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


def part(name: str, value: bytes, file: str = "") -> bytes:
    """A field, or a file."""
    named = f'; filename="{file}"\r\nContent-Type: application/json' if file else ""
    return (
        f'--b0undary\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        + value
        + b"\r\n"
    )


async def test_fields_and_files_are_read_as_text() -> None:
    """In their order, whatever their lines and letters."""
    body = part("text", b"") + part("file", "{\n  é\r\n}".encode(), "r.json") + b"--b0undary--\r\n"
    assert await form_with_files(request(KIND, body)) == [("text", ""), ("file", "{\n  é\r\n}")]
    assert await form_with_files(request("application/x-www-form-urlencoded", b"text=a+b")) == [
        ("text", "a b")
    ]


async def test_a_form_of_nothing_has_no_fields() -> None:
    """Not even one that is cut off."""
    assert await form_with_files(request(KIND, b"--b0undary\r\n\r\n")) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (KIND, b""),
        ("multipart/form-data", b"x"),
        (KIND, part("file", b"\xff\xfe", "r") + b"--b0undary--\r\n"),
        (KIND, part("a", b"1") * 21 + b"--b0undary--\r\n"),
    ],
)
async def test_what_is_no_form_is_refused(kind: str, body: bytes) -> None:
    """No parts, too many of them, or no text."""
    with pytest.raises(Problem) as refused:
        await form_with_files(request(kind, body))
    assert refused.value.type == "malformed"

"""Forms that bring a file."""

import pytest
from starlette.requests import Request
from starlette.types import Message

from shared.problems import Problem
from shared.web.edge.parts import form_with_files

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


WHOLE = part("text", b"a\r\nb") + part("file", "{\n  é\r\n}".encode(), "r.json")
END = b"--b0undary--\r\n"


async def test_fields_are_read_and_files_piece_by_piece() -> None:
    """In their order, lines as they were typed, though browsers end them with CR LF; a file byte for byte."""
    async with form_with_files(request(KIND, WHOLE + END)) as (fields, [file]):
        assert fields == [("text", "a\nb")]
        assert (file.field, file.name) == ("file", "r.json")
        assert b"".join([piece async for piece in file.pieces()]) == "{\n  é\r\n}".encode()
    async with form_with_files(request("application/x-www-form-urlencoded", b"text=a+b%0D%0Ac")) as found:
        assert found == ([("text", "a b\nc")], [])


async def test_a_field_without_a_file_brings_none() -> None:
    """As browsers send one in which nothing was chosen."""
    nothing = b'--b0undary\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n'
    async with form_with_files(request(KIND, nothing + END)) as found:
        assert found == ([], [])


async def test_a_file_is_a_text_where_it_is_one() -> None:
    """In UTF-8, and no longer than is taken."""
    async with form_with_files(request(KIND, WHOLE + END)) as (_, [file]):
        assert await file.text(100) == "{\n  é\r\n}"
        with pytest.raises(Problem, match="3 bytes"):
            await file.text(3)
    async with form_with_files(request(KIND, part("file", b"\xff\xfe", "r") + END)) as (_, [file]):
        with pytest.raises(Problem, match="UTF-8"):
            await file.text(100)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        (KIND, b"no part"),
        (KIND, part("a", b"1") * 501 + END),
        (KIND, part("a", b"1", "f") * 61 + END),
        (KIND, part("a", b"1" * 200_000) + END),
    ],
)
async def test_what_is_no_form_is_refused(kind: str, body: bytes) -> None:
    """No parts, too many of them, or too long a text."""
    with pytest.raises(Problem) as refused:
        async with form_with_files(request(kind, body)):
            pass
    assert refused.value.type == "malformed"

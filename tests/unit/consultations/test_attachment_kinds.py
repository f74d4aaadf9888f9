"""What is taken as an attachment, by its content alone."""

import io
import struct
import zlib

import pytest

from services.consultations.attachments.formats.packages import MOST_MEMBERS
from services.consultations.attachments.kinds import judge
from services.consultations.attachments.verdicts import RIGHT, Kind, Unfit, WrongKind
from tests.support.attached import all_kinds, docx_members, odt_members, picture, zipped

FILES = all_kinds()
BLANK = bytes(30 << 20)
WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_judged_by_its_content(kind: Kind) -> None:
    """Each is what it is; a PDF may have a little before it."""
    assert judge(io.BytesIO(FILES[kind])) is kind
    assert judge(io.BytesIO(b"\n\n" + FILES[Kind.PDF])) is Kind.PDF


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text",
        b"<html><body>%PD</body></html>",
        picture("GIF"),
        picture("TIFF"),
        picture("WEBP"),
        b"MZ" + bytes(500),
        zipped({"a.txt": "text"}),
        zipped(docx_members(SHEET)),
        zipped({**odt_members(), "mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    ],
    ids=["empty", "text", "html", "gif", "tiff", "webp", "program", "zip", "xlsx", "ods", "doc"],
)
def test_other_kinds_are_told_which_are_right(data: bytes) -> None:
    """Also those that look alike."""
    with pytest.raises(WrongKind) as refused:
        judge(io.BytesIO(data))
    assert RIGHT in str(refused.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped(docx_members(WORD)), "macros"),
        (zipped({**docx_members(), "word/vbaProject.bin": b"x"}), "macros"),
        (zipped({**odt_members(), "Basic/Standard/Module1.xml": "<a/>"}), "macros"),
        (zipped({**odt_members(), "Scripts/python/run.py": "x"}), "macros"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (zipped({**odt_members(), "META-INF/manifest.xml": "<m><e><encryption-data/></e></m>"}), "password"),
        (zipped({**docx_members(), "word/media/a.bmp": bytes(33 << 20)}), "unpacks to more"),
        (
            zipped({f"word/media/{n}.bmp": BLANK for n in range(7)} | docx_members()),
            "unpacks to more",
        ),
        (zipped({f"{n}": "" for n in range(MOST_MEMBERS)} | docx_members()), "unpacks to more"),
    ],
    ids=["docm", "vba", "basic", "python", "locked docx", "locked odt", "one bomb", "many", "members"],
)
def test_what_is_unfit_is_told_what_would_help(data: bytes, why: str) -> None:
    """Programs, passwords, and what unpacks to too much."""
    with pytest.raises(Unfit, match=why) as refused:
        judge(io.BytesIO(data))
    assert " send " in str(refused.value)


def test_an_empty_library_of_macros_is_no_macro() -> None:
    """Word processors leave its index behind where nobody ever wrote one."""
    left = {"Basic/Standard/script-lb.xml": "<a/>", "Basic/script-lc.xml": "<a/>"}
    assert judge(io.BytesIO(zipped({**odt_members(), **left}))) is Kind.ODT


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_picture_that_unpacks_to_too_much_is_not_unpacked(side: int) -> None:
    """By the size that it says it has."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))
        for name, said in chunks
    )
    with pytest.raises(Unfit, match="make it smaller"):
        judge(io.BytesIO(data))

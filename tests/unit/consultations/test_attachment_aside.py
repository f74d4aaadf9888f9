"""Whatever a file does to the libraries that read it, the service goes on."""

import io
import tempfile
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from services.consultations.attachments.aside import prepare
from services.consultations.attachments.stripping import strip
from services.consultations.attachments.verdicts import RIGHT, Kind, Unfit, WrongKind
from services.consultations.confined import Limits
from tests.support.attached import all_kinds, exif, jpeg

FILES = all_kinds()
Pair = tuple[BinaryIO, BinaryIO]


@pytest.fixture
def files() -> Iterator[Pair]:
    """What came and what is kept."""
    with tempfile.TemporaryFile() as received, tempfile.TemporaryFile() as stored:
        yield received, stored


@pytest.mark.parametrize("kind", Kind)
def test_what_is_kept_is_what_stripping_says(files: Pair, kind: Kind) -> None:
    """To the byte, as if it were done here."""
    received, stored = files
    received.write(FILES[kind])
    assert prepare(received, stored) is kind
    here = io.BytesIO()
    strip(io.BytesIO(FILES[kind]), kind, here)
    stored.seek(0)
    assert stored.read() == here.getvalue()


def test_a_verdict_comes_back_in_its_own_words(files: Pair) -> None:
    """Of another kind, and broken."""
    received, stored = files
    received.write(b"plain text")
    with pytest.raises(WrongKind) as refused:
        prepare(received, stored)
    assert str(refused.value).count(RIGHT) == 1
    received.seek(0)
    received.write(jpeg()[:200])
    with pytest.raises(Unfit, match="cut off"):
        prepare(received, stored)


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(memory=250 << 20), "too much memory"),
        (Limits(seconds=0), "too much memory"),
        (Limits(kept=100), "cannot be read"),
    ],
    ids=["memory", "time", "size"],
)
def test_what_takes_too_much_is_refused(files: Pair, limits: Limits, why: str) -> None:
    """A picture that has to be turned, with less than that takes."""
    received, stored = files
    Image.new("RGB", (7_000, 7_000), "red").save(received, "PNG", exif=exif(6))
    with pytest.raises(Unfit, match=why):
        prepare(received, stored, limits)


@pytest.mark.parametrize("many", [b"<a/>", b"<a/>x", b'<a b=""/>', b"<w:p></w:p>"])
def test_a_small_file_becomes_no_large_tree(files: Pair, many: bytes) -> None:
    """Thirty kilobytes that unpack to millions of tags are refused by their number; a hundred thousand are taken."""
    received, stored = files
    with pytest.raises(Unfit, match="more than 1,000,000 tags and attributes"):
        prepare_document(received, stored, many * 1_000_001)
    prepare_document(received, stored, many * 100_000)


def test_the_most_that_is_taken_fits_into_half_of_the_limit(files: Pair) -> None:
    """As docs/OPERATIONS.md promises: the largest tree, with half the memory that a file may take."""
    received, stored = files
    prepare_document(received, stored, b"<a/>x" * 999_000, Limits(memory=Limits.memory // 2))


def prepare_document(received: BinaryIO, stored: BinaryIO, more: bytes, limits: Limits | None = None) -> None:
    """Prepare a document with this put into its body."""
    received.seek(0)
    received.truncate()
    stored.truncate(0)
    with ZipFile(io.BytesIO(FILES[Kind.DOCX])) as good, ZipFile(received, "w", ZIP_DEFLATED) as bad:
        for name in good.namelist():
            data = good.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + more)
            bad.writestr(name, data)
    assert prepare(received, stored, limits or Limits()) is Kind.DOCX

"""Whatever a file does to the libraries that read it, the service goes on."""

import io
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from PIL import Image

from services.consultations.attachments.aside import Limits, prepare
from services.consultations.attachments.stripping import strip
from services.consultations.attachments.verdicts import RIGHT, Kind, Unfit, WrongKind
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

"""What is kept of an attachment says nothing about who made it, and all that it says."""

import contextlib
import io
import zipfile
from collections.abc import Iterator

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from services.consultations.attachments.kinds import judge
from services.consultations.attachments.stripping import strip
from services.consultations.attachments.verdicts import Kind, Unfit, WrongKind
from tests.support.attached import (
    CONTENT,
    PLANTED,
    all_kinds,
    docx_members,
    exif,
    jpeg,
    odt_members,
    pdf,
    png,
    zipped,
)

FILES = all_kinds()


def stripped(data: bytes) -> bytes:
    """What is kept of it."""
    received, out = io.BytesIO(data), io.BytesIO()
    strip(received, judge(received), out)
    return out.getvalue()


def layers(data: bytes) -> Iterator[bytes]:
    """The file's bytes, and those of everything packed inside it."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield name.encode()
                yield from layers(package.read(name))
    elif data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as opened:
            for one in [*opened.objects, opened.trailer]:
                yield one.unparse(resolved=True)
                if isinstance(one, pikepdf.Stream):
                    yield from layers(one.read_raw_bytes())
                    yield (
                        one.read_raw_bytes() if "/DCTDecode" in str(one.get("/Filter")) else one.read_bytes()
                    )
    elif data.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(data)) as image:
            yield repr([image.info, getattr(image, "text", None)]).encode()


def says(data: bytes, word: str) -> bool:
    """Whether the word stands anywhere in the file."""
    spellings = [
        word.encode(),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        word.encode().hex().encode(),
    ]
    return any(spelling in layer for layer in layers(data) for spelling in spellings)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_about_the_maker_is_left(kind: Kind) -> None:
    """No planted word in any byte of the file, nor of what is packed in it; it is the same kind still."""
    assert says(FILES[kind], PLANTED)
    kept = stripped(FILES[kind])
    assert not says(kept, PLANTED)
    assert judge(io.BytesIO(kept)) is kind


@pytest.mark.parametrize("kind", Kind)
def test_the_same_file_gives_the_same_bytes(kind: Kind) -> None:
    """A retry stores what the first try did; what is bare already stays as it is."""
    kept = stripped(FILES[kind])
    assert stripped(FILES[kind]) == kept
    assert kind is Kind.PDF or stripped(kept) == kept


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.JPEG])
def test_a_picture_stays_as_it_was_to_the_bit(kind: Kind) -> None:
    """Nothing is encoded anew where nothing has to be turned."""
    with (
        Image.open(io.BytesIO(FILES[kind])) as before,
        Image.open(io.BytesIO(stripped(FILES[kind]))) as after,
    ):
        assert ImageChops.difference(before, after).getbbox() is None
        assert not after.getexif()
        assert "comment" not in after.info


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("make", [jpeg, png])
def test_a_picture_that_is_to_be_turned_is_turned(make: object, orientation: int) -> None:
    """What its EXIF asked of the viewer is done, because nothing asks for it any more."""
    data = jpeg(orientation) if make is jpeg else png(orientation)
    kept = stripped(data)
    assert not says(kept, PLANTED)
    with Image.open(io.BytesIO(kept)) as after:
        assert after.size == ((32, 64) if orientation > 4 else (64, 32))
        corner = {2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
        width, height = after.size
        place = (4 + corner[0] * (width - 9), 4 + corner[1] * (height - 9))
        red, _, blue = after.convert("RGB").getpixel(place)  # type: ignore[misc]
        assert abs(red - 200) < 20, (place, red, blue)


def test_a_picture_of_several_keeps_the_one_that_is_shown() -> None:
    """A camera's file with previews behind it; they have metadata of their own."""
    out = io.BytesIO()
    first, second = Image.new("RGB", (64, 32), "red"), Image.new("RGB", (16, 8), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second], exif=exif(6), comment=PLANTED)
    assert says(out.getvalue(), PLANTED)
    kept = stripped(out.getvalue())
    assert not says(kept, PLANTED)
    with Image.open(io.BytesIO(kept)) as after:
        assert (after.format, after.size) == ("JPEG", (32, 64))


def test_a_pdf_keeps_its_pages() -> None:
    """Text, note and photograph are there; scripts, files, information and signatures are not."""
    with pikepdf.open(io.BytesIO(stripped(FILES[Kind.PDF]))) as kept:
        [page] = kept.pages
        assert CONTENT.encode() in page.obj.Contents.read_bytes()
        assert [str(note.get("/Contents")) for note in page.obj.Annots] == [CONTENT, "None", "None"]
        [photo] = page.get_images().values()
        assert isinstance(photo, pikepdf.Stream)
        assert pikepdf.PdfImage(photo).as_pil_image().size == (64, 32)
        assert not kept.attachments
        assert "/Info" not in kept.trailer
        assert not {"/OpenAction", "/Metadata", "/AF"} & set(kept.Root.keys())


def test_a_docx_keeps_its_text_and_loses_what_is_not_shown() -> None:
    """Comments and tracked changes stay, by nobody; nothing refers to a part that is gone."""
    with zipfile.ZipFile(io.BytesIO(stripped(FILES[Kind.DOCX]))) as kept:
        assert kept.testzip() is None
        assert set(kept.namelist()) == {
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/comments.xml",
            "word/settings.xml",
            "word/_rels/settings.xml.rels",
            "word/media/image1.jpeg",
        }
        text = kept.read("word/document.xml").decode()
        assert text.count(CONTENT) == 3
        assert all(word in text for word in ('<w:ins w:author="Author"', "<w:del ", "<w:hyperlink>"))
        assert not any(word in text for word in ("OLEObject", "rsid", "w:date"))
        assert CONTENT in kept.read("word/comments.xml").decode()
        assert b"docProps" not in kept.read("[Content_Types].xml") + kept.read("_rels/.rels")
        assert {entry.date_time for entry in kept.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_odt_keeps_its_text_and_loses_what_is_not_shown() -> None:
    """Annotations and tracked changes stay, by nobody; the text after what was taken out stays too."""
    with zipfile.ZipFile(io.BytesIO(stripped(FILES[Kind.ODT]))) as kept:
        assert kept.namelist()[0] == "mimetype"
        assert kept.infolist()[0].compress_type == zipfile.ZIP_STORED
        names = {"mimetype", "content.xml", "settings.xml", "Pictures/photo.jpg", "META-INF/manifest.xml"}
        assert set(kept.namelist()) == names
        text = kept.read("content.xml").decode()
        assert text.count(CONTENT) == 5
        assert text.count("<dc:creator>Author</dc:creator>") == 2
        assert "object-ole" not in text
        assert b"meta.xml" not in kept.read("META-INF/manifest.xml")


def broken(data: bytes, cut: int, noise: bytes, at: int) -> bytes:
    """The file with its end cut off, or noise in the middle of it."""
    place = at % len(data)
    return (
        data[: len(data) - cut % len(data)]
        if not noise
        else data[:place] + noise + data[place + len(noise) :]
    )


@given(
    kind=st.sampled_from(list(Kind)),
    cut=st.integers(1, 100_000),
    noise=st.binary(max_size=40),
    at=st.integers(0, 100_000),
)
def test_a_broken_file_is_refused_or_comes_out_bare(kind: Kind, cut: int, noise: bytes, at: int) -> None:
    """Cut off or overwritten anywhere: the designed error and no other."""
    with contextlib.suppress(WrongKind, Unfit):
        assert judge(io.BytesIO(stripped(broken(FILES[kind], cut, noise, at)))) is kind


@given(
    data=st.binary(max_size=500),
    start=st.sampled_from([b"", b"%PDF-", b"PK\3\4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
)
def test_noise_is_refused(data: bytes, start: bytes) -> None:
    """Whatever it begins as."""
    with pytest.raises((WrongKind, Unfit)):
        stripped(start + data)


def test_parts_that_are_broken_inside_a_good_package_are_refused() -> None:
    """A photograph or a text that is cut off in a document that is whole."""
    good = jpeg()
    for members, name, bad in (
        (docx_members(), "word/media/image1.jpeg", good[: len(good) // 2]),
        (docx_members(), "word/comments.xml", "<w:comments>"),
        (odt_members(), "content.xml", "<a><b></a>"),
        (odt_members(), "content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ):
        with pytest.raises(Unfit):
            stripped(zipped({**members, name: bad}))


def test_what_is_locked_says_so() -> None:
    """A PDF that does not open without a password."""
    with pytest.raises(Unfit, match="password"):
        stripped(pdf(pikepdf.Encryption(owner="x", user="y")))

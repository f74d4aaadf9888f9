"""PNG and JPEG: whether they are, and the picture without what is said about it.

What is taken out is taken out of the file's own structure, so that the picture itself stays as it was to the bit;
only one that says that it is to be turned is turned, and written anew.
"""

import io
import re
import struct
import warnings
from collections.abc import Iterator
from typing import BinaryIO, Final

from PIL import Image, ImageOps, JpegImagePlugin

from services.consultations.attachments.verdicts import Kind, Unfit

MOST_PIXELS: Final = 50_000_000
"""A picture of a good camera; unpacked it takes 200 MB."""

warnings.filterwarnings(
    "ignore", module=r"PIL\."
)  # of tags that are broken: they are taken out, and nobody reads it
_ORIENTATION: Final = 0x0112
_SOI: Final = b"\xff\xd8"
_EOI, _SOS, _APP0, _APP2, _APP14, _COMMENT = 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xFE
_APPS, _STANDALONE = range(0xE0, 0xF0), {0x00, 0x01, *range(0xD0, 0xD9), 0xFF}
_JFIF, _ICC, _ADOBE = b"JFIF\x00", b"ICC_PROFILE\x00", b"Adobe"
_PLAIN: Final = 12
"""Bytes of a JFIF segment before its thumbnail's size, and of an Adobe segment."""

_END_OF_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs acTL fcTL fdAT".split()
)
"""What a PNG shows and how; all others are text, time, EXIF, or some program's own."""


def judge_image(file: BinaryIO, kind: Kind) -> None:
    """Raises ``Unfit`` where it is too large to be unpacked, and whatever Pillow does where it is none."""
    try:
        with Image.open(file, formats=[kind.upper()]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large()
            image.verify()
    except Image.DecompressionBombError as error:
        raise _too_large() from error


def _too_large() -> Unfit:
    return Unfit(
        f"the picture has more than {MOST_PIXELS // 1_000_000} million pixels: make it smaller and send that"
    )


def strip_image(file: BinaryIO, kind: Kind, out: BinaryIO) -> None:
    """The picture as it is shown, and nothing about it. Raises ValueError where it is cut off."""
    file.seek(0)
    data = _turned(file, kind) or file.read()
    out.write(bare_image(data))


def bare_image(data: bytes) -> bytes:
    """A JPEG or PNG without metadata, and anything else as it is. Raises ValueError where it is cut off."""
    if data.startswith(_SOI):
        return b"".join(_bare_jpeg(data))
    if data.startswith(_PNG):
        return b"".join(_bare_png(data))
    return data


def bare_tiff(data: bytes) -> bytes:
    """Its first page, written anew: a TIFF's directories may lie anywhere, and any program adds its own."""
    with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("a picture has too many pixels")
        image.load()
        plain, out = image.copy(), io.BytesIO()  # of no format: nothing of the file's own is written again
        plain.info.clear()
        plain.save(out, "TIFF", compression="tiff_lzw")
    return out.getvalue()


def _turned(file: BinaryIO, kind: Kind) -> bytes | None:
    """The picture turned as its EXIF asks for, written anew; None where it asks for nothing."""
    with Image.open(file, formats=[kind.upper()]) as image:
        how = image.getexif().get(_ORIENTATION, 1)
        moving = kind is Kind.PNG and getattr(image, "n_frames", 1) > 1  # no viewer turns it
        if how not in range(2, 9) or moving:
            file.seek(0)
            return None
        turned, out = ImageOps.exif_transpose(image), io.BytesIO()
        colours = image.info.get("icc_profile")
        if kind is Kind.PNG:
            turned.save(out, "PNG", icc_profile=colours)
        else:
            assert isinstance(image, JpegImagePlugin.JpegImageFile)  # noqa: S101 - of the format asked for
            sampling = JpegImagePlugin.get_sampling(image)
            turned.save(
                out, "JPEG", icc_profile=colours, qtables=image.quantization, subsampling=max(sampling, 0)
            )
    return out.getvalue()


def _bare_jpeg(data: bytes) -> Iterator[bytes]:
    """Its segments without EXIF, XMP, IPTC, comments and thumbnails; what follows its end is not its own."""
    yield _SOI
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill
            at += 1
        if data[at : at + 1] != b"\xff" or at + 4 > len(data) + 2:
            raise ValueError("a JPEG's segment is missing")
        marker = data[at + 1]
        if marker == _EOI:
            yield data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker in _STANDALONE or end > len(data) or end < at + 4:
            raise ValueError("a JPEG's segment is cut off")
        yield _bare_segment(marker, data[at:end])
        at = end
        if marker == _SOS:
            scan = _END_OF_SCAN.search(data, at)
            if scan is None:
                raise ValueError("a JPEG has no end")
            yield data[at : scan.start()]
            at = scan.start()


def _bare_segment(marker: int, segment: bytes) -> bytes:
    """The segment where it takes part in how the picture is shown."""
    said = segment[4:]
    if marker == _APP0 and said.startswith(_JFIF):
        return _segment(marker, said[:_PLAIN] + b"\x00\x00")  # without its thumbnail
    if marker == _APP2 and said.startswith(_ICC):
        return segment
    if marker == _APP14 and said.startswith(_ADOBE):
        return _segment(marker, said[:_PLAIN])
    return b"" if marker in _APPS or marker == _COMMENT else segment


def _segment(marker: int, said: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(said) + 2) + said


def _bare_png(data: bytes) -> Iterator[bytes]:
    """Its chunks without text, time, EXIF and what only some program knows; nothing after its end."""
    yield _PNG
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if end > len(data):
            raise ValueError("a PNG's chunk is cut off")
        if kind in _CHUNKS:
            yield data[at:end]
        at = end

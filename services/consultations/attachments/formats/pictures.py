"""Pictures inside documents: each kind that is known without what is said about it, the others not at all."""

import struct
from collections.abc import Iterator
from typing import Final

from services.consultations.attachments.formats.drawings import bare_drawing
from services.consultations.attachments.formats.images import bare_image, bare_tiff

_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_GIF: Final = (b"GIF87a", b"GIF89a")
_TIFF: Final = (b"II*\x00", b"MM\x00*")
_AS_IT_IS: Final = (
    b"BM",
    b"\xd7\xcd\xc6\x9a",
    b"\x01\x00\x09\x00",
    b"\x01\x00\x00\x00",
    b"II\xbc",
)
"""Bitmaps, metafiles, HD photographs: they have no place for who made them that programs fill in.

None that is packed: inside may be a drawing."""
_FONTS: Final = (".odttf", ".ttf", ".otf")
_EXTENSION, _TRAILER, _COMMENT, _APPLICATION = 0x21, 0x3B, 0xFE, 0xFF
_FRAME: Final = 0x2C
_REPEATS: Final = b"\x0bNETSCAPE2.0"
_SHOWN_BY_WEBP: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_AND_XMP: Final = 0x08 | 0x04


def bare_member(name: str, data: bytes) -> bytes:
    """What a document's package holds beside its XML."""
    return data if name.lower().endswith(_FONTS) else bare_picture(data)


def bare_picture(data: bytes) -> bytes:
    """The picture without metadata; nothing, where its kind is not known. Raises ValueError where it is cut off."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or data.startswith(_BOMS):
        return bare_drawing(data, bare_picture)
    if data.startswith((b"\xff\xd8", b"\x89PNG")):
        return bare_image(data)
    if data.startswith(_GIF):
        return b"".join(_bare_gif(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _bare_webp(data)
    if data.startswith(_TIFF):
        return bare_tiff(data)
    return data if data.startswith(_AS_IT_IS) else b""


def _bare_gif(data: bytes) -> Iterator[bytes]:
    """Its frames and how they move; no comments, no XMP, nothing after its end."""
    at = 13 + _colours(data[10])
    yield data[:at]
    while at < len(data) and data[at] != _TRAILER:
        start = at
        if data[at] == _EXTENSION:
            at = _after_blocks(data, at + 2)
            repeats = data[start + 2 :].startswith(_REPEATS)
            if data[start + 1] == _COMMENT or (data[start + 1] == _APPLICATION and not repeats):
                continue
        elif data[at] == _FRAME and at + 10 < len(data):
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
        else:
            raise ValueError("a GIF's block is of no known kind")
        yield data[start:at]
    yield bytes([_TRAILER])


def _colours(packed: int) -> int:
    """Bytes of the table of colours that this field announces."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    if at >= len(data):
        raise ValueError("a GIF is cut off")
    return at + 1


def _bare_webp(data: bytes) -> bytes:
    """Its chunks without EXIF, XMP and what only some program knows."""
    kept, at = bytearray(), 12
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = bytearray(data[at : at + 8 + size + size % 2])
        if len(chunk) < 8 + size:
            raise ValueError("a WebP's chunk is cut off")
        if kind == b"VP8X":
            chunk[8] &= ~_EXIF_AND_XMP & 0xFF
        if kind in _SHOWN_BY_WEBP:
            kept += chunk
        at += 8 + size + size % 2
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + bytes(kept)

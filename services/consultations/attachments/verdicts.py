"""What a file can be, and what is said of one that cannot be taken."""

import contextlib
import errno
from collections.abc import Iterator
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The kinds of attachment that are taken."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def media_type(self) -> str:
        """As a response's Content-Type says it."""
        return _MEDIA_TYPES[self]

    @classmethod
    def of(cls, media_type: str) -> "Kind":
        """The kind that a response's Content-Type says."""
        return next(kind for kind in cls if kind.media_type == media_type)


_MEDIA_TYPES: Final = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}
RIGHT: Final = "PDF, DOCX, ODT, PNG and JPEG are right, whatever the file is called"


class WrongKind(Exception):
    """The content is of no kind that is taken; the message says which are."""

    def __init__(self, what: str = "the content is of another kind") -> None:
        super().__init__(f"{what}; {RIGHT}")
        self.what = what


class Unfit(Exception):
    """The kind is right and the file is not; the message says why and what would help."""


_OURS: Final = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE}
"""Failures of the machine, which say nothing of the file."""


@contextlib.contextmanager
def reading(kind: Kind) -> Iterator[None]:
    """Whatever a parser stumbles over becomes ``Unfit``: what it reads was made by anybody, and by any means."""
    try:
        yield
    except (WrongKind, Unfit, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OURS:
            raise
        raise Unfit(
            f"the file begins as {kind.upper()} and cannot be read as that; it may have been cut off on its way: "
            "open it, save it anew and send that"
        ) from error

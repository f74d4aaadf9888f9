"""Judging a file by its content: never by its name, nor by what its sender declares it to be."""

from typing import BinaryIO, Final

from services.consultations.attachments.formats.docx import TYPES, judge_docx
from services.consultations.attachments.formats.images import judge_image
from services.consultations.attachments.formats.odt import NAME, judge_odt
from services.consultations.attachments.formats.packages import locked, opened
from services.consultations.attachments.formats.pdf import judge_pdf
from services.consultations.attachments.verdicts import Kind, WrongKind, reading

_HEAD: Final = 1024
"""Within so many bytes of its beginning a PDF says that it is one."""

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


def judge(file: BinaryIO) -> Kind:
    """The file's kind. Raises ``WrongKind`` and ``Unfit``, each with what would be right, and nothing else.

    It is read as far as to say that; what lies deeper may still fail when it is stripped.
    """
    file.seek(0)
    head = file.read(_HEAD)
    kind = _begins_as(head)
    if kind is None:
        raise _unknown(file, head)
    with reading(kind):
        match kind:
            case Kind.PDF:
                judge_pdf(file)
            case Kind.PNG | Kind.JPEG:
                file.seek(0)
                judge_image(file, kind)
            case _:
                return _judge_package(file)
    return kind


def _begins_as(head: bytes) -> Kind | None:
    """By its first bytes; DOCX stands for every zip."""
    for begins, kind in (
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"\xff\xd8\xff", Kind.JPEG),
        (b"PK\3\4", Kind.DOCX),
    ):
        if head.startswith(begins):
            return kind
    return Kind.PDF if b"%PDF-" in head else None


def _judge_package(file: BinaryIO) -> Kind:
    with opened(file) as package:
        names = package.namelist()
        if NAME in names:
            judge_odt(package)
            return Kind.ODT
        if TYPES in names:
            judge_docx(package)
            return Kind.DOCX
    raise WrongKind("the content is an archive")


def _unknown(file: BinaryIO, head: bytes) -> Exception:
    if head.startswith(_COMPOUND):
        file.seek(0)
        if _LOCKED_PACKAGE in file.read():
            return locked()
        return WrongKind("the content is an office document of the old kind")
    return WrongKind("the file is empty" if not head else "the content is of another kind")

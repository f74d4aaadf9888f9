"""Zip packages, which DOCX and ODT are: opened within limits, and written the same way each time."""

import zipfile
from collections.abc import Iterable
from typing import BinaryIO, Final

from services.consultations.attachments.verdicts import Unfit

MOST_MEMBERS: Final = 5_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_OF_ONE: Final = 32 * 1024 * 1024
"""Bytes of one member, which is held in memory; XML, as a tree, takes ten times that and more."""

_ENCRYPTED: Final = 0x1
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The package. Raises ``Unfit`` where it would unpack to too much, or is locked; BadZipFile where it is none.

    What its directory says is what is ever unpacked: a member that holds more ends there, and does not match its
    checksum.
    """
    file.seek(0)
    package = zipfile.ZipFile(file)
    members = package.infolist()
    names = [member.filename for member in members]
    sizes = [member.file_size for member in members]
    if len(members) > MOST_MEMBERS or sum(sizes) > MOST_UNPACKED or max(sizes, default=0) > MOST_OF_ONE:
        raise Unfit(
            f"the document unpacks to more than {MOST_UNPACKED >> 20} MB, or one part to more than "
            f"{MOST_OF_ONE >> 20} MB, or has more than {MOST_MEMBERS} parts: make its pictures smaller, or send "
            "it as PDF"
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise locked()
    if len(set(names)) != len(names):
        raise Unfit("two parts of the document have one name: save it anew and send that")
    return package


def locked() -> Unfit:
    """What is said of a document that does not open without a password."""
    return Unfit("the document is protected by a password: save it without one and send that")


def with_macros() -> Unfit:
    """What is said of a document that holds programs."""
    return Unfit("the document holds macros: save it without them, as plain DOCX or ODT, and send that")


def write(members: Iterable[tuple[str, bytes]], out: BinaryIO) -> None:
    """The package of these members in their order: no dates, no owners, the same bytes for the same members."""
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members:
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 0
            plain = name == "mimetype"  # OpenDocument wants it to be readable in place
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            package.writestr(entry, data)

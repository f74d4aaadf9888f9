"""The fields of a DOCX: instructions that a word processor carries out. What one showed last always stays."""

import re
from collections.abc import Iterator
from typing import Any, Final

from services.consultations.attachments.formats.addresses import may_stay
from services.consultations.attachments.formats.markup import local

_KNOWN: Final = frozenset({
    "=", "ADVANCE", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BIBLIOGRAPHY", "CITATION", "DATE", "EQ", "FORMCHECKBOX",
    "FORMDROPDOWN", "FORMTEXT", "INDEX", "LISTNUM", "NOTEREF", "NUMPAGES", "PAGE", "PAGEREF", "REF", "SECTION",
    "SECTIONPAGES", "SEQ", "STYLEREF", "SYMBOL", "TA", "TC", "TIME", "TOA", "TOC", "XE",
})  # fmt: skip
"""What counts, refers within the document, or shows the day; nothing that reads a file, runs, or names somebody."""
_WORD: Final = re.compile(r'"[^"]*"?|[^\s"]+')
_SWITCH: Final = re.compile(r"\\[a-z*]", re.IGNORECASE)
_TAKES_A_WORD: Final = frozenset({"\\l", "\\o", "\\t", "\\*"})
"""A place in the document, what shows beside it, a window, a format."""
_INSTRUCTION: Final = frozenset({"instrText", "delInstrText"})


def without_acting_fields(root: Any) -> None:
    """Take every instruction out that is not known to be harmless. In place."""
    for element in root.iter("{*}fldSimple"):
        for key in [key for key in element.attrib if local(key) == "instr"]:
            if not _is_known(element.get(key)):
                element.set(key, "")
    for pieces in _complex(root):
        if not _is_known("".join(piece.text or "" for piece in pieces)):
            for piece in pieces:
                piece.text = ""


def _complex(root: Any) -> Iterator[list[Any]]:
    """The instruction of each field, which may lie in pieces; fields lie inside fields."""
    open_: list[list[Any]] = []
    for element in root.iter("{*}fldChar", *(f"{{*}}{name}" for name in _INSTRUCTION)):
        if local(element.tag) in _INSTRUCTION:
            if not open_:
                yield [element]
            else:
                open_[-1].append(element)
            continue
        kind = next((value for key, value in element.attrib.items() if local(key) == "fldCharType"), "")
        if kind == "begin":
            open_.append([])
        elif kind == "end" and open_:
            yield open_.pop()
    yield from open_


def _is_known(instruction: str) -> bool:
    keyword, _, rest = instruction.strip().partition(" ")
    if keyword.upper() == "HYPERLINK":
        return all(may_stay(address.strip('"')) for address in _addresses(rest))
    return keyword.upper() in _KNOWN or keyword.startswith("=")


def _addresses(said: str) -> Iterator[str]:
    """What follows no switch that takes a word: wherever it stands, it is an address."""
    before = ""
    for word in _WORD.findall(said):
        if before.lower() not in _TAKES_A_WORD and not _SWITCH.fullmatch(word):
            yield word
        before = "" if before.lower() in _TAKES_A_WORD else word

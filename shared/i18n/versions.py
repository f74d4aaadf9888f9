"""Texts of the record that exist in some languages: which version a reader gets, and which way it is written."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from shared.values import OfficialLanguage

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_SCRIPTS: Final = frozenset({"Arab", "Hebr", "Thaa", "Syrc"})


class Version(NamedTuple):
    """A text, and the BCP 47 tag of the language that it is in."""

    text: str
    language: str


def version(versions: Mapping[OfficialLanguage, str], language: str) -> Version:
    """The one in the reader's language, else the English one, else the first by its tag."""
    known = {str(tag): text for tag, text in versions.items()}
    found = next((tag for tag in (language, "en") if tag in known), None) or min(known)
    return Version(known[found], found)


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way the language is written, by its script where the tag names one."""
    name, *further = language.split("-")
    scripts = [part for part in further if part.isalpha() and part.istitle()]
    rtl = scripts[0] in _SCRIPTS if scripts else name in _RIGHT_TO_LEFT
    return "rtl" if rtl else "ltr"

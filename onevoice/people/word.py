"""A word as it may be written somewhere: in any case, as bytes, escaped as JSON and addresses escape it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


class Word:
    """What is looked for. Upper and lower case are one."""

    def __init__(self, word: str) -> None:
        self._folded = _fold(word)
        self._bytes = word.encode().lower()

    def within(self, value: Any) -> bool:
        """Whether a value of any kind holds the word, in its names and in its parts, however deep."""
        match value:
            case str():
                return self._in_text(value)
            case bytes():
                return self._bytes in value.lower() or self._in_text(value.decode(errors="replace"))
            case Mapping():
                return any(self.within(name) or self.within(part) for name, part in value.items())
            case list() | tuple():
                return any(self.within(part) for part in value)
            case None:
                return False
        return self._in_text(str(value))

    def _in_text(self, text: str) -> bool:
        if self._folded in _fold(text):
            return True
        plain = _ESCAPED.sub(_letters, text) if "\\u" in text else text
        plain = unquote(plain) if "%" in plain else plain
        return plain != text and self._folded in _fold(plain)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _letters(escaped: re.Match[str]) -> str:
    """The letters of JSON's escapes, of which two may be one letter's halves."""
    return bytes.fromhex(escaped[0].replace("\\u", "")).decode("utf-16-be", "replace")

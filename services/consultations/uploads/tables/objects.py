"""JSON objects in a text: one on each line, or written over several lines, or in a list. Pure."""

import json
import re
from collections.abc import Iterator

from services.consultations.uploads.tables.reading import lines_of

_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def objects(text: str) -> Iterator[tuple[int, str]]:
    """Each with the line that it begins on, from 1, or its place in a list that is written on one line."""
    lines = lines_of(text)
    first = next((line for line in lines if line.strip()), "").strip()
    if first.startswith(("[", "{")) and (first.startswith("[") or not _whole(first)):
        try:
            yield from _spread(text)
        except (ValueError, RecursionError):
            pass  # of JSON lines, then, the first is not right
        else:
            return
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


def _whole(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _spread(text: str) -> list[tuple[int, str]]:
    """All of them. Raises ValueError and RecursionError where the text is anything else."""
    found: list[tuple[int, str]] = []
    at = _BETWEEN.match(text).end()  # type: ignore[union-attr]  # it matches everywhere
    listed = text.startswith("[", at)
    at, counted, line = at + listed, 0, 1
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if at == len(text) or (listed and text[at] == "]"):
            break
        _, end = _DECODER.raw_decode(text, at)
        ends = len(re.findall(r"\r\n?|\n", text[counted:at]))
        line, counted = max(line + ends, found[-1][0] + 1 if found else 1), at
        found.append((line, text[at:end]))
        at = end
    if listed != (at < len(text)) or text[at + 1 :].strip():
        raise ValueError("it ends in the middle of a list, or does not end with it")
    return found

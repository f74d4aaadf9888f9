"""Markdown as far as the tests of the documents read it: fenced blocks, headings, links, tables, code words."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block, and the line of text before it."""

    language: str
    text: str
    before: str


def documents() -> list[Path]:
    """Every Markdown file that people write."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(file: Path, *languages: str) -> list[Block]:
    """The fenced blocks in these languages."""
    text = file.read_text()
    return [
        Block(
            found["language"],
            textwrap.dedent(found["text"]),
            text[: found.start()].rstrip().rpartition("\n")[2],
        )
        for found in _FENCE.finditer(text)
        if found["language"] in languages
    ]


def prose(file: Path) -> str:
    """The text without its fenced blocks."""
    return _FENCE.sub("", file.read_text())


def headings(file: Path) -> list[str]:
    """The headings, without their marks."""
    return re.findall(r"^#+ (.+)$", prose(file), re.MULTILINE)


def anchor(heading: str) -> str:
    """What a link to the heading says after its ``#``."""
    kept = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return kept.strip().replace(" ", "-")


def links(file: Path) -> list[str]:
    """The targets of all links."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(file))


def rows(file: Path, first: str) -> Iterator[list[str]]:
    """The rows of the table whose first column is headed ``first``."""
    inside = False
    for line in prose(file).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif inside and not cells[0].startswith("---"):
            yield cells
        inside = inside or (line.startswith("|") and cells[0] == first)


def said(file: Path) -> Iterator[str]:
    """Every command line that the document shows, and every code word in its text."""
    for block in blocks(file, "sh", "console"):
        for line in block.text.splitlines():
            if block.language == "sh" or line.startswith("$ "):
                yield line.removeprefix("$ ").partition(" #")[0].strip()
    yield from re.findall(r"`([^`\n]+)`", prose(file))


def section(file: Path, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank or higher."""
    text = file.read_text()
    found = re.search(rf"^(#+) {re.escape(heading)}\n", text, re.MULTILINE)
    assert found, f"{file.name} has no section {heading}"
    rest = text[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def steps(text: str) -> list[str]:
    """The steps of a numbered list, each with what is indented under it."""
    return re.findall(r"^\d+\. (.*?)(?=^\d+\. |^\S|\Z)", text, re.MULTILINE | re.DOTALL)

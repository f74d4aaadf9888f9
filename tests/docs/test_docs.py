"""What the documents say is there: links, headings, settings, commands, decisions, records."""

import re
from collections import Counter
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import typer.main

from onevoice import cli
from onevoice.record.read import read_bytes
from shared.settings import RoleOfProcess, Settings
from tests.docs.markdown import ROOT, anchor, blocks, documents, headings, links, rows, said

OPERATIONS = ROOT / "docs" / "OPERATIONS.md"
DECISIONS = ROOT / "docs" / "adr"
PARTS = ["Context", "Choice", "Consequence", "What would change our mind"]
SOURCES = [
    file for folder in ("shared", "onevoice", "deploy", "tests") for file in (ROOT / folder).rglob("*.py")
]

every_document = pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))


@every_document
def test_every_link_to_a_file_or_heading_resolves(file: Path) -> None:
    """A reader who follows a link arrives."""
    for link in links(file):
        if link.startswith(("http://", "https://")):
            continue
        path, _, heading = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if heading:
            assert heading in {anchor(text) for text in headings(target)}, link


@every_document
def test_a_link_that_names_a_file_leads_to_it(file: Path) -> None:
    """Also after the file was called something else."""
    named = re.findall(r"\[`?([\w/.-]+\.(?:py|html|js))`?\]\(([^)#]+)\)", file.read_text())
    assert [name for name, link in named if not f"/{link}".endswith(f"/{name}")] == []


def test_every_heading_that_the_code_refers_to_is_there() -> None:
    """A message that sends somebody to a chapter names one that exists."""
    found = [
        place for file in SOURCES for place in re.findall(r"(docs/\w+\.md), '([^']+)'", file.read_text())
    ]
    assert found
    for document, heading in found:
        assert heading in headings(ROOT / document)


def _default(value: object) -> str:
    """A default as the table shows it."""
    match value:
        case None:
            return ""
        case bool():
            return f"`{value}`".lower()
        case frozenset():
            return f"`{','.join(role for role in RoleOfProcess if role in value)}`"
    return f"`{value}`"


def test_the_table_of_settings_is_complete() -> None:
    """A row for each setting, in the order of the class, with its default."""
    wanted = [
        (f"`ONEVOICE_{name.upper()}`", _default(field.default))
        for name, field in Settings.model_fields.items()
    ]
    assert [(row[0], row[1]) for row in rows(OPERATIONS, "variable")] == wanted
    assert all(row[2] for row in rows(OPERATIONS, "variable"))


def test_every_choice_of_a_setting_is_named() -> None:
    """Profiles, and what else has names of its own."""
    meanings = {row[0]: row[1] + row[2] for row in rows(OPERATIONS, "variable")}
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, Enum):
            for choice in type(field.default):
                assert f"`{choice}`" in meanings[f"`ONEVOICE_{name.upper()}`"]


@every_document
def test_every_variable_is_read_by_something(file: Path) -> None:
    """Nobody is told to set what nothing reads."""
    settings = {f"ONEVOICE_{name.upper()}" for name in Settings.model_fields}
    composed = set(re.findall(r"\$\{(ONEVOICE_[A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    for variable in set(re.findall(r"ONEVOICE_[A-Z_]*[A-Z]", file.read_text())) - settings - composed:
        assert any(f'"{variable}"' in source.read_text() for source in SOURCES), variable


def _is_known(command: Any, words: list[str]) -> None:
    """Fails when these words are no command, or have an option that it does not know."""
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no {words[0]}; {list(command.commands)} are there"
        command, words = command.commands[words[0]], words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options


@every_document
def test_every_command_that_is_shown_exists(file: Path) -> None:
    """``onevoice``, ``make`` and files that are run."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    group = typer.main.get_command(cli.app)
    for line in said(file):
        for words in re.findall(r"(?:^|\(|-m )onevoice ([a-z][^)|>&;]*)", line):
            _is_known(group, words.split())
        for target in re.findall(r"(?:^|&& )make ([a-z-]+)", line):
            assert target in targets, line
        for module in re.findall(r"python -m ((?:tests|deploy)[\w.]+)", line):
            assert (ROOT / (module.replace(".", "/") + ".py")).exists(), line


def test_decisions_have_numbers_of_their_own_and_stand_in_the_index() -> None:
    """0001, 0002, …, each once, each in the index under its title."""
    files = sorted(DECISIONS.glob("[0-9]*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    index = (DECISIONS / "README.md").read_text()
    for file in files:
        number, _, title = headings(file)[0].partition(". ")
        assert int(number) == int(file.name[:4])
        assert f"| [{file.name[:4]}]({file.name}) | {title} |" in index
    assert Counter(links(DECISIONS / "README.md")) == Counter(file.name for file in files)


@pytest.mark.parametrize("file", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda file: file.stem)
def test_a_decision_has_its_four_parts_on_one_page(file: Path) -> None:
    """Context, choice, consequence, what would change our mind."""
    assert headings(file)[1:] == PARTS
    assert len(file.read_text().split()) <= 600


def test_the_records_in_the_documents_can_be_loaded() -> None:
    """An example of the format is a record of that format."""
    records = [block.text for block in blocks(ROOT / "docs" / "record.md", "yaml")]
    assert records
    for record in records:
        read_bytes(record.encode())


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    """The version that pyproject.toml names stands first."""
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert headings(ROOT / "CHANGELOG.md")[1].startswith(f"[{version[1]}]")

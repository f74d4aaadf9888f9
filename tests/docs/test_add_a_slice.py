"""The guide in CONTRIBUTING.md, followed to the letter in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, Block, blocks

GUIDE = ROOT / "CONTRIBUTING.md"
COPIED = ("onevoice", "services", "shared", "deploy", "desk", "tests", "docs")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, with the guide's slice in it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for block in blocks(GUIDE, "python", "html", "diff"):
        file = folder / place(block)
        if block.language != "diff":
            assert not file.exists(), f"{file} is there already: the guide needs another example"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text)
        else:
            file.write_text(changed(file.read_text(), block.text))
    return folder


def place(block: Block) -> str:
    """The file that the line before the block names."""
    found = re.search(r"`([\w/]+\.(?:py|html))`", block.before)
    assert found, block.before
    return found[1]


def changed(text: str, change: str) -> str:
    """The text with the lines marked ``-`` gone and those marked ``+`` after the line above them."""
    lines, at = text.splitlines(), 0
    for line in change.splitlines():
        mark, content = line[0], line[1:]
        if mark == "+":
            lines.insert(at, content)
            at += 1
            continue
        assert lines.count(content) == 1, f"not once in the file: {content}"
        at = lines.index(content)
        if mark == "-":
            del lines[at]
        else:
            at += 1
    return "\n".join(lines) + "\n"


def run(folder: Path, *words: str) -> None:
    """Run Python in the copy; fails with what it says."""
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


STEPS = """
import sys
import pytest
from onevoice.documents import docs
from tests.support import golden
golden.add_missing()
docs.write()
sys.exit(pytest.main(["tests/unit/registry/test_desk_domain.py", "tests/contract/test_golden.py"]))
"""
"""What the guide has its reader run, in one process because that is quicker."""


def test_the_guides_slice_works(copy: Path) -> None:
    """Its golden files are written, its tests pass, its routes are in the OpenAPI document."""
    run(copy, "-c", STEPS)
    document = (copy / "docs/generated/openapi-registry.json").read_text()
    for said in ('"/api/desks/{country}/assign"', '"/desks.{kind}"', '"Assign the desk"'):
        assert said in document


def test_the_guides_code_passes_the_checks(copy: Path) -> None:
    """Lint and format, as ``make test`` runs them."""
    written = [place(block) for block in blocks(GUIDE, "python", "diff")]
    run(copy, "-m", "ruff", "check", *written)
    run(copy, "-m", "ruff", "format", "--check", *written)


@pytest.mark.long
def test_the_guides_code_is_typed(copy: Path) -> None:
    """Strict mypy over the slice."""
    run(copy, "-m", "mypy", *(place(block) for block in blocks(GUIDE, "python")))

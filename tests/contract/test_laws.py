"""docs/LAWS.md says what is so: each law's files exist, its tests bear its mark, its mutant is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAWS = ROOT / "docs" / "LAWS.md"
ROWS = {
    int(cells[1]): cells
    for line in LAWS.read_text().splitlines()
    if len(cells := [cell.strip() for cell in line.split("|")]) > 5 and cells[1].isdigit()
}


def linked(cell: str) -> list[Path]:
    return [(LAWS.parent / link).resolve() for link in re.findall(r"\]\(([^)]+)\)", cell)]


def bearing(law: int) -> set[Path]:
    """The test files with a test of this law."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {file for file in files if re.search(rf"\bmark\.law\({law}\)", file.read_text())}


def test_every_law_has_a_row() -> None:
    """The table holds laws 1 to 14, each once."""
    assert sorted(ROWS) == list(range(1, 15))


@pytest.mark.parametrize("law", sorted(ROWS))
def test_a_law_names_what_proves_it(law: int) -> None:
    """The row names every file with a test of the law, its mechanism and its mutants, and they all exist."""
    _, _, _, mechanism, tests, mutant, *_ = ROWS[law]
    assert set(linked(tests)) == bearing(law)
    assert linked(mechanism)
    assert all(file.is_file() for file in linked(mechanism))
    assert linked(mutant)
    for patch in linked(mutant):
        assert patch.is_file()
        assert patch.name.startswith(f"law-{law:02}-")


def test_every_mutant_is_named() -> None:
    """No mutant is left out of the table."""
    named = {patch.name for row in ROWS.values() for patch in linked(row[5])}
    assert named == {patch.name for patch in (ROOT / "tests" / "mutants").glob("law-*.patch")}


def test_every_crash_point_is_named() -> None:
    """The document lists the crash points that the code has."""
    said = set(re.findall(r"`(\w+\.(?:after|before)_\w+)`", LAWS.read_text()))
    sources = [file.read_text() for part in ("shared", "services") for file in (ROOT / part).rglob("*.py")]
    assert said == {point for text in sources for point in re.findall(r'crash\.point\("([^"]+)"\)', text)}

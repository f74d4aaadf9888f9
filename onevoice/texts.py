"""The catalogues of texts: what each part of the house says, taken from its code and templates into ``*.po``.

``make texts`` brings the catalogues up to date: a new text comes in empty, one that nobody says any more goes.
"""

import io
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent.parent
PARTS: Final = {
    "shared": "shared",
    "registry": "services/registry",
    "consultations": "services/consultations",
    "notifications": "services/notifications",
    "desk": "desk",
    "local": "deploy/local/signin",
}
"""The parts, each with its folder and a catalogue of its own."""
_TEMPLATE: Final = "jinja2.ext:babel_extract"
_HOW: Final = [("**.py", "python"), ("**/templates/**.html", _TEMPLATE), ("**/templates/**.txt", _TEMPLATE)]
_SAID: Final = {"say": None, "say_n": (1, 2), "N_": None, "Refused": None}


def said(part: str) -> Catalog:
    """Every text that the part says, as its code has it now."""
    found = Catalog(charset="utf-8")
    options = {pattern: {"trimmed": "true", "silent": "false"} for pattern, _ in _HOW}
    for file, _line, message, _comments, _context in extract_from_dir(
        ROOT / PARTS[part], _HOW, options, keywords=_SAID
    ):
        found.add(message, locations=[(f"{PARTS[part]}/{file}", 0)])
    return found


def catalogue_of(part: str, language: str) -> Path:
    """Where the part's translations into a language are."""
    return ROOT / "shared" / "i18n" / language / f"{part}.po"


def updated(part: str, language: str) -> str:
    """The part's catalogue with the texts as they are now; what was translated stays."""
    path, template = catalogue_of(part, language), said(part)
    kept = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as opened:
            kept = read_po(opened, locale=language)
    fresh = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in template:
        if message.id:
            known = kept.get(message.id)
            fresh.add(message.id, known.string if known else None, locations=message.locations)
    out = io.BytesIO()
    write_po(out, fresh, width=110, sort_output=True, include_lineno=False, omit_header=True)
    return out.getvalue().decode()


def write() -> None:
    """Bring every catalogue up to date."""
    for part in PARTS:
        if (ROOT / PARTS[part]).exists():
            catalogue_of(part, "fr").write_text(updated(part, "fr"))


if __name__ == "__main__":
    write()

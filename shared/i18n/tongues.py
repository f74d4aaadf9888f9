"""Languages by their names: what a tag is called, and which language is meant by a name or a code.

The CLDR names some six hundred languages, ISO 639 nearly eight thousand, which it names in English alone.
"""

from functools import cache
from typing import Final

import pycountry
from babel import Locale

_SCRIPT: Final = len("Hant")
_APOSTROPHES: Final = str.maketrans(
    {
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)


def language_words(tag: str, locale: Locale) -> str:
    """The name of what a BCP 47 tag says: as the CLDR has it, else ISO 639, else the tag's own code."""
    code, *further = tag.split("-")
    name = str(locale.languages.get(code) or _of_iso(code) or code)
    where = [_script_or_territory(part, locale) for part in further]
    return f"{name} ({', '.join(where)})" if where else name


def languages_of(locale: Locale) -> list[tuple[str, str]]:
    """Tag and name of every language with a tag of two letters."""
    return [(str(tag), str(name)) for tag, name in locale.languages.items() if len(tag) == len("fr")]


def language_meant(text: str, locale: Locale) -> str | None:
    """The code of the language whose name this is, in this locale's language or ISO 639's English, or whose code.

    Two letters where there are two, else three; None where no language is called so.
    """
    wanted = _plain(text)
    named = {_plain(str(name)): str(code) for code, name in locale.languages.items() if code.isalpha()}
    code = wanted if _of_iso(wanted) else named.get(wanted) or _named_by_iso().get(wanted)
    return str(getattr(pycountry.languages.get(alpha_3=code), "alpha_2", code)) if code else None


def _script_or_territory(part: str, locale: Locale) -> str:
    names = locale.scripts if len(part) == _SCRIPT else locale.territories
    return str(names.get(part, part))


def _of_iso(code: str) -> str | None:
    if len(code) not in {len("ay"), len("aym")}:
        return None
    known = pycountry.languages.get(**{f"alpha_{len(code)}": code})
    known = known or pycountry.language_families.get(alpha_3=code)
    return str(known.name) if known else None


@cache
def _named_by_iso() -> dict[str, str]:
    families = {_plain(one.name): str(one.alpha_3) for one in pycountry.language_families}
    return families | {_plain(one.name): str(one.alpha_3) for one in pycountry.languages}


def _plain(name: str) -> str:
    """Without what is typed in several ways: capitals, spaces around, the apostrophe's kind."""
    return " ".join(name.casefold().translate(_APOSTROPHES).split())

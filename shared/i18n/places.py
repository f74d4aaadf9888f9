"""Countries by their names: which one is meant by a name in an official language, or by a code of two letters."""

import unicodedata
from functools import cache
from typing import Final, get_args

import pycountry
from babel import Locale

from shared.values import OfficialLanguage

_COMMON: Final = {
    "burma": "MMR", "czech republic": "CZE", "east timor": "TLS", "ivory coast": "CIV", "macedonia": "MKD",
    "swaziland": "SWZ", "turkey": "TUR",
}  # fmt: skip
"""Names that are still written, and that neither ISO 3166 nor the CLDR has."""


def country_meant(text: str) -> str | None:
    """The alpha-3 code of the country that is called exactly so, or has this code; None where none is."""
    plain = _plain(text)
    if known := _named().get(plain):
        return known
    found = pycountry.countries.get(alpha_2=plain.upper()) or pycountry.countries.get(alpha_3=plain.upper())
    return str(found.alpha_3) if found else None


@cache
def _named() -> dict[str, str]:
    codes = {str(one.alpha_2): str(one.alpha_3) for one in pycountry.countries}
    names = {
        _plain(str(name)): codes[str(code)]
        for tag in get_args(OfficialLanguage)
        for code, name in Locale.parse(tag).territories.items()
        if code in codes
    }
    for one in pycountry.countries:  # what the standard says goes before what the CLDR says
        official = (getattr(one, field, None) for field in ("common_name", "official_name", "name"))
        names |= {_plain(name): str(one.alpha_3) for name in official if name}
    return names | _COMMON


def _plain(name: str) -> str:
    """Without what is typed in several ways: capitals, accents, spaces, and signs between words."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    letters = (
        one if one.isalnum() else " " for one in folded if unicodedata.category(one) not in {"Mn", "Cf"}
    )
    return " ".join("".join(letters).split())

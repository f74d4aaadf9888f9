"""Countries, regions and levels; ``shared.values`` passes them on."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field, ValidationInfo

from shared.countries import is_country
from shared.dates import mistake, recorded
from shared.forms import form
from shared.texts import N_


def _is_code(value: str, info: ValidationInfo) -> bool:
    return is_country(value) or bool(recorded(info) and re.fullmatch("[A-Z]{3}", value))


def _country(value: str, info: ValidationInfo) -> str:
    if _is_code(value, info):
        return value
    wrong = N_("{value} is not an ISO 3166 alpha-3 code")
    raise mistake("country", wrong, N_("three letters such as PRT are right"), value=repr(value[:80]))


Country = Annotated[
    str,
    AfterValidator(_country),
    Field(json_schema_extra={"pattern": "^[A-Z]{3}$", "examples": ["PRT"], **form("country")}),
]
"""An ISO 3166-1 alpha-3 code."""

Region = Literal["europe_north_america", "arab", "asia_pacific", "latin_america_caribbean", "africa"]
"""The five regions of the Global Compact's regional reviews."""
REGION_NAMES: Final[Mapping[str, str]] = {
    "europe_north_america": N_("Europe and North America"),
    "arab": N_("Arab region"),
    "asia_pacific": N_("Asia and the Pacific"),
    "latin_america_caribbean": N_("Latin America and the Caribbean"),
    "africa": N_("Africa"),
}
REGIONS: Final[tuple[Region, ...]] = get_args(Region)

Level = Literal["global", "regional", "country"]
"""Where in the United Nations system a coordination structure stands."""


def _network(value: str, info: ValidationInfo) -> str:
    if value == "global" or value in REGIONS or _is_code(value, info):
        return value
    right = N_("global, a region such as africa or a code such as PRT is right")
    raise mistake("network", N_("{value} is not the key of a network"), right, value=repr(value[:80]))


NetworkKey = Annotated[
    str,
    AfterValidator(_network),
    Field(json_schema_extra={"pattern": f"^(global|{'|'.join(REGIONS)}|[A-Z]{{3}})$", **form("network")}),
]
"""``global``, a region, or the ISO 3166 code of a country: the natural key of a network."""


def level_of(network: str) -> Level:
    """The level at which the network of this key stands."""
    if network == "global":
        return "global"
    return "regional" if network in REGIONS else "country"

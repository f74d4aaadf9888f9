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

Level = Literal["global", "regional", "subregional", "country"]
"""Where in the United Nations system a coordination structure stands."""
_SUBREGIONAL: Final = f"({'|'.join(REGIONS)})-[a-z][a-z0-9_]{{0,39}}"


def _network(value: str, info: ValidationInfo) -> str:
    if value == "global" or value in REGIONS or _is_code(value, info) or re.fullmatch(_SUBREGIONAL, value):
        return value
    right = N_("global, a region such as africa or a code such as PRT is right")
    raise mistake("network", N_("{value} is not the key of a network"), right, value=repr(value[:80]))


def _subregional(value: str) -> str:
    if re.fullmatch(_SUBREGIONAL, value):
        return value
    wrong = N_("{value} is not the key of a sub-regional network")
    right = N_("a region, a dash and a name in small letters such as africa-west_central are right")
    raise mistake("subregional", wrong, right, value=repr(value[:80]))


NetworkKey = Annotated[
    str,
    AfterValidator(_network),
    Field(
        json_schema_extra={
            "pattern": f"^(global|{'|'.join(REGIONS)}|{_SUBREGIONAL}|[A-Z]{{3}})$",
            **form("network"),
        }
    ),
]
"""``global``, a region, a ``Subregion``, or the ISO 3166 code of a country: the natural key of a network."""
Subregion = Annotated[
    str, AfterValidator(_subregional), Field(json_schema_extra={"pattern": f"^{_SUBREGIONAL}$"})
]
"""A region and a name within it: ``africa-west_central``. What lies in it is not a list of ours."""


def level_of(network: str) -> Level:
    """The level at which the network of this key stands."""
    if network == "global":
        return "global"
    if network in REGIONS:
        return "regional"
    return "subregional" if "-" in network else "country"


def region_of(network: str) -> Region | None:
    """The region that the key itself names: a regional network's own, or that of a sub-regional one."""
    return next((region for region in REGIONS if region == network.partition("-")[0]), None)

"""What a field that is chosen offers, in the reader's language. Pure."""

from functools import cache
from importlib.resources import files
from typing import Final

from desk.forms.fields import Field
from shared.i18n.speech import N_, Speech
from shared.values import REGION_NAMES

_FLAGS = (("yes", N_("yes")), ("no", N_("no")))
_SEATS: Final = (
    "Africa/Addis_Ababa", "Africa/Dakar", "America/Bogota", "America/Panama", "America/Toronto", "Asia/Almaty",
    "Asia/Amman", "Europe/Berlin", "Europe/Brussels", "Europe/Copenhagen", "Europe/Rome", "Europe/Vienna",
    "Europe/Zurich", "Pacific/Fiji", "UTC",
)  # fmt: skip
"""Where the United Nations have seats and regional offices, and UTC: by these names their own clocks are known."""


def selected(one: Field, value: str, t: Speech) -> list[tuple[str, str]]:
    """Each value with what it is called; the one that stands there now is among them."""
    found = _offered(one, t)
    return found if not value or any(code == value for code, _ in found) else [(value, value), *found]


def _offered(one: Field, t: Speech) -> list[tuple[str, str]]:
    if one.kind == "country":
        return t.countries()
    if one.kind == "network":
        regions = ((region, t.say(title)) for region, title in REGION_NAMES.items())
        return [("global", t.say(N_("global"))), *regions, *t.countries()]
    if one.kind == "language":
        return t.languages()
    if one.kind == "time-zone":
        return [(zone, zone) for zone in _zones()]
    return [(code, t.say(title)) for code, title in (_FLAGS if one.kind == "flag" else one.options)]


@cache
def _zones() -> list[str]:
    """One zone for each of the clocks that the world has now, as the IANA chose them, and the ``_SEATS``."""
    lines = files("tzdata").joinpath("zoneinfo", "zonenow.tab").read_text("utf-8").splitlines()
    return sorted({*_SEATS, *(line.split("\t")[2] for line in lines if not line.startswith("#"))})

"""What a field that is chosen offers, in the reader's language. Pure."""

from desk.forms.fields import Field
from shared.i18n.speech import N_, Speech
from shared.values import REGION_NAMES

_FLAGS = (("yes", N_("yes")), ("no", N_("no")))


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
    return [(code, t.say(title)) for code, title in (_FLAGS if one.kind == "flag" else one.options)]

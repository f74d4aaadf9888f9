"""The kinds of outcomes of a briefing and their fields, by their names."""

from collections.abc import Mapping
from typing import Final, get_args

from shared.contracts.consultations.outcomes import AnyOutcome
from shared.forms import KEY
from shared.i18n.speech import Speech

_EVERY: Final = get_args(AnyOutcome)
KINDS: Final[Mapping[str, str]] = {
    one.model_fields["kind"].default: one.model_json_schema()[KEY]["title"] for one in _EVERY
}
FIELDS: Final[Mapping[str, str]] = {
    name: str(field.title) for one in _EVERY for name, field in one.model_fields.items() if name != "kind"
}
"""The fields of outcomes."""


def kind_words(kind: str, t: Speech) -> str:
    """What an outcome of this kind is called."""
    return t.say(KINDS[kind])

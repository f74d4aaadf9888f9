"""A refusal of the domain, said to a reader: its sentence in their language, each value by what it is."""

import datetime as dt
from typing import Final

from shared.contracts.consultations.calls import Deadline
from shared.i18n.codes import CODES
from shared.i18n.speech import N_, Speech
from shared.i18n.values import deadline_words, value_words
from shared.texts import Word
from shared.values import Country, NetworkKey, Refused

_WORDS: Final = (
    N_("absent"), N_("establishing"), N_("drafted"), N_("moved"), N_("later"), N_("sooner"),
    N_("document"), N_("issue"), N_("outcome"),
)  # fmt: skip
"""What stands within refusals as a ``Word`` and is marked nowhere else."""
_HINTS: Final = {"country": Country, "network": NetworkKey}


def refusal_words(refused: Refused, t: Speech) -> str:
    """Why the domain said no; in English as the record writes it, for who compares."""
    if t.tag == "en":
        return refused.reason
    return t.say(refused.text, **{name: _value(name, value, t) for name, value in refused.values.items()})


def _value(name: str, value: object, t: Speech) -> str:
    match value:
        case Word():
            return t.say(CODES.get(value, value))
        case Deadline():
            return deadline_words(value, t)
        case dt.datetime():
            return t.say(
                "{day}, {time} ({zone})", day=t.day(value.date()), time=f"{value:%H:%M:%S}", zone="UTC"
            )
    return value_words(value, t, _HINTS.get(name, str))

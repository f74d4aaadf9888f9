"""The form that registers for a briefing: what it offers, what is filled in, and what is wrong with that. Pure."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from services.consultations.registration.registering import NewParticipant
from shared.auth import Caller, Role
from shared.contracts.consultations.registration import Group
from shared.i18n.speech import N_, Speech
from shared.mistakes import Wrong, field_errors
from shared.web.pages.page import Fields

ASKED = ("group", "country", "organisation", "mode", "name", "function", "address")


class Misfilled(Exception):
    """``wrong`` names the fields that are not right, and says of each what would be."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong = wrong


def offered(groups: Sequence[Group], caller: Caller | None) -> tuple[Group, ...]:
    """For whom somebody may register here: a mission for its own State alone."""
    mission = caller is not None and caller.role is Role.MISSION
    return tuple(one for one in groups if one == "member_states" or not mission)


def filled(fields: Fields) -> dict[str, str]:
    """The form as it was typed."""
    return {name: value.strip() for name, value in fields}


def wanted(typed: Mapping[str, str], t: Speech) -> NewParticipant:
    """Whom the form registers. Raises ``Misfilled``, with what would be right in the reader's language."""
    told = {name: typed[name] for name in ASKED if typed.get(name)}
    try:
        return NewParticipant.model_validate({**told, "language": t.tag if t.tag in {"en", "fr"} else "en"})
    except ValidationError as error:
        found = field_errors(error.errors(), NewParticipant, t)
    raise Misfilled({one.field: one.message for one in found})


_RIGHT: Mapping[str, str] = {
    "country": N_("Choose the State that you come for."),
    "organisation": N_("Give the organisation that you come for."),
    "address": N_("Give one address, such as name@example.org."),
}


def misfilled(errors: Sequence[Wrong], t: Speech) -> Misfilled:
    """What only registering finds, at its fields."""
    return Misfilled({one.field: t.say(_RIGHT.get(one.field, one.text)) for one in errors})

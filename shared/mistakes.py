"""What is said of a field that is not right: its label, and what would be, in a reader's language.

The one place for it, wherever something is sent or typed. Never a schema's words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, Final

from pydantic import BaseModel, Field

from shared import nearest
from shared.countries import is_country
from shared.i18n.speech import N_, Speech, speech
from shared.labels import label_of

ENGLISH: Final = speech("en")
MOST: Final = 50
"""Mistakes that one answer names."""
_LONGEST: Final = 200
"""Characters of a field's path that are shown: its names may be the sender's."""

RIGHT: Final = {
    "missing": N_("it is missing; give it"),
    "extra_forbidden": N_("there is no such field here; leave it out"),
    "literal_error": N_("{expected} is right"),
    "enum": N_("{expected} is right"),
    "union_tag_invalid": N_("{discriminator}: {expected_tags} is right"),
    "union_tag_not_found": N_("{discriminator}, which says of which kind it is, is missing; give it"),
    "string_type": N_("a text is right"),
    "string_too_short": N_("some text is right, or leave it out"),
    "string_too_long": N_("at most {max_length} characters are right"),
    "string_pattern_mismatch": N_("a text of the form {pattern} is right"),
    "int_type": N_("a whole number such as 139 is right"),
    "int_parsing": N_("a whole number such as 139 is right"),
    "int_from_float": N_("a whole number such as 139 is right"),
    "int_parsing_size": N_("a smaller number is right"),
    "bool_type": N_("true or false is right"),
    "bool_parsing": N_("true or false is right"),
    "greater_than": N_("more than {gt} is right"),
    "greater_than_equal": N_("{ge} or more is right"),
    "less_than": N_("less than {lt} is right"),
    "less_than_equal": N_("{le} or less is right"),
    "tuple_type": N_("a list is right"),
    "list_type": N_("a list is right"),
    "too_long": N_("at most {max_length} entries are right"),
    "too_short": N_("{min_length} or more entries are right"),
    "dict_type": N_("an object with fields is right"),
    "model_type": N_("an object with fields is right"),
    "model_attributes_type": N_("an object with fields is right"),
    "none_required": N_("nothing is right here; leave it out"),
    "date_parsing": N_("a day of the calendar such as 2020-03-04 is right"),
    "date_from_datetime_parsing": N_("a day of the calendar such as 2020-03-04 is right"),
    "time_parsing": N_("a time such as 15:30 is right"),
    "datetime_parsing": N_("a moment such as 2020-03-04T15:00:00Z is right"),
    "datetime_from_date_parsing": N_("a moment such as 2020-03-04T15:00:00Z is right"),
    "timezone_aware": N_("a moment with its zone, such as 2020-03-04T15:00:00Z, is right"),
}
"""By pydantic's code of the mistake; our own bring their texts along (``shared.dates.mistake``)."""


class FieldError(BaseModel):
    """One field that is not right: its path, what it is called where that is known, and what would be right."""

    field: str
    label: str | None = Field(None, exclude_if=lambda label: label is None)
    message: str


@dataclass(frozen=True)
class Wrong:
    """One field that is not right, not said yet: its path, and a text of the catalogues with its values."""

    field: str
    text: str
    values: Mapping[str, object] = made(default_factory=dict)

    def said(self, t: Speech = ENGLISH, kind: Any = None) -> FieldError:
        """To a reader; ``kind`` is the type of the whole that the field is part of."""
        return FieldError(
            field=self.field,
            label=label_of(kind, self.field.split("."), t),
            message=t.say(self.text, **self.values),
        )


def right(error: Mapping[str, Any], t: Speech = ENGLISH, *, search: bool = True) -> str | None:
    """What would be right where pydantic found this; None where there are no words for it.

    ``search``: for what was surely meant, where the value is of a list.
    """
    if search and (meant := nearest.meant(error)):
        if is_country(meant):
            return t.say(N_("{code} is right for {country}"), code=meant, country=t.country(meant))
        return t.say(N_("{value} is right"), value=meant)
    text = error.get("ctx", {}).get("right") or RIGHT.get(error["type"])
    return t.say(text, **_values(error, t)) if text else None


def wrong(error: Mapping[str, Any], t: Speech = ENGLISH) -> str | None:
    """What is wrong, where it is a mistake of our own."""
    text = error.get("ctx", {}).get("wrong")
    return t.say(text, **_values(error, t)) if text else None


def _values(error: Mapping[str, Any], t: Speech) -> dict[str, object]:
    values = {name: value for name, value in error.get("ctx", {}).items() if name not in {"right", "wrong"}}
    some, either, last = str(values.get("expected", "")).rpartition(" or ")  # pydantic lists them in English
    return {**values, "expected": t.say(N_("{some} or {last}"), some=some, last=last)} if either else values


def field_errors(errors: Sequence[Any], kind: Any = None, t: Speech = ENGLISH) -> list[FieldError]:
    """As many of pydantic's errors of a value as anybody reads, and how many more there are."""
    search = sum(map(nearest.is_searched, errors[:MOST])) == 1  # of several it would take too long
    told = [_field_error(error, kind, t, search=search) for error in errors[:MOST]]
    if more := max(0, len(errors) - MOST):
        told.append(Wrong("body", _MORE, {"more": more}).said(t))
    return told


_MORE: Final = N_("{more} more fields are not right; mend these first")
_NO_JSON: Final = N_("it is not JSON from character {place} on")


def _field_error(error: Mapping[str, Any], kind: Any, t: Speech, *, search: bool) -> FieldError:
    if error["type"] == "json_invalid":
        return Wrong("body", _NO_JSON, {"place": error["loc"][-1]}).said(t)
    path = [str(step)[:_LONGEST] for step in error["loc"]]
    said, found = right(error, t, search=search) or str(error["msg"]), wrong(error, t)
    return FieldError(
        field=".".join(path)[:_LONGEST] or "body",
        label=label_of(kind, path, t),
        message=t.say(N_("{right}; {wrong}"), right=said, wrong=found) if found else said,
    )

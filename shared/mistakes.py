"""What would be right where a type refused a value: never a schema's words."""

from collections.abc import Mapping
from typing import Any, Final

_RIGHT: Final = {
    "missing": "it is missing; give it",
    "literal_error": "{expected} is right",
    "enum": "{expected} is right",
    "union_tag_invalid": "{discriminator}: {expected_tags} is right",
    "union_tag_not_found": "{discriminator}, which says of which kind it is, is missing; give it",
    "string_type": "a text is right",
    "string_too_short": "some text is right, or leave it out",
    "string_too_long": "at most {max_length} characters are right",
    "int_type": "a whole number is right",
    "int_parsing": "a whole number is right",
    "int_from_float": "a whole number is right",
    "int_parsing_size": "a smaller number is right",
    "bool_type": "true or false is right",
    "bool_parsing": "true or false is right",
    "greater_than": "more than {gt} is right",
    "greater_than_equal": "{ge} or more is right",
    "less_than": "less than {lt} is right",
    "less_than_equal": "{le} or less is right",
    "tuple_type": "a list is right",
    "list_type": "a list is right",
    "too_long": "at most {max_length} entries are right",
    "too_short": "{min_length} or more entries are right",
    "dict_type": "an object with fields is right",
    "model_type": "an object with fields is right",
    "model_attributes_type": "an object with fields is right",
    "none_required": "nothing is right here; leave it out",
    "date_parsing": "a day of the calendar such as 2020-03-04 is right",
    "date_from_datetime_parsing": "a day of the calendar such as 2020-03-04 is right",
    "time_parsing": "a time such as 15:30 is right",
    "datetime_parsing": "a moment such as 2020-03-04T15:00:00Z is right",
    "datetime_from_date_parsing": "a moment such as 2020-03-04T15:00:00Z is right",
    "timezone_aware": "a moment with its zone, such as 2020-03-04T15:00:00Z, is right",
}
"""By pydantic's code of the mistake."""


def right(error: Mapping[str, Any]) -> str:
    """The sentence; the mistake's own words where it is one of ours."""
    said = _RIGHT.get(error["type"])
    return said.format(**error.get("ctx", {})) if said else str(error["msg"])

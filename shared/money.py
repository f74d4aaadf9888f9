"""Currencies, by ISO 4217."""

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from shared.countries import currencies
from shared.dates import mistake, recorded
from shared.texts import N_


def _currency(value: str, info: ValidationInfo) -> str:
    if not recorded(info) and value not in currencies():
        wrong = N_("{value} is not the code of a currency")
        raise mistake(
            "currency", wrong, N_("a code of ISO 4217 such as USD is right"), value=repr(value[:40])
        )
    return value


Currency = Annotated[
    str, AfterValidator(_currency), Field(max_length=40, json_schema_extra={"examples": ["USD"]})
]
"""The code of a currency."""

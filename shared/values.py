"""What the domains share: countries, partial dates, languages, texts, links, and the domain's refusal.

Each type says, when it refuses a value, what is wrong with it and what would be right.
"""

import datetime as dt
import re
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, ClassVar, Final, cast
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from shared.countries import country_name
from shared.dates import RECORDED, Day, PartialDate, TimeOfDay, TimeZone, mistake, recorded
from shared.forms import LONG, Form, form
from shared.places import REGION_NAMES, REGIONS, Country, Level, NetworkKey, Region, level_of
from shared.texts import N_, OfficialLanguage

__all__ = [
    "MOST", "RECORDED", "REGIONS", "REGION_NAMES", "AtMost", "Command", "Count", "Country", "Day", "Flag", "Key",
    "Language", "Level", "Link", "Name", "NetworkKey", "Number", "OfficialLanguage", "PartialDate", "Reason",
    "Refused", "Region", "Sha256", "Text", "TimeOfDay", "TimeZone", "Value", "added", "country_name", "level_of",
    "mistake", "printable", "said",
]  # fmt: skip

MOST: Final = 9_007_199_254_740_991
"""The largest whole number that every JSON reader keeps exactly (2**53 - 1)."""


class Refused(Exception):
    """The domain says no: one sentence for people that names the remedy, a text of the catalogues with its values.

    ``shared.i18n.refusals`` says it to a reader; ``reason`` is the English, with values as the record writes them.
    ``country`` is a country's code, ``network`` a network's key.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        self.text, self.values = text, values
        told = {name: _as_recorded(name, value) for name, value in values.items()}
        self.reason = text.format(**told) if told else text
        super().__init__(self.reason)


def _as_recorded(name: str, value: object) -> object:
    if name == "country":
        return country_name(str(value))
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if isinstance(value, dt.datetime) else value


class Value(BaseModel):
    """A frozen value, closed to fields it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def added(default: Any = None, **said: Any) -> Any:
    """A field that a published form was given later: left out of the bytes where it says its default."""
    return Field(default, exclude_if=lambda value: value == default, **said)


class Command(Value):
    """Base of every command: imperative, frozen, complete (clock and ids come in as fields).

    ``UNSAID`` are fields that its sender does not give, such as the moment: the same command sent again may differ
    in them and is the same.
    """

    UNSAID: ClassVar[frozenset[str]] = frozenset()
    FORM: ClassVar[Form | None] = None
    """What its form says; None where nobody fills one in."""


def said(command: BaseModel) -> str:
    """What its sender says with a command, as JSON."""
    unsaid = command.UNSAID if isinstance(command, Command) else ()
    return command.model_dump_json(exclude=set(unsaid)) if unsaid else command.model_dump_json()


@dataclass(frozen=True)
class AtMost:
    """Of a list or a dictionary: how many entries it may have, counted before the first of them is looked at."""

    most: int
    least: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema of what it stands beside, with both bounds."""
        bounds = {"max_length": self.most, **({"min_length": self.least} if self.least else {})}
        within = {**handler(source), **bounds}
        return core_schema.no_info_before_validator_function(self._counted, cast("CoreSchema", within))

    def _counted(self, value: object) -> object:
        if isinstance(value, (list, tuple, dict)) and len(value) > self.most:
            told = {"field_type": "List", "max_length": self.most, "actual_length": len(value)}
            raise PydanticKnownError("too_long", told)
        return value


# Texts. Control characters other than tab and line ends are refused: no page, mail or feed can show them.

_CONTROL: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_SENT: Final = re.compile(f"[{_CONTROL}\x80-\x9f]")
_HAS_CONTROL: Final = re.compile(f"[{_CONTROL}]")
_TEXT: Final = Field(json_schema_extra={"pattern": rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"})


def printable(value: str, info: ValidationInfo) -> str:
    """The text. Raises a ``mistake`` where it holds a control character; those of C1 are read back as recorded."""
    if found := (_HAS_CONTROL if recorded(info) else _SENT).search(value):
        raise mistake(
            "control_character",
            N_("it holds the control character {letter} at place {place}"),
            N_("the text without what no page can show is right"),
            letter=f"U+{ord(found[0]):04X}",
            place=found.start() + 1,
        )
    return value


_Printable = AfterValidator(printable)
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Printable, _TEXT
]
"""A short text on one line's worth: a name, an agency, a title of an office, a code word."""
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), _Printable, _TEXT
]
"""A text of some sentences."""
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), _Printable, _TEXT
]
"""A text of some pages."""

Reason = Annotated[Text, Field(title=N_("Reason"), json_schema_extra=LONG)]
"""Why something is said."""

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise mistake(
            "key",
            N_("{value} is not a key"),
            N_("letters, digits, - and _ are right, at most 80, a letter or digit first"),
            value=repr(value[:90]),
        )
    return value


Key = Annotated[
    str, AfterValidator(_key), Field(json_schema_extra={"pattern": r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$"})
]
"""A name for a thing that is also part of an address and of a stream's name."""


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", value):
        wrong = N_("{value} is not a language tag")
        raise mistake("language", wrong, N_("en, fr or zh-Hant is right"), value=repr(value[:40]))
    return value


Language = Annotated[
    str,
    AfterValidator(_language),
    Field(
        json_schema_extra={
            "pattern": "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
            **form("language"),
        }
    ),
]
"""A simple BCP 47 tag: language, perhaps script, perhaps region."""


_USUAL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(/[!-~]*)?")
"""Addresses that need no closer look."""


def _link(value: str) -> str:
    if _USUAL.fullmatch(value):
        return value
    right = N_("a whole http or https address without a password is right, such as https://example.org/a")
    shown = repr(value[:90])
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise mistake("link", N_("{value} is not an address"), right, value=shown) from None
    spaced = re.search(rf"[\s{_CONTROL}]", value) is not None
    if parts.scheme not in {"http", "https"} or not parts.hostname or spaced or "@" in parts.netloc:
        raise mistake("link", N_("{value} is not an address that can be shown"), right, value=shown)
    return value


Link = Annotated[
    str,
    StringConstraints(max_length=2_000),
    AfterValidator(_link),
    Field(json_schema_extra={"format": "uri"}),
]
"""An http or https address, checked in form, never opened."""


def _sha256(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        right = N_("64 hexadecimal digits (0-9, a-f) are right")
        raise mistake("sha256", N_("{value} is no SHA-256"), right, value=f"{value!r:.40}")
    return value


Sha256 = Annotated[str, AfterValidator(_sha256), Field(json_schema_extra={"pattern": r"^[0-9a-f]{64}$"})]
"""A content hash, in small hexadecimal letters."""

Count = Annotated[int, Field(strict=True, ge=0, le=MOST)]
"""A number of things or people."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false, and nothing that merely looks like it."""


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise mistake(
            "number",
            N_("{value} is not a number"),
            N_("a number such as 164000000 or 3.5 is right"),
            value=f"{value!r:.40}",
        )
    if not (isfinite(value) if isinstance(value, float) else abs(value) <= MOST):
        wrong = N_("the number is too large to be kept exactly")
        raise mistake("number", wrong, N_("at most {most} is right"), most=MOST)
    return value


Number = Annotated[int | float, BeforeValidator(_number)]
"""A finite figure; whole numbers stay whole."""

"""What a call asks: guiding questions, in language versions."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from shared.forms import LONG, titled
from shared.texts import N_
from shared.values import AtMost, Flag, Key, OfficialLanguage, Prose, Text, Value, mistake

LONGEST: int = 20_000
"""Characters of the longest answer that a question may allow."""

Versions = Annotated[dict[OfficialLanguage, Text], AtMost(6, least=1)]
"""A text in the official languages that it exists in."""
ProseVersions = Annotated[dict[OfficialLanguage, Prose], AtMost(6, least=1)]
"""A text of some pages, in the same way."""


class Option(Value):
    """One of the answers that a question offers."""

    key: Key = Field(title=N_("Key"))
    text: Versions


Asked = Annotated[Versions, Field(title=N_("Question"), json_schema_extra=LONG)]
Required = Annotated[Flag, Field(title=N_("Must be answered"))]
_LIMIT = Field(
    title=N_("At most"), description=N_("Characters of a text, options that may be chosen, or files.")
)


class TextQuestion(Value):
    """Answered in words, at most ``limit`` characters."""

    model_config = ConfigDict(json_schema_extra=titled(N_("words")))
    kind: Literal["text"] = "text"
    key: Key = Field(title=N_("Key"))
    text: Asked
    required: Required = False
    limit: Annotated[int, Field(strict=True, ge=1, le=LONGEST), _LIMIT] = 5_000


class ChoiceQuestion(Value):
    """Answered by choosing from ``options``, at most ``limit`` of them."""

    model_config = ConfigDict(json_schema_extra=titled(N_("a choice of options")))
    kind: Literal["choice"] = "choice"
    key: Key = Field(title=N_("Key"))
    text: Asked
    required: Required = False
    options: Annotated[tuple[Option, ...], AtMost(50, least=2)] = Field(
        title=N_("Options"), description=N_("One on each line, as home: At home | fr: Chez soi.")
    )
    limit: Annotated[int, Field(strict=True, ge=1, le=50), _LIMIT] = 1

    @model_validator(mode="after")
    def _options_once(self) -> Self:
        if len({option.key for option in self.options}) < len(self.options):
            raise mistake("options", N_("two options have the same key"), N_("a key of its own is right"))
        return self


class ScaleQuestion(Value):
    """Answered by a whole number from ``least`` to ``most``."""

    model_config = ConfigDict(json_schema_extra=titled(N_("a number on a scale")))
    kind: Literal["scale"] = "scale"
    key: Key = Field(title=N_("Key"))
    text: Asked
    required: Required = False
    least: Annotated[int, Field(strict=True, ge=0, le=10, title=N_("Least on the scale"))] = 1
    most: Annotated[int, Field(strict=True, ge=1, le=10, title=N_("Most on the scale"))] = 5

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if self.least >= self.most:
            wrong, right = N_("it goes from {least} to {most}"), N_("a most above least is right")
            raise mistake("scale", wrong, right, least=self.least, most=self.most)
        return self


class FileQuestion(Value):
    """Answered by files, at most ``limit`` of them."""

    model_config = ConfigDict(json_schema_extra=titled(N_("files")))
    kind: Literal["file"] = "file"
    key: Key = Field(title=N_("Key"))
    text: Asked
    required: Required = False
    limit: Annotated[int, Field(strict=True, ge=1, le=10), _LIMIT] = 1


Question = Annotated[
    TextQuestion | ChoiceQuestion | ScaleQuestion | FileQuestion, Field(discriminator="kind")
]
"""A guiding question, told apart by ``kind``."""


def _answer(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:  # one mistake, not one for each of the kinds that it is not
        right = N_("words, a whole number, or a list of at most 50 texts is right")
        raise mistake("answer", N_("it is no answer"), right) from None


Answer = Annotated[
    str | Annotated[int, Field(strict=True)] | Annotated[tuple[str, ...], AtMost(50)],
    Field(union_mode="left_to_right"),
    WrapValidator(_answer),
]
"""An answer: words, a number on the scale, or the keys of the options or files chosen."""

"""A moderator's form: why an input is refused, or what is left of it. Pure."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from services.consultations.inputs.moderation_api import Redacting, Refusing
from services.consultations.inputs.said import Content
from services.consultations.inputs.words import REASONS
from shared.contracts.consultations.questions import Answer
from shared.i18n.speech import N_
from shared.web.page import Fields

_REASON: Final = N_("Choose a reason of the list.")
_NOTE: Final = N_("Write a note of at most 2,000 characters.")
_UNCHANGED: Final = N_("Shorten an answer or leave one out; to publish it as it is, accept it.")
_LONGER: Final = N_("Passages can be left out, not added: the answer got longer.")
_KEEP: Final = "keep."
_LEFT: Final = "left."


class Undecided(Exception):
    """``wrong`` names the fields that are not right, and says of each what would be."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong = dict(wrong)


def refusing(fields: Fields) -> Refusing:
    """Why it is refused. Raises ``Undecided``."""
    return Refusing(**_why(fields, "refuse"))


def redacting(fields: Fields, content: Content) -> Redacting:
    """What is left, and why. Raises ``Undecided``."""
    why, told, kept = _why(fields, "redact"), dict(fields), {name for name, _ in fields}
    answers: dict[str, Answer] = {}
    for key, answer in content.answers.items():
        if isinstance(answer, str):
            left = told.get(_LEFT + key, "")
            if len(left) > len(answer):
                raise Undecided({_LEFT + key: _LONGER})
            if left.strip():
                answers[key] = left
        elif _KEEP + key in kept:
            answers[key] = answer
    if answers == content.answers:
        raise Undecided({"redact-reason": _UNCHANGED})
    return Redacting(answers=answers, **why)


def _why(fields: Fields, form: str) -> dict[str, str | None]:
    told = dict(fields)
    why = {
        "reason": told.get("reason", ""),
        "note": told.get("note", "").strip() or None,
    }
    if why["reason"] not in REASONS:
        raise Undecided({f"{form}-reason": _REASON})
    try:
        Refusing.model_validate(why)
    except ValidationError:
        raise Undecided({f"{form}-note": _NOTE}) from None
    return why

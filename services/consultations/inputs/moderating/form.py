"""A moderator's form: why an input is refused, or what is left out of it. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from services.consultations.inputs.content import Content
from services.consultations.inputs.moderating.api import Redacting, Refusing
from shared.contracts.consultations.inputs import REASONS
from shared.i18n.speech import N_
from shared.web.pages.page import Fields

_REASON: Final = N_("Choose a reason of the list.")
_NOTE: Final = N_("Write a note of at most 2,000 characters.")
_UNCHANGED: Final = N_("Name a passage or leave an answer out; to publish it as it is, accept it.")
_NOT_THERE: Final = N_(
    "Copy each passage as it stands in the answer, each on a line of its own, 200 at most."
)
_KEEP: Final = "keep."
_OUT: Final = "out."
_MOST: Final = 200


class Undecided(Exception):
    """``wrong`` names the fields that are not right, and says of each what would be."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong = dict(wrong)


class Unseen(Exception):
    """A moderator has not seen yet what would be published: ``left``."""

    def __init__(self, left: Content) -> None:
        super().__init__("what is published is looked at before")
        self.left = left


def seen(left: Content) -> str:
    """What the form says of the preview that it was sent from."""
    return hashlib.sha256(left.encode().encode()).hexdigest()


def preview(fields: Fields, left: Content) -> None:
    """Raises ``Unseen`` where the form was not sent from a preview of just this."""
    if dict(fields).get("seen") != seen(left):
        raise Unseen(left)


def refusing(fields: Fields) -> Refusing:
    """Why it is refused. Raises ``Undecided``."""
    return Refusing(**_why(fields, "refuse"))


def redacting(fields: Fields, content: Content) -> Redacting:
    """What is left out, and why. Raises ``Undecided``."""
    why, told, kept = _why(fields, "redact"), dict(fields), {name for name, _ in fields}
    passages: dict[str, tuple[str, ...]] = {}
    for key, answer in content.answers.items():
        lines = tuple(line.strip() for line in told.get(_OUT + key, "").splitlines() if line.strip())
        if len(lines) > _MOST or any(line not in str(answer) for line in lines):
            raise Undecided({_OUT + key: _NOT_THERE})
        if lines and isinstance(answer, str):
            passages[key] = lines
    whole = tuple(key for key in content.answers if _KEEP + key not in kept)
    if not passages and not whole:
        raise Undecided({"redact-reason": _UNCHANGED})
    return Redacting(passages=passages, whole=whole, **why)


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

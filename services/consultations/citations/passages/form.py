"""An officer's form: which passage of which answer is marked, for which finding. Pure."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from services.consultations.citations.passages.marking import Marking
from services.consultations.citations.passages.places import around, places
from shared.contracts.consultations.citations import REMOVAL_REASONS, RemovalReason
from shared.i18n.speech import N_
from shared.web.pages.page import Fields

_WRONG: Final[Mapping[str, str]] = {
    "question": N_("Choose the answer that the passage stands in."),
    "passage": N_("Copy the passage as it stands in the answer, or its first words."),
    "last": N_("Copy the last words of the passage as they stand in the answer."),
    "which": N_("Choose which of the places is meant."),
    "finding": N_("Choose the finding that the passage supports."),
}
_WHICH: Final = 6
"""Digits of the number of a place, at most."""


class Unclear(Exception):
    """``wrong`` names the fields that are not right, and says of each what would be.

    ``where`` are the places that a passage may be meant to be at, each with what stands around it.
    """

    def __init__(self, wrong: Mapping[str, str], where: list[tuple[str, str, str]] | None = None) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong, self.where = dict(wrong), where or []


def marking(sent: Fields, texts: dict[str, str]) -> Marking:
    """What is to be marked, of these answers by their questions. Raises ``Unclear``."""
    told = dict(sent)
    given = {name: told.get(name, "") for name in ("question", "passage", "last", "finding")}
    which = told.get("which", "").strip()
    wrong = {name: _WRONG[name] for name in ("passage", "finding") if not given[name].strip()}
    if given["question"] not in texts:
        wrong["question"] = _WRONG["question"]
    if which and not (which.isascii() and which.isdigit() and len(which) <= _WHICH and int(which)):
        wrong["which"] = _WRONG["which"]
    if wrong:
        raise Unclear({name: wrong[name] for name in _WRONG if name in wrong})
    answer = texts[given["question"]]
    found = places(answer, given["passage"], given["last"])
    if not found:
        there = given["last"].strip() and places(answer, given["passage"])
        raise Unclear({"last": _WRONG["last"]} if there else {"passage": _WRONG["passage"]})
    if (len(found) > 1 and not which) or int(which or 1) > len(found):
        raise Unclear({"which": _WRONG["which"]}, [around(answer, place) for place in found[:_MOST]])
    try:
        return Marking.model_validate({**given, "which": int(which or 1)})
    except ValidationError:
        raise Unclear({"finding": _WRONG["finding"]}) from None


_MOST: Final = 50
"""Places that are shown to choose from; a longer passage stands at fewer."""


def removal(sent: Fields) -> RemovalReason | None:
    """Why a passage is removed; None for what is no reason of the list."""
    given = dict(sent).get("reason", "")
    return next((reason for reason in REMOVAL_REASONS if reason == given), None)

"""The desk can do everything that the public API lets the secretariat do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from desk.action import REASON
from desk.actions import ACTIONS
from desk.evidence import pieces
from desk.fields import body
from onevoice.texts import ROOT

SLICES = re.compile(r"/(consultations/api/briefings|registry/api/(champions|networks|secondments))/")
WITHOUT_A_FORM: dict[str, str] = {}
"""Commands that the desk leaves out, each with its reason."""


def commands() -> list[str]:
    """Where the commands of these slices are posted, with the thing's own part of the address as ``{key}``."""
    found = []
    for service in ("consultations", "registry"):
        api = json.loads(Path(ROOT / "docs" / "generated" / f"openapi-{service}.json").read_text())
        paths = [f"/{service}{path}" for path, does in api["paths"].items() if "post" in does]
        found += [re.sub(r"\{(country|network)\}", "{key}", path) for path in paths if SLICES.match(path)]
    return found


def test_every_command_of_the_api_has_a_form_at_the_desk() -> None:
    """None is left out without a reason, and no form goes where no command is."""
    forms = {action.path for action in ACTIONS.values()}
    assert set(commands()) - forms == set(WITHOUT_A_FORM)
    assert forms <= set(commands())


def test_what_is_not_known_any_more_is_said() -> None:
    """A secondment's post and date that are taken out of the form are null, never left out."""
    action = ACTIONS["correct-secondment-document"]
    said = body(action.fields, {"evidence.title": "Letter"}, action.constants)
    assert said == {"post": None, "on": None, "evidence": {"kind": "document", "title": "Letter"}}


OUTCOME = {"kind": "briefing_outcome", "briefing": "b", "outcome": "o"}
LETTER = {"kind": "document", "title": "Letter & more", "link": None, "language": None}


@pytest.mark.parametrize(
    ("kind", "document", "words", "does"),
    [
        ("champion", {"evidence": [{"evidence": OUTCOME}]}, "b · o", ["champion-briefing_outcome"]),
        ("network", {"causes": [{"evidence": LETTER}]}, "Letter & more", ["network-document"]),
        ("network", {"causes": [{"evidence": None}]}, None, ["network-own_word"]),
        (
            "secondment",
            {"evidence": [{"evidence": OUTCOME, "on": "2020-03"}]},
            "b · o",
            ["secondment-briefing_outcome", "secondment-briefing_outcome"],
        ),
    ],
)
def test_each_piece_of_evidence_leads_to_forms_about_it(
    kind: str, document: dict[str, Any], words: str | None, does: list[str]
) -> None:
    """Filled in with what the piece is."""
    [piece] = pieces(kind, "PRT", document)
    assert piece.words == words
    found = [one for one in (piece.retract, piece.correct) if one]
    names = [re.sub(r"\?.*", "", one).removeprefix("/desk/do/") for one in found]
    assert [name.partition("-")[2] for name in names] == does
    assert all(REASON in ACTIONS[name].fields or name.startswith("correct-") for name in names)
    if kind == "secondment":
        assert "on=2020-03" in found[1]

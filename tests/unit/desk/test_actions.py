"""The desk can do everything that the public API lets the secretariat do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from desk.action import REASON, Action
from desk.actions import ACTIONS
from desk.evidence import pieces
from desk.fields import body
from onevoice.texts import ROOT

SLICES = re.compile(r"/(consultations/api/(briefings|calls)|registry/api/(champions|networks|secondments))/")
_CALL = "/consultations/api/calls/{key}"
WITHOUT_A_FORM = {
    f"{_CALL}/inputs": "an input is its author's, on a page of its own",
    f"{_CALL}/attachments": "a file belongs to an input",
    f"{_CALL}/uploads": "a file of inputs is a network's",
}
"""Commands that the desk leaves out, each with its reason."""


def commands() -> dict[str, set[str]]:
    """Where each command of these slices is posted, with ``{key}`` for the thing, and the parts of its body."""
    found: dict[str, set[str]] = {}
    for service in ("consultations", "registry"):
        api = json.loads(Path(ROOT / "docs" / "generated" / f"openapi-{service}.json").read_text())
        for path, does in api["paths"].items():
            place = re.sub(r"\{(country|network)\}", "{key}", f"/{service}{path}")
            if "post" in does and SLICES.match(place):
                body_of = does["post"]["requestBody"]["content"].get("application/json", {})
                schema = body_of.get("schema", {})
                if "$ref" in schema:
                    schema = api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
                found[place] = set(schema.get("properties", ()))
    return found


def test_every_command_of_the_api_has_a_form_at_the_desk() -> None:
    """None is left out without a reason, and no form goes where no command is."""
    forms = {action.path for action in ACTIONS.values()}
    assert commands().keys() - forms == set(WITHOUT_A_FORM)
    assert forms <= commands().keys()


def test_every_part_of_a_command_has_a_field() -> None:
    """Nothing that the API lets be said has to be said to it elsewhere."""
    fields: dict[str, set[str]] = {}
    for action in ACTIONS.values():
        fields.setdefault(action.path, set()).update(one.name.partition(".")[0] for one in action.fields)
    assert fields == {path: parts for path, parts in commands().items() if path not in WITHOUT_A_FORM}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_what_has_kinds_says_which(action: Action) -> None:
    """The API tells evidence and outcomes apart by it."""
    parts = {one.name.partition(".")[0] for one in action.fields} & {"evidence", "outcome"}
    assert {f"{part}.kind" for part in parts} == set(action.constants)


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

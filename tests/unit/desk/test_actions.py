"""The desk can do everything that the public API lets the secretariat do, and says it in words."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from desk.forms.fields import Field, body
from desk.forms.filling import path, with_keys
from desk.forms.offers import Command
from desk.things import entries_of, lines, links, title_of
from shared.contracts.registry.secondments import secondment_key
from shared.i18n.speech import catalogue, speech
from tests.support.forms import OFFERED, action, document

SLICES = re.compile(
    r"/(consultations/api/(briefings|calls|findings|issues|floors|registrations|reports|sections)"
    r"|registry/api/(champions|networks|secondments|statements|totals))/"
)
_NETWORK = "/registry/api/networks/{key}"
_REGISTRATION = "/consultations/api/registrations/{key}"
_FLOOR = "/consultations/api/floors/{key}/requests"
_REPORT = "/consultations/api/reports/{key}"
_CALL = "/consultations/api/calls/{key}"
WITHOUT_A_FORM = {
    f"{_REPORT}/concur": "an agency does, on the page of the draft",
    f"{_REPORT}/ask-for-change": "there too",
    f"{_REPORT}/versions/{{language}}/file": "a file is sent by a page of its own",
    f"{_CALL}/inputs": "an input is its author's, on a page of its own",
    f"{_CALL}/attachments": "a file belongs to an input",
    f"{_CALL}/uploads": "a file of inputs is a network's",
    f"{_NETWORK}/name-focal-point": "whom to turn to is named on a page of the network's own, and not previewed",
    f"{_NETWORK}/release-focal-point": "there too",
    f"{_REGISTRATION}/participants": "whoever comes registers on the briefing's page",
    f"{_REGISTRATION}/participants/{{id}}/approve": "a mission does, on its list",
    f"{_REGISTRATION}/participants/{{id}}/cancel": "done on the list of who comes",
    _FLOOR: "asked and given on the page of the floor",
    **{
        f"{_FLOOR}/{{id}}/{act}": "done on the page of the floor"
        for act in ("grant", "pass-over", "yield", "take-back", "statement")
    },
    **{
        f"/consultations/api/issues/{{key}}/{act}": "an agency does for itself, on the page of the drafts"
        for act in ("concur", "ask-for-change")
    },
    f"{_REGISTRATION}/attendance": "done on the list of who comes",
    "/consultations/api/briefings/{key}/documents/{item}/file": "a file is sent by a page of its own",
}
"""Commands that the desk leaves out, each with its reason."""
COMMANDS = pytest.mark.parametrize("command", OFFERED.commands.values(), ids=OFFERED.commands)


def posted() -> dict[str, set[str]]:
    """Where each command of these slices is posted, with ``{key}`` for the thing, and the parts of its body."""
    found: dict[str, set[str]] = {}
    for service in ("consultations", "registry"):
        api = document(service)
        for at, does in api["paths"].items():
            place = re.sub(r"\{(country|network|what)\}", "{key}", f"/{service}{at}")
            if "post" in does and SLICES.match(place):
                body_of = does["post"]["requestBody"]["content"].get("application/json", {})
                schema = body_of.get("schema", {})
                if "$ref" in schema:
                    schema = api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
                found[place] = set(schema.get("properties", ()))
    return found


def every_field(command: Command) -> list[Field]:
    """The fields of all its alternatives, those of rows included."""
    kinds = [{f"{one.name}.kind": tag} for one in command.choices for tag in one.alternatives] or [{}]
    fields = [one for kind in kinds for one in command.action(kind).fields]
    return [*fields, *command.action({}).names]


def test_every_command_of_the_api_has_a_form_at_the_desk() -> None:
    """None is left out without a reason, and each says every part of its body."""
    fields: dict[str, set[str]] = {}
    for command in OFFERED.commands.values():
        parts = {one.name.partition(".")[0] for one in every_field(command)} - {"key", "item"}
        fields[command.path] = parts
    assert fields == {at: parts for at, parts in posted().items() if at not in WITHOUT_A_FORM}


@COMMANDS
def test_every_word_of_a_form_is_in_the_catalogues(command: Command) -> None:
    """Labels, hints, parts, what may be chosen and the alternatives: whoever adds one has its French asked for."""
    words = {command.form.title, *(title for one in command.choices for title in one.alternatives.values())}
    fields = every_field(command)
    for one in (*fields, *(part for field in fields for part in field.rows)):
        words |= {one.title, *(title for _, title in one.options), *filter(None, (one.hint, one.part))}
    assert words <= set(catalogue("fr"))


@COMMANDS
def test_a_command_is_offered_somewhere(command: Command) -> None:
    """In a status, at a beginning, or beside the entries of a list that the thing has."""
    form = command.form
    assert form.begins or form.when or form.beside in OFFERED.things[command.thing].entries


def test_what_is_not_known_any_more_is_said() -> None:
    """A secondment's post and date that are taken out of the form are null, never left out."""
    correcting = action("correct-secondment")
    said = body(correcting.fields, {"evidence.title": "Letter"}, correcting.constants)
    assert said == {"post": None, "on": None, "evidence": {"kind": "document", "title": "Letter"}}


@pytest.mark.parametrize(
    ("name", "values", "key"),
    [
        ("draft-call", {"terms.title.en": "What helps on the way?"}, "What-helps-on-the-way"),
        ("schedule-briefing", {"when.date": "2030-01-02", "title": "Coming"}, "2030-01-02_Coming"),
        ("announce-secondment", {"agency": "ILO"}, secondment_key("ILO", None)),
        ("announce-secondment", {"agency": "UN Women", "to": "OHCHR"}, secondment_key("UN Women", "OHCHR")),
        ("draft-call", {"terms.title.en": "What helps?", "key": "own"}, "own"),
    ],
)  # fmt: skip
def test_a_key_that_nobody_writes_is_made(name: str, values: dict[str, str], key: str) -> None:
    """From what the thing is called; one that is written stays."""
    form = action(name)
    assert path(form, with_keys(form, values)) == form.command.path.format(key=key)


def test_an_item_gets_a_key_of_its_own() -> None:
    """From the outcome's kind, and what tells it from another of the same kind."""
    form = action("record-outcome", outcome="champion_accepted")
    values = {"key": "b", "outcome.kind": "champion_accepted", "outcome.country": "PRT"}
    assert path(form, with_keys(form, values)).endswith("/b/outcomes/champion-accepted_PRT/record")


OUTCOME = {"kind": "briefing_outcome", "briefing": "b", "outcome": "o"}
LETTER = {"kind": "document", "title": "Letter & more", "link": None, "language": "fr"}


@pytest.mark.parametrize(
    ("kind", "listed", "evidence", "words", "does"),
    [
        ("champion", "evidence", OUTCOME, "b · o", ["retract-evidence"]),
        ("network", "causes", LETTER, "Letter & more", ["retract-establishing"]),
        ("network", "causes", None, None, ["retract-establishing"]),
        ("secondment", "evidence", OUTCOME, "b · o", ["correct-secondment", "retract-secondment-evidence"]),
    ],
)
def test_each_piece_of_evidence_leads_to_forms_about_it(
    kind: str, listed: str, evidence: dict[str, Any] | None, words: str | None, does: list[str]
) -> None:
    """Filled in with what the piece is; sent, they say the piece again."""
    support = {"evidence": evidence, "on": "2020-03"}
    [(title, [piece])] = entries_of(OFFERED, kind, "PRT", {listed: [support]})
    assert title == "Evidence"
    assert (piece.words, piece.text) == (words, None if words else "The secretariat's own word")
    assert [urlsplit(link.address).path for link in piece.links] == [f"/desk/do/{name}" for name in does]
    for name, link in zip(does, piece.links, strict=True):
        values = {one: found for one, [found] in parse_qs(urlsplit(link.address).query).items()}
        form = OFFERED.command(name).action(values)
        said = body(form.fields, values, form.constants)
        assert said.get("evidence") == (evidence and {n: v for n, v in evidence.items() if v})
        assert said.get("on", "2020-03") == "2020-03"


def test_an_outcome_leads_to_the_form_of_its_kind() -> None:
    """And one that was withdrawn to none."""
    outcome = {"key": "a", "kind": "champion_accepted", "country": "PRT", "withdrawn": None}
    lists = dict(
        entries_of(OFFERED, "briefing", "b", {"outcomes": [outcome, {**outcome, "withdrawn": {"at": 1}}]})
    )
    first, second = lists["Outcomes"]
    assert first.text == "Champion country accepted"
    assert [link.address for link in first.links] == [
        "/desk/do/correct-outcome?key=b&item=a",
        "/desk/do/follow-up-outcome?key=b&item=a",
        "/desk/do/withdraw-outcome?key=b&item=a",
    ]
    assert (second.withdrawn, second.links) == (True, ())


def test_what_has_alternatives_leads_to_each() -> None:
    """The kinds of outcomes, each by its name; evidence is a document unless another is meant."""
    offered = {link.title: link for link in links(OFFERED.of("briefing", "held"), "b")}
    kinds = dict(offered["Record an outcome"].alternatives)
    assert kinds["Briefings planned"] == "/desk/do/record-outcome?key=b&outcome.kind=briefings_planned"
    assert not next(links(OFFERED.of("champion", "invited"), "PRT")).alternatives


@pytest.mark.parametrize(
    ("kind", "document", "language", "name"),
    [
        ("champion", {"country": "PRT"}, "fr", "Portugal"),
        ("secondment", {"key": "k", "agency": "ILO", "to": "secretariat"}, "fr", "ILO → secretariat"),
        ("call", {"terms": {"title": {"en": "What?", "fr": "Quoi ?"}}}, "fr", "Quoi ?"),
        ("call", {"terms": {"title": {"en": "What?"}}}, "fr", "What?"),
        ("briefing", {"title": None}, "en", "the key"),
    ],
)
def test_a_thing_is_called_by_its_name(kind: str, document: dict[str, Any], language: Any, name: str) -> None:
    """In the reader's language where it has one in several, or is a country."""
    assert title_of(OFFERED.things[kind], document, speech(language), "the key") == name


def test_a_list_stands_in_the_order_of_its_readers_alphabet_or_of_its_days() -> None:
    """Countries by their names, É with E, and not by their codes."""
    champions = [{"country": code, "status": "invited"} for code in ("ETH", "SLV", "COD", "VAT")]
    said = lines("champion", OFFERED.things["champion"], {"champions": champions}, speech("fr"))
    assert [str(name) for _, name, _ in said] == [
        "El Salvador", "Éthiopie", "République démocratique du Congo", "Saint-Siège"
    ]  # fmt: skip
    held = [{"key": key, "status": "held", "title": key, "when": {"date": "2020-03-04"}} for key in "ba"]
    of_days = lines("briefing", OFFERED.things["briefing"], {"briefings": held}, speech("en"))
    assert [address for address, _, _ in of_days] == ["/desk/briefing/b", "/desk/briefing/a"]

"""What is said of a value that a type refuses: what would be right, never a schema's words."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from services.consultations.briefings.commands import (
    AttachDocument,
    RecordOutcome,
    RecordProceedings,
    ScheduleBriefing,
    SetProgramme,
)
from services.consultations.calls.commands import DraftCall
from services.consultations.inputs.content import NewInput
from services.notifications.mail.address import Address
from shared import mistakes
from shared.contracts.consultations.facts import Attendance, Person
from shared.contracts.consultations.outcomes import StructureInProgress
from shared.contracts.consultations.questions import ChoiceQuestion, ScaleQuestion
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import catalogue, speech
from shared.labels import label_of
from shared.mistakes import field_errors
from shared.problems import install
from shared.values import (
    Country,
    Day,
    Key,
    Language,
    Link,
    Name,
    NetworkKey,
    Number,
    PartialDate,
    Sha256,
    TimeOfDay,
    TimeZone,
)  # fmt: skip

SCHEMAS = re.compile(
    r"Input should|should have|should match|Field required|valid (string|integer|list|dict)|Unable to"
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["en", "2020-03-04"]),
)
MODELS = (NewInput, DraftCall, AttachDocument, RecordOutcome, RecordProceedings, ScheduleBriefing)
FRENCH, TEXTS = speech("fr"), catalogue("fr")


def names(model: type[BaseModel]) -> list[str]:
    """Every name of a field that its schema knows."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.update(part.get("properties", {}))
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(model.model_json_schema())
    return sorted(found)


def values(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Objects with its fields, which hold anything."""
    known = st.sampled_from([*names(model), "more"])
    anything = st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(known, inner, max_size=5),
        max_leaves=12,
    )
    return st.fixed_dictionaries({}, optional=dict.fromkeys(model.model_fields, anything))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@given(st.data())
def test_no_answer_speaks_as_a_schema_does(model: type[BaseModel], data: st.DataObject) -> None:
    """Whatever is sent: each field is named with what would be right."""
    try:
        model.model_validate(data.draw(values(model)))
    except ValidationError as error:
        found = error.errors(include_url=False)
        told = field_errors(found)
        assert told
        assert [one.field for one in told] == [one.field for one in field_errors(found, model, FRENCH)]
        assert [one["type"] for one in found if mistakes.right(one) is None] == []
        assert [one.message for one in told if SCHEMAS.search(one.message)] == []
        assert [one.field for one in told if re.search(r"\[_|function-|tuple\[", one.field)] == []


def test_an_answer_that_is_none_is_one_mistake() -> None:
    """Not one for each kind of answer that it is not."""
    sent = {"group": "migrants", "language": "en", "consent": "counted", "answers": {"how": 3.5}}
    with pytest.raises(ValidationError) as refused:
        NewInput.model_validate(sent)
    [told] = field_errors(refused.value.errors(include_url=False))
    assert (told.field, told.message.partition(";")[0]) == (
        "answers.how", "words, a whole number, or a list of at most 50 texts is right",
    )  # fmt: skip


def refusals(kind: Any, value: object) -> list[Any]:
    """What pydantic finds."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    return list(refused.value.errors(include_url=False))


SCALE = {"key": "a", "text": {"en": "A"}}
MISTAKEN: list[tuple[Any, object]] = [
    (Day, "1.2.2020"), (Day, 3), (TimeOfDay, "9"), (TimeZone, "Atlantis"), (PartialDate, "May"),
    (Country, "Atlantis"), (Country, "Portugal"), (NetworkKey, "west_africa"), (NetworkKey, "glbal"),
    (Name, "a\x07"), (Key, "a b"), (Language, "french"), (Link, "http://[a"), (Link, "ftp://a"),
    (Sha256, "abc"), (Number, "many"), (Number, 10**30), (Address, "nobody"), (Address, "a@b." + "x" * 255),
    (Address, "\u00e9@example.org"), (Person, {}),
    (Interest, {"topic": "calls", "region": "africa", "country": "PRT"}),
    (Attendance, {"total": 3, "split": [{"group": "a", "count": 4}]}),
    (Attendance, {"split": [{"group": "a", "count": 4}] * 2}),
    (StructureInProgress, {"level": "global", "network": "africa"}),
    (ScaleQuestion, {**SCALE, "least": 4, "most": 3}),
    (ChoiceQuestion, {**SCALE, "options": [SCALE, SCALE]}),
    (dict[str, Country], {"a": "Portugal", "b": "Spain"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), MISTAKEN, ids=[f"{n}" for n, _ in enumerate(MISTAKEN)])
def test_a_mistake_of_ours_is_said_in_each_language_with_the_same_values(kind: Any, value: object) -> None:
    """Both halves stand in the catalogue; a value stands in both sentences."""
    found = refusals(kind, value)
    for error, english, french in zip(found, field_errors(found), field_errors(found, t=FRENCH), strict=True):
        context = error["ctx"]
        assert {context["wrong"], context["right"]} <= set(TEXTS)
        assert english.message != french.message
        places = set(re.findall(r"{(\w+)}", context["wrong"]))
        assert [v for name in places if str(v := context[name]) not in french.message] == []
        assert "{" not in french.message.replace(str(value), "")


def test_every_text_for_a_code_of_pydantics_is_in_the_catalogue() -> None:
    """So that none of them comes in English between French words."""
    assert set(mistakes.RIGHT.values()) <= set(TEXTS)


def test_a_choice_is_listed_in_the_readers_language() -> None:
    """Pydantic lists it in English."""
    sent = {"group": "migrants", "language": "en", "consent": "x", "answers": {"a": "b"}}
    [told] = field_errors(refusals(NewInput, sent), NewInput, FRENCH)
    assert told.message.endswith(" convient")
    assert " ou " in told.message
    assert " or " not in told.message


@pytest.mark.parametrize(
    ("kind", "path", "english", "french"),
    [
        (ScheduleBriefing, "when.date", "Date", "Date"),
        (SetProgramme, "chair.name", "Chair: Name", "Présidence : Nom"),
        (SetProgramme, "agenda.3.title", "Title", "Titre"),
        (RecordOutcome, "outcome.coordination_structure_in_progress.level", "Level", "Niveau"),
        (DraftCall, "terms.questions.0.scale.least", "Least on the scale", None),
        (NewInput, "answers.how", "Answers", "Réponses"),
        (NewInput, "nothing", None, None),
        (None, "name", None, None),
    ],
)
def test_a_field_is_called_as_its_form_calls_it(
    kind: Any, path: str, english: str | None, french: str | None
) -> None:
    """Wherever it stands: in a list, under a key, in one of several kinds."""
    assert label_of(kind, path.split("."), speech("en")) == english
    if french:
        assert (label_of(kind, path.split("."), FRENCH) or "").replace("\u00a0", " ") == french


@pytest.mark.parametrize(
    ("asked", "language", "told"),
    [
        ("fr-CH, en;q=0.5", "fr", ("Objectifs", "un nombre entier tel que 139 convient")),
        ("de", "en", ("Objectives", "a whole number such as 139 is right")),
    ],
)
async def test_an_answer_names_the_field_in_the_language_that_was_asked_for(
    asked: str, language: str, told: tuple[str, str]
) -> None:
    """With its path, which every program knows."""
    app = FastAPI()
    install(app)

    @app.post("/inputs")
    async def take(body: NewInput) -> None:
        """Takes any."""

    sent = {
        "group": "migrants",
        "language": "en",
        "consent": "counted",
        "answers": {"a": "b"},
        "objectives": ["x"],
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        found = await client.post("/inputs", json=sent, headers={"Accept-Language": asked})
    assert (found.status_code, found.headers["Content-Language"]) == (422, language)
    assert found.headers["Vary"] == "Accept-Language"
    [error] = found.json()["errors"]
    assert error["field"] == "objectives.0"
    assert (error["label"].split()[0], error["message"]) == told
    assert found.json()["detail"] == f"objectives.0: {told[1]}"

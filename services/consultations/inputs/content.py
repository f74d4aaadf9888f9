"""What somebody sends in answer to a call, and whether it answers what was asked. Pure."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, assert_never

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo

from shared.contracts.consultations.calls import Audience, Objective, Terms
from shared.contracts.consultations.inputs import Consent
from shared.contracts.consultations.questions import (
    Answer,
    ChoiceQuestion,
    FileQuestion,
    Question,
    ScaleQuestion,
    TextQuestion,
)
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import invalid
from shared.values import AtMost, Country, Key, Language, Name, Region, Text, Value, printable


def _printable(answer: Answer, info: ValidationInfo) -> Answer:
    return printable(answer, info) if isinstance(answer, str) else answer


class NewInput(Value):
    """An input as it is sent. ``answers`` are by the keys of the call's questions; files by their ids.

    ``address`` is a mailbox for the receipt and for what becomes of the input; it goes to notifications alone.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    group: Audience = Field(title=N_("Group"))
    language: Language = Field(title=N_("Language"))
    consent: Consent = Field(title=N_("Consent"))
    answers: Annotated[dict[Key, Annotated[Answer, AfterValidator(_printable)]], AtMost(50)] = Field(
        title=N_("Answers")
    )
    name: Name | None = Field(None, title=N_("Name"))
    address: Annotated[str, Field(max_length=254)] | None = Field(None, title=N_("E-mail address"))
    region: Region | None = Field(None, title=N_("Region"))
    country: Country | None = Field(None, title=N_("Country"))
    objectives: Annotated[tuple[Objective, ...], AtMost(23)] = Field((), title=N_("Objectives"))
    location: Text | None = Field(None, title=N_("Where you are"))
    legal_status: Text | None = Field(None, title=N_("Your legal status"))


class Content(Value):
    """What lies in the vault of an input, and what its commitment is over, as these JSON bytes."""

    answers: dict[str, Answer]
    name: str | None
    location: str | None
    legal_status: str | None

    def encode(self) -> str:
        """The JSON text, the same for the same content: answers in the order of their keys."""
        answers = dict(sorted(self.answers.items()))
        return self.model_copy(update={"answers": answers}).model_dump_json()


def content_of(said: NewInput) -> Content:
    """What of it goes into the vault; empty answers are none."""
    answers = {key: answer for key, answer in said.answers.items() if answer not in ("", ())}
    return Content(answers=answers, name=said.name, location=said.location, legal_status=said.legal_status)


def check(said: NewInput, terms: Terms) -> None:
    """Raises ``Problem`` 422 that names each field and what would be right."""
    if errors := list(_wrong(said, terms)):
        raise invalid(errors)


_UNASKED: Final = N_("this call states no reason to ask for it; leave it out")


def _wrong(said: NewInput, terms: Terms) -> Iterator[Wrong]:
    if said.group not in terms.audiences:
        text = N_("this call addresses {audiences}; one of them is right")
        yield Wrong("group", text, {"audiences": ", ".join(terms.audiences)})
    if said.name is None and said.consent == "named":
        text = N_("you ask to be published with your name; a name is right, or consent: unnamed")
        yield Wrong("name", text)
    if said.name is None and not terms.pseudonymous:
        yield Wrong("name", N_("this call takes no inputs without a name; a name is right"))
    if said.location is not None and terms.why_location is None:
        yield Wrong("location", _UNASKED)
    if said.legal_status is not None and terms.why_legal_status is None:
        yield Wrong("legal_status", _UNASKED)
    if terms.region and said.region not in {None, terms.region}:
        text = N_("this call is about {region}; that, or none, is right")
        yield Wrong("region", text, {"region": terms.region})
    if terms.objectives and (others := set(said.objectives) - set(terms.objectives)):
        text = N_("this call is not about {others}; leave that out")
        yield Wrong("objectives", text, {"others": ", ".join(map(str, sorted(others)))})
    yield from _answers(said.answers, terms.questions)


def _answers(answers: Mapping[str, Answer], questions: tuple[Question, ...]) -> Iterator[Wrong]:
    known = {question.key for question in questions}
    for key in answers:
        if key not in known:
            text = N_("there is no such question; {known} are right")
            yield Wrong(f"answers.{key}", text, {"known": ", ".join(sorted(known))})
    if not any(answer not in ("", ()) for answer in answers.values()):
        yield Wrong("answers", N_("nothing is answered; an answer to one question at least is right"))
    for question in questions:
        answer, field = answers.get(question.key), f"answers.{question.key}"
        if answer in (None, "", ()):
            if question.required:
                yield Wrong(field, N_("this question wants an answer"))
        elif wrong := _answer(answer, question):
            text, values = wrong
            yield Wrong(field, text, values)


_Text = tuple[str, Mapping[str, object]]
"""A text, and its values."""


def _answer(answer: Answer | None, question: Question) -> _Text | None:
    match question:
        case TextQuestion(limit=limit):
            if not isinstance(answer, str):
                return N_("words are right here"), {}
            long = N_("{length} characters are too many; {limit} are right")
            return (long, {"length": len(answer), "limit": limit}) if len(answer) > limit else None
        case ScaleQuestion(least=least, most=most):
            good = isinstance(answer, int) and least <= answer <= most
            whole = N_("a whole number from {least} to {most} is right")
            return None if good else (whole, {"least": least, "most": most})
        case ChoiceQuestion(options=options, limit=limit):
            keys = [option.key for option in options]
            right = {"keys": ", ".join(keys)}
            wrong = _listed(answer, limit, (N_("a list of keys of {keys} is right, each once"), right))
            if wrong is None and isinstance(answer, tuple) and set(answer) - set(keys):
                return N_("keys of {keys} are right"), right
            return wrong
        case FileQuestion(limit=limit):
            return _listed(
                answer, limit, (N_("a list of ids of uploaded attachments is right, each once"), {})
            )
        case _:
            assert_never(question)


def _listed(answer: Answer | None, limit: int, right: _Text) -> _Text | None:
    if not isinstance(answer, tuple) or len(set(answer)) < len(answer):
        return right
    if len(answer) <= limit:
        return None
    one = N_("{length} are too many; at most {limit} is right")
    many = N_("{length} are too many; at most {limit} are right")
    return one if limit == 1 else many, {"length": len(answer), "limit": limit}

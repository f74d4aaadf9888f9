"""What somebody sends in answer to a call, and whether it answers what was asked. Pure."""

from collections.abc import Iterator, Mapping
from typing import Annotated, assert_never

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
from shared.problems import FieldError, invalid
from shared.values import AtMost, Country, Key, Language, Name, Region, Text, Value, printable


def _printable(answer: Answer, info: ValidationInfo) -> Answer:
    return printable(answer, info) if isinstance(answer, str) else answer


class NewInput(Value):
    """An input as it is sent. ``answers`` are by the keys of the call's questions; files by their ids.

    ``address`` is a mailbox for the receipt and for what becomes of the input; it goes to notifications alone.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    group: Audience
    language: Language
    consent: Consent
    answers: Annotated[dict[Key, Annotated[Answer, AfterValidator(_printable)]], AtMost(50)]
    name: Name | None = None
    address: Annotated[str, Field(max_length=254)] | None = None
    region: Region | None = None
    country: Country | None = None
    objectives: Annotated[tuple[Objective, ...], AtMost(23)] = ()
    location: Text | None = None
    legal_status: Text | None = None


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
    errors = [FieldError(field=field, message=message) for field, message in _wrong(said, terms)]
    if errors:
        raise invalid(errors)


def _wrong(said: NewInput, terms: Terms) -> Iterator[tuple[str, str]]:
    if said.group not in terms.audiences:
        yield "group", f"this call addresses {', '.join(terms.audiences)}; one of them is right"
    if said.name is None and said.consent == "named":
        yield "name", "you ask to be published with your name; a name is right, or consent: unnamed"
    if said.name is None and not terms.pseudonymous:
        yield "name", "this call takes no inputs without a name; a name is right"
    if said.location is not None and terms.why_location is None:
        yield "location", "this call states no reason to ask for it; leave it out"
    if said.legal_status is not None and terms.why_legal_status is None:
        yield "legal_status", "this call states no reason to ask for it; leave it out"
    if terms.region and said.region not in {None, terms.region}:
        yield "region", f"this call is about {terms.region}; that, or none, is right"
    if terms.objectives and (others := set(said.objectives) - set(terms.objectives)):
        yield "objectives", f"this call is not about {', '.join(map(str, sorted(others)))}; leave that out"
    yield from _answers(said.answers, terms.questions)


def _answers(answers: Mapping[str, Answer], questions: tuple[Question, ...]) -> Iterator[tuple[str, str]]:
    known = {question.key for question in questions}
    for key in answers:
        if key not in known:
            yield f"answers.{key}", f"there is no such question; {', '.join(sorted(known))} are right"
    if not any(answer not in ("", ()) for answer in answers.values()):
        yield "answers", "nothing is answered; an answer to one question at least is right"
    for question in questions:
        answer = answers.get(question.key)
        if answer in (None, "", ()):
            if question.required:
                yield f"answers.{question.key}", "this question wants an answer"
        elif wrong := _answer(answer, question):
            yield f"answers.{question.key}", wrong


def _answer(answer: Answer | None, question: Question) -> str | None:
    match question:
        case TextQuestion(limit=limit):
            if not isinstance(answer, str):
                return "words are right here"
            return (
                f"{len(answer)} characters are too many; {limit} are right" if len(answer) > limit else None
            )
        case ScaleQuestion(least=least, most=most):
            good = isinstance(answer, int) and least <= answer <= most
            return None if good else f"a whole number from {least} to {most} is right"
        case ChoiceQuestion(options=options, limit=limit):
            keys = [option.key for option in options]
            return _listed(answer, limit, f"keys of {', '.join(keys)}", keys)
        case FileQuestion(limit=limit):
            return _listed(answer, limit, "ids of uploaded attachments", None)
        case _:
            assert_never(question)


def _listed(answer: Answer | None, limit: int, what: str, known: list[str] | None) -> str | None:
    if not isinstance(answer, tuple) or len(set(answer)) < len(answer):
        return f"a list of {what} is right, each once"
    if len(answer) > limit:
        return f"{len(answer)} are too many; at most {limit} {'is' if limit == 1 else 'are'} right"
    if known is not None and set(answer) - set(known):
        return f"{what} are right"
    return None

"""The form that takes part in a call: what it offers, what is wrong with it, and the input that it is. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from pydantic import ValidationError

from services.consultations.inputs.content import NewInput
from services.consultations.inputs.taking.posting import PERSONS, groups_for
from shared.auth import Caller, Role
from shared.contracts.consultations.calls import Audience, Terms
from shared.contracts.consultations.inputs import Consent
from shared.contracts.consultations.questions import (
    Answer,
    ChoiceQuestion,
    FileQuestion,
    Question,
    ScaleQuestion,
    TextQuestion,
)
from shared.i18n.speech import N_, Speech
from shared.mistakes import FieldError, Wrong, field_errors
from shared.values import REGIONS
from shared.web.pages.page import Fields

_ANSWER: Final = "answer."
_MAILBOX: Final = N_("Give one address, such as name@example.org, or leave it out.")
_FOUND: Final = {"address": _MAILBOX}
_FILES: Final = N_("A file is no longer there, or is part of another input: choose it again.")
_ID: Final = re.compile("[0-9a-f]{32}")
_OTHER: Final = "other_language"
_LONGEST_ADDRESS: Final = 254


@dataclass(frozen=True)
class Offer:
    """What the form asks of somebody: beyond the questions, only what the call and their role have a use for."""

    terms: Terms
    groups: tuple[Audience, ...]
    region: bool
    country: bool

    @property
    def objectives(self) -> tuple[int, ...]:
        """Those to choose from, where the call is about several."""
        return self.terms.objectives if len(self.terms.objectives) > 1 else ()


def offer(terms: Terms, caller: Caller | None) -> Offer:
    """What this call asks of this caller. No groups: they may not speak for anybody whom it addresses."""
    groups = tuple(one for one in terms.audiences if one in groups_for(caller))
    posts_for = caller.organisation if caller and caller.role is Role.NETWORK else None
    placed = terms.region is not None or posts_for not in {None, "global"}
    country = caller is not None and caller.role in {Role.SECRETARIAT, Role.AGENCY}
    return Offer(terms, groups, region=not placed, country=country)


@dataclass(frozen=True)
class Entered:
    """The form as it is filled in, right or wrong: the values of each field."""

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """The field's value; empty where there is none."""
        return self.values.get(name, ("",))[-1]

    def all(self, name: str) -> tuple[str, ...]:
        """Its values, where it may have several."""
        return self.values.get(name, ())


class Misfilled(Exception):
    """``wrong`` names the fields that are not right, in their order, and says of each what would be."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong = wrong


def entered(fields: Fields) -> Entered:
    """The form that these fields fill in."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in fields:
        values[name] = (*values.get(name, ()), value)
    return Entered(values)


def id_of(question: Question | str) -> str:
    """The field of an answer."""
    return f"{_ANSWER}{question if isinstance(question, str) else question.key}"


def wanted(form: Entered, offered: Offer, t: Speech, files: Mapping[str, str] = {}) -> NewInput:
    """The input that the form is; ``files`` says of each field what is wrong with what was chosen there.

    Raises ``Misfilled``, with what would be right in the reader's language.
    """
    if wrong := {**dict(_wrong(form, offered, t)), **files}:
        raise Misfilled(wrong)
    told: dict[str, object] = {name: form.one(name) for name in ("group", "consent")}
    told["language"] = _language(form, t)
    told |= {name: value for name in _asked(offered) if (value := form.one(name).strip())}
    told["answers"] = {
        question.key: answer
        for question in offered.terms.questions
        if (answer := answer_of(form, question)) not in (None, "", ())
    }
    told["objectives"] = tuple(int(one) for one in form.all("objective"))
    try:
        return NewInput.model_validate(told)
    except ValidationError as error:
        raise Misfilled(_placed(field_errors(error.errors(), NewInput, t))) from None


def _placed(errors: Iterable[FieldError]) -> dict[str, str]:
    return {field_of(one.field): one.message for one in errors}


def field_of(path: str) -> str:
    """The form's field that an error of the input is about."""
    name, *further = path.split(".")
    if name == "objectives":
        return "objective"
    return id_of(further[0]) if name == "answers" and further else name


def misfilled(errors: Sequence[Wrong], t: Speech) -> Misfilled | None:
    """What only the intake finds, at its fields: addresses that are none, files that are gone. None for others."""
    wrong = {field_of(one.field): _FOUND.get(one.field, _FILES) for one in errors}
    known = all(field == "address" or field.startswith(_ANSWER) for field in wrong)
    return Misfilled({field: t.say(text) for field, text in wrong.items()}) if wrong and known else None


def _asked(offered: Offer) -> Iterator[str]:
    yield "name"
    yield "address"
    if offered.region:
        yield "region"
    if offered.country:
        yield "country"
    if offered.terms.why_location:
        yield "location"
    if offered.terms.why_legal_status:
        yield "legal_status"


def answer_of(form: Entered, question: Question) -> Answer | None:
    """What was answered, as the input has it; a number that is none stays words. Files are ids, each once."""
    given = form.all(id_of(question))
    match question:
        case ChoiceQuestion():
            return tuple(one for one in given if one)
        case ScaleQuestion():
            said = form.one(id_of(question))
            return int(said) if said.isascii() and said.isdigit() and len(said) <= len("10") else said
        case TextQuestion():
            said = form.one(id_of(question))
            return said if said.strip() else ""
        case FileQuestion():
            return tuple(dict.fromkeys(one for one in given if _ID.fullmatch(one)))


def _wrong(form: Entered, offered: Offer, t: Speech) -> Iterator[tuple[str, str]]:
    terms = offered.terms
    if form.one("group") not in offered.groups:
        yield "group", t.say(N_("Choose for whom you speak."))
    answers = [(one, answer_of(form, one)) for one in terms.questions]
    for question, answer in answers:
        if wrong := _answer(question, answer, t):
            yield id_of(question), wrong
    if not any(answer not in (None, "", ()) for _, answer in answers) and answers:
        yield id_of(answers[0][0]), t.say(N_("Answer at least one question."))
    if _language(form, t) is None:
        yield _unsaid_language(form, t)
    yield from _about(form, offered, t)
    if form.one("consent") not in get_args(Consent):
        yield "consent", t.say(N_("Choose what may be done with what you wrote."))
    yield from _name(form, terms, t)
    if len(form.one("address").strip()) > _LONGEST_ADDRESS:
        yield "address", t.say(_MAILBOX)


def _language(form: Entered, t: Speech) -> str | None:
    """The one that is named, for the list holds but a few of the world's; else the one that is chosen."""
    if other := form.one(_OTHER).strip():
        return t.language_meant(other)
    chosen = form.one("language")
    return chosen if chosen in dict(t.languages()) else None


def _unsaid_language(form: Entered, t: Speech) -> tuple[str, str]:
    if form.one(_OTHER).strip():
        return _OTHER, t.say(
            N_("No language is known by that name: its name in English, or its code of ISO 639, is right.")
        )
    return "language", t.say(N_("Choose the language that you wrote in."))


def _about(form: Entered, offered: Offer, t: Speech) -> Iterator[tuple[str, str]]:
    if set(form.all("objective")) - {str(one) for one in offered.objectives}:
        yield "objective", t.say(N_("Choose objectives of the list."))
    if offered.region and form.one("region") not in {"", *REGIONS}:
        yield "region", t.say(N_("Choose a region of the list."))
    if offered.country and form.one("country") and form.one("group") in PERSONS:
        yield "country", t.say(N_("Where a person is is not asked: leave it out for this group."))


def _name(form: Entered, terms: Terms, t: Speech) -> Iterator[tuple[str, str]]:
    if form.one("name").strip():
        return
    if form.one("consent") == "named":
        yield "name", t.say(N_("Give the name that it is to be published with, or choose another consent."))
    elif not terms.pseudonymous:
        yield "name", t.say(N_("Give a name: this call takes no inputs without one."))


def _answer(question: Question, answer: Answer | None, t: Speech) -> str | None:
    if answer in (None, "", ()):
        return t.say(N_("This question wants an answer.")) if question.required else None
    match question, answer:
        case TextQuestion(limit=limit), str(text) if len(text) > limit:
            return t.say(
                N_("This has {given} characters; at most {limit} are right."),
                given=t.number(len(text)),
                limit=t.number(limit),
            )
        case ScaleQuestion(least=least, most=most), number:
            if not isinstance(number, int) or not least <= number <= most:
                return t.say(N_("Choose a number of the scale."))
        case ChoiceQuestion(options=options), tuple(chosen) if set(chosen) - {one.key for one in options}:
            return t.say(N_("Choose from the list."))
        case ((ChoiceQuestion(limit=limit) | FileQuestion(limit=limit)), tuple(chosen)) if (
            len(chosen) > limit
        ):
            return t.say_n("Choose {n} at most.", "Choose {n} at most.", limit)
    return None

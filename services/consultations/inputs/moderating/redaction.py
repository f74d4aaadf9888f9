"""What a redaction leaves of an input: its author's own words, with a mark wherever some are missing. Pure."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from services.consultations.inputs.content import Content
from shared.contracts.consultations.questions import Answer
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import invalid
from shared.values import AtMost, Key, Value

GAP: Final = "[…]"
"""What stands where a passage was; it tells nothing of it, not even how long it was."""
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class LeftOut(Value):
    """What a moderator leaves out: passages, each wherever it stands in the answer; and answers as a whole."""

    passages: Annotated[dict[Key, Annotated[tuple[Passage, ...], AtMost(200)]], AtMost(50)] = Field(
        default_factory=dict
    )
    whole: Annotated[tuple[Key, ...], AtMost(50)] = ()


def left_of(content: Content, out: LeftOut) -> Content:
    """The content without it. Raises ``Problem`` 422 for what is not there to be left out."""
    if errors := list(_wrong(content, out)):
        raise invalid(errors)
    answers = {
        key: without(answer, out.passages[key]) if isinstance(answer, str) and key in out.passages else answer
        for key, answer in content.answers.items()
        if key not in out.whole
    }
    return content.model_copy(update={"answers": answers})


def without(answer: str, passages: Sequence[str]) -> str:
    """The answer with one gap for each stretch that these passages cover, where they overlap or touch too."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted(stretch for passage in passages for stretch in _stretches(answer, passage)):
        if covered and start <= covered[-1][1]:
            covered[-1] = covered[-1][0], max(end, covered[-1][1])
        else:
            covered.append((start, end))
    for start, end in reversed(covered):
        answer = answer[:start] + GAP + answer[end:]
    return answer


def _stretches(answer: str, passage: str) -> Iterator[tuple[int, int]]:
    """Wherever it stands, also across itself: of "anana", "ana" covers all."""
    start = answer.find(passage)
    while start >= 0:
        yield start, start + len(passage)
        start = answer.find(passage, start + 1)


_NOTHING: Final = N_("nothing is left out; a passage or a whole answer is right, or accept it as it is")
_WHOLE: Final = N_("passages are left out of an answer in words; of any other, the whole answer (whole)")
_NOT_THERE: Final = N_("passage {number} does not stand in the answer; copy it as it stands there")


def _wrong(content: Content, out: LeftOut) -> Iterator[Wrong]:
    answered = ", ".join(sorted(content.answers))
    if not out.whole and not any(out.passages.values()):
        yield Wrong("passages", _NOTHING)
    for key in out.whole:
        if key not in content.answers:
            yield Wrong(
                "whole",
                N_("{key} was not answered; {answered} are right"),
                {"key": key, "answered": answered},
            )
    for key, passages in out.passages.items():
        yield from _not_there(key, content.answers.get(key), passages)


def _not_there(key: str, answer: Answer | None, passages: Sequence[str]) -> Iterator[Wrong]:
    field = f"passages.{key}"
    if not isinstance(answer, str):
        yield Wrong(field, _WHOLE)
        return
    for number, passage in enumerate(passages, start=1):
        if passage not in answer:
            yield Wrong(field, _NOT_THERE, {"number": number})

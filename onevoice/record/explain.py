"""What pydantic found, in the words of whoever writes a record: where, what is wrong, what would be right."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from onevoice.record import entries
from onevoice.record import format as f
from onevoice.record.source import Path, Source, shown
from shared import mistakes, nearest
from shared.contracts.consultations import facts, items
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.consultations.outcomes_reached import Result

KINDS: dict[str, type[BaseModel]] = {
    model.model_fields["kind"].default: model for model in get_args(get_args(Outcome)[0])
}
"""The outcomes a record may hold, by kind."""

_MODELS: dict[str, type[BaseModel]] = {
    "": f.RecordFile,
    "briefing": f.BriefingRecord,
    "scheduled_for": f.Occasion,
    "held_on": f.Occasion,
    "to": f.Occasion,
    "moved": f.Move,
    "cancelled": f.Off,
    "postponed": f.Off,
    "replaced": f.Replaced,
    "follow_up": items.FollowUp,
    "chair": facts.Person,
    "speakers": facts.Person,
    "agenda": facts.AgendaItem,
    "attendance": facts.Attendance,
    "split": facts.GroupCount,
    "interventions": facts.Intervention,
    "figures": facts.Figure,
    "documents": entries.DocumentEntry,
    "issues_raised": entries.IssueEntry,
    "outcomes": entries.OutcomeEntry,
    **KINDS,
}
_RIGHT = {
    "string_type": "text is right; in quotes where it looks like a number or like true and false",
    "tuple_type": "a list is right: [one, two], or one line with a dash for each",
    "model_type": "fields are right: name: value",
    "model_attributes_type": "fields are right: name: value",
    "union_tag_not_found": "a kind is right: one of " + ", ".join(KINDS),
}
"""What is said otherwise than to everybody: how YAML writes it, and the kinds that there are."""


def explain(source: Source, error: ErrorDetails) -> None:
    """Note ``error`` as a problem of ``source``."""
    path, loc = _place(source, error["loc"]), error["loc"]
    context: dict[str, Any] = error.get("ctx", {})
    kind = error["type"]
    if kind == "extra_forbidden":
        names = _names(loc[:-1])
        near = nearest.the_word(str(loc[-1]), names)
        right = f"{near} is right" if near else f"one of {', '.join(names)} is right"
        source.problem(path, f"there is no field {loc[-1]}", right)
    elif kind == "missing":
        if any(problem.field == shown(path) for problem in source.problems):
            return  # it stands there without a value, which is told already
        source.problem(path, f"the field {path[-1]} is missing or null", f"{path[-1]}: … is right")
    elif kind == "union_tag_invalid":
        near = nearest.the_word(str(context["tag"]), KINDS)
        right = f"{near} is right" if near else _RIGHT["union_tag_not_found"]
        source.problem((*path, "kind"), f"no kind of outcome is called {context['tag']!r:.80}", right)
    else:
        found = mistakes.wrong(error) or f"{_given(error['input'])} does not fit here"
        if fits := _RIGHT.get(kind) or mistakes.right(error):
            source.problem(path, found, fits)
        else:
            source.problem(path, f"{found}: {error['msg']}", "the form in docs/record.md is right")


def _given(value: object) -> str:
    return f"{value!r:.60}" if isinstance(value, str | int | float | bool) else "what stands here"


def _place(source: Source, loc: Path) -> Path:
    """The place in the file: pydantic also names unions and our own fields, which do not stand there."""
    path: Path = ()
    for n, part in enumerate(loc):
        written = next((word for word in _written(part) if (*path, word) in source.lines), None)
        if written is not None:
            path = (*path, written)
        elif n == len(loc) - 1 and isinstance(part, str) and part not in {"outcome", *KINDS}:
            path = (*path, part)
    return path


def _written(part: str | int) -> Iterator[str | int]:
    """The words a record may have written for a field."""
    yield part
    if part == "figures":
        yield "figure"
    yield from (word for words in entries.WRITTEN.values() for word, field in words.items() if field == part)


def _names(loc: Path) -> list[str]:
    """The fields that what stands at ``loc`` may have, as a record writes them."""
    holder = next((part for part in reversed(loc) if isinstance(part, str)), "")
    fields = sorted(_MODELS.get(holder, f.BriefingRecord).model_fields, key=Result.model_fields.__contains__)
    words = {field: word for word, field in entries.WRITTEN.get(holder, {}).items()}
    return [words.get(name, name) for name in fields]

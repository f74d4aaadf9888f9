"""The items of a record as a file writes them: shorter than the API, and side by side with their keys."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, PrivateAttr

from shared.contracts.consultations.items import Document, FollowUp, Issue
from shared.contracts.consultations.outcomes import Outcome
from shared.values import Key, Name, Text, Value, mistake

WRITTEN: Mapping[str, Mapping[str, str]] = {
    "mptf_review_planned": {"from": "submitted_by"},
    "informal_consultations_planned": {"from": "starting", "with": "participants"},
    "regional_review_moved": {"from": "starting", "to": "ending"},
    "regional_review_planned": {"from": "starting", "to": "ending"},
    "total_stated": {"of": "counted"},
}
"""Fields of outcomes that a record writes in other words than the API, by kind."""


_NO_REASON = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "none", "null", "oui", "non"])


def _in_words(value: str) -> str:
    if value.casefold() in _NO_REASON:  # words to YAML 1.2, and meant as an answer
        raise mistake(
            "reason", f"{value!r} is no reason", "the reason in words is right, or leave the field out"
        )
    return value


Reason = Annotated[Text, AfterValidator(_in_words)]
"""Why something was taken back: more than a yes or a no."""


def _mapping(value: object) -> dict[str, Any] | None:
    return dict(value) if isinstance(value, Mapping) else None


def _as_pairs(value: object, name: str, count: str) -> object:
    """``{a: 1}`` and ``{a: {value: 1}}`` as ``[{name: a, count: 1}]``; a list stays."""
    pairs = _mapping(value)
    if pairs is None:
        return value
    return [{name: key, **(_mapping(number) or {count: number})} for key, number in pairs.items()]


def reason_alone(value: object) -> object:
    """A reason, or ``true``, as what it is the reason of."""
    if isinstance(value, bool):
        return {} if value else None
    return {"reason": value} if isinstance(value, str) else value


def figures(value: object) -> object:
    """An intervention's ``figure: {what: number}`` as the list that it is."""
    said = _mapping(value)
    if said is None:
        return value
    if "figure" in said:
        said.setdefault("figures", said.pop("figure"))
    if "figures" in said:
        said["figures"] = _as_pairs(said["figures"], "what", "value")
    return said


def split(value: object) -> object:
    """An attendance's ``split: {group: number}`` as the list that it is."""
    said = _mapping(value)
    if said is None or "split" not in said:
        return value
    return {**said, "split": _as_pairs(said["split"], "group", "count")}


def outcome_apart(value: object) -> object:
    """An outcome's own fields apart from its key and what became of it."""
    said = _mapping(value)
    if said is None or "outcome" in said:
        return value
    entry: dict[str, Any] = {
        name: said.pop(name) for name in ("key", "withdrawn", "follow_up") if name in said
    }
    words = WRITTEN.get(str(said.get("kind")), {})
    return {**entry, "outcome": {words.get(name, name): content for name, content in said.items()}}


V = TypeVar("V", bound=Value)


def part(entry: Value, kind: type[V]) -> V:
    """What an entry says of this kind, without what a file writes beside it."""
    return kind(**{name: getattr(entry, name) for name in kind.model_fields})


class DocumentEntry(Document):
    """A document. ``file``, beside the record, is sent, and gives the content hash; ``withdrawn`` a reason."""

    key: Key
    file: Name | None = None
    withdrawn: Reason | None = None
    _at: Path | None = PrivateAttr(None)

    @property
    def at(self) -> Path | None:
        """Where its file lies, once it was read; another entry's in another folder may be the same document."""
        return self._at

    def hashed(self, at: Path, sha256: str) -> "DocumentEntry":
        """With its file, which lies there and holds this."""
        found = self.model_copy(update={"sha256": sha256})
        found._at = at  # noqa: SLF001 - ourselves
        return found

    @property
    def content(self) -> Document:
        """The document itself."""
        return part(self, Document)


class IssueEntry(Issue):
    """An issue raised."""

    key: Key
    withdrawn: Reason | None = None

    @property
    def content(self) -> Issue:
        """The issue itself."""
        return part(self, Issue)


class OutcomeEntry(Value):
    """An outcome: its key and its kind's own fields, side by side in the file."""

    key: Key
    outcome: Outcome
    follow_up: FollowUp | None = None
    withdrawn: Reason | None = None

    @property
    def content(self) -> Outcome:
        """The outcome itself."""
        return self.outcome

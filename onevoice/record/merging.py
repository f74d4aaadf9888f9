"""One record of several, each from a source of its own. Pure."""

from collections.abc import Sequence
from typing import Any

from onevoice.record.format import BriefingRecord
from onevoice.sorry import Sorry
from shared.values import Value

_KEYED = ("agenda", "documents", "issues_raised", "outcomes")
_LISTED = ("speakers", "interventions", "also_at", "languages", "moved", "wordings")


class RecordsDiffer(Sorry):
    """Two records of one briefing say different things of the same."""


def merged(records: Sequence[BriefingRecord]) -> BriefingRecord:
    """What all of them say. A fact without a source of its own has its record's. Raises ``RecordsDiffer``."""
    first, *others = records
    for other in others:
        first = _both(_sourced(first), _sourced(other))
    return first


def _both(one: BriefingRecord, other: BriefingRecord) -> BriefingRecord:
    found: dict[str, Any] = {}
    for name, field in BriefingRecord.model_fields.items():
        was, now = getattr(one, name), getattr(other, name)
        if name in _KEYED:
            found[name] = _keyed(name, was, now)
        elif name in _LISTED:
            known = [_unsourced(item) for item in was]
            found[name] = (*was, *(item for item in now if _unsourced(item) not in known))
        elif name == "source":
            found[name] = was or now
        elif name == "key" and was != now:
            raise RecordsDiffer(
                f"these are records of two briefings, {was} and {now}: one at a time is right"
            )
        else:
            found[name] = _same(name, was, now, field.default)
    return one.model_copy(update=found)


def _keyed(name: str, was: Sequence[Any], now: Sequence[Any]) -> tuple[Any, ...]:
    known = {item.key: item for item in was}
    for item in now:
        before = known.setdefault(item.key, item)
        if _unsourced(before) != _unsourced(item):
            raise _differing(f"{name}, {item.key}")
    return tuple(known.values())


def _same(name: str, was: Any, now: Any, unsaid: Any) -> Any:
    if now == unsaid or _unsourced(was) == _unsourced(now):
        return was
    if was != unsaid:
        raise _differing(name)
    return now


def _differing(what: str) -> RecordsDiffer:
    return RecordsDiffer(
        f"the records differ on {what}: the same in all of them is right, or in one of them alone"
    )


def _unsourced(fact: Any) -> Any:
    """A fact without where it is stated."""
    if isinstance(fact, tuple):
        return tuple(_unsourced(one) for one in fact)
    if not isinstance(fact, Value):
        return fact
    left = {name: _unsourced(value) for name, value in fact if name != "source"}
    return type(fact), tuple(left.items())


def _sourced(record: BriefingRecord) -> BriefingRecord:
    """With its source at each fact that may name one and does not."""
    if record.source is None:
        return record
    update: dict[str, Any] = {}
    for name in (*_KEYED, *_LISTED, "attendance"):
        value = getattr(record, name)
        filled = tuple(_with(record.source, one) for one in value) if isinstance(value, tuple) else value
        update[name] = filled if isinstance(value, tuple) else value and _with(record.source, value)
    return record.model_copy(update=update)


def _with(source: str, fact: Any) -> Any:
    if outcome := getattr(fact, "outcome", None):
        return fact.model_copy(update={"outcome": _with(source, outcome)})
    named = isinstance(fact, Value) and "source" in type(fact).model_fields
    return fact.model_copy(update={"source": source}) if named and fact.source is None else fact

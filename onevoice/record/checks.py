"""What no single field shows: keys said twice, and facts that do not go together.

The checks look at the data as it stands in the file, so that they speak up beside every other problem.
"""

from typing import Any

from onevoice.record.source import Source

AFTER = ("attendance", "interventions", "issues_raised", "outcomes")
"""What only a briefing that was held can have."""


def check(source: Source) -> None:
    """Note every problem between fields."""
    briefing = source.data.get("briefing") if isinstance(source.data, dict) else None
    if isinstance(briefing, dict):
        for name in ("agenda", "documents", "issues_raised", "outcomes"):
            _keys_once(source, name, briefing.get(name))
        _life(source, briefing)


def _keys_once(source: Source, name: str, entries: Any) -> None:
    first: dict[str, int] = {}
    for n, entry in enumerate(entries if isinstance(entries, list) else ()):
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str):
            continue
        if key in first:
            line = source.lines[("briefing", name, first[key], "key")]
            wrong = f"the key {key} stands on line {line} already"
            source.problem(("briefing", name, n, "key"), wrong, "a key of its own is right")
        first.setdefault(key, n)


def _life(source: Source, briefing: dict[str, Any]) -> None:
    held, scheduled = "held_on" in briefing, "scheduled_for" in briefing
    announced = scheduled or "foreseen_for" in briefing
    cancelled = briefing.get("cancelled", False) is not False
    if held and cancelled:
        wrong = "a briefing that was held was not cancelled"
        source.problem(
            ("briefing", "cancelled"), wrong, "held_on or cancelled is right; moved: keeps both dates"
        )
    if cancelled and not announced:
        wrong = "a briefing that nobody scheduled cannot be cancelled"
        source.problem(("briefing", "cancelled"), wrong, "scheduled_for: 2020-03-04 beside it is right")
    elif not held and not announced:
        source.problem(("briefing",), "it is neither held nor scheduled", "held_on or scheduled_for is right")
    for name in ("moved", "postponed"):
        if briefing.get(name) and not scheduled:
            wrong = f"a briefing that nobody scheduled cannot be {name}"
            source.problem(("briefing", name), wrong, "scheduled_for: 2020-03-04 beside it is right")
    if briefing.get("replaced") and (held or cancelled or not announced):
        wrong = "only a briefing that was announced, and neither held nor cancelled, is replaced by another"
        source.problem(("briefing", "replaced"), wrong, "scheduled_for: 2020-03-04 beside it is right")
    for name in AFTER:
        if briefing.get(name) and not held:
            wrong = f"{name} of a briefing that was not held"
            source.problem(("briefing", name), wrong, "held_on: 2020-03-04 beside it is right")

"""What became of the inputs of a call, by whom they speak for: cited, and answered. Pure.

Nobody who is not published is told of by a number here, nor by what is left when one is subtracted from another.
"""

from collections.abc import Iterable
from typing import Final, Literal

from services.consultations.inputs.publishing.numbers import Part, safe
from shared.values import Value

Fate = Literal["not_cited", "cited", "answered"]
"""Cited: in a finding that nothing has come of yet. Answered: in one that something has come of."""
_CITED: Final[tuple[Fate, ...]] = ("cited", "answered")


class Fates(Value):
    """Inputs that stand, how many of them are ``cited``, and how many of these ``answered``.

    Null where a number would tell of few people who are not published.
    """

    standing: int
    cited: int | None
    answered: int | None


class CallFates(Value):
    """The same by group, and of the call as a whole: null where some group's are not told.

    ``withheld``: some numbers are left out. ``findings`` are those of the call, or in which an input of it is cited.
    """

    findings: int
    by_group: dict[str, Fates]
    together: Fates | None
    withheld: bool


def fates(tally: Iterable[tuple[str, Fate, bool, int]], findings: int) -> CallFates:
    """From group, fate, whether published, and how many."""
    groups: dict[str, Part] = {}
    for group, fate, published, n in tally:
        part = groups.setdefault(group, {})
        all_, hidden = part.get(fate, (0, 0))
        part[fate] = all_ + n, hidden + (0 if published else n)
    known = safe({group: _sum(part) for group, part in sorted(groups.items())})
    by_group = {group: _of(known[group], groups[group]) for group in known}
    whole = [one for one in by_group.values() if one.cited is not None and one.answered is not None]
    withheld = len(whole) < len(groups)
    together = None if withheld else _together(whole)
    return CallFates(findings=findings, by_group=by_group, together=together, withheld=withheld)


def _sum(part: Part) -> tuple[int, int]:
    return sum(all_ for all_, _ in part.values()), sum(hidden for _, hidden in part.values())


def _of(standing: int, part: Part) -> Fates:
    told = safe(part)
    missing = part.keys() - told.keys()
    cited = None if missing.intersection(_CITED) else sum(told.get(fate, 0) for fate in _CITED)
    answered = None if "answered" in missing else told.get("answered", 0)
    return Fates(standing=standing, cited=cited, answered=answered)


def _together(every: Iterable[Fates]) -> Fates:
    rows = list(every)
    return Fates(
        standing=sum(one.standing for one in rows),
        cited=sum(one.cited or 0 for one in rows),
        answered=sum(one.answered or 0 for one in rows),
    )


def cited_by_group(inputs: Iterable[tuple[str, bool]]) -> tuple[int | None, dict[str, int]]:
    """How many inputs are cited, from the group of each and whether it is published: together, and by group.

    ``None`` where the number would tell of few that are not published.
    """
    part: dict[str, tuple[int, int]] = {}
    for group, published in inputs:
        all_, hidden = part.get(group, (0, 0))
        part[group] = all_ + 1, hidden + (not published)
    whole = safe({"": _sum(part)}) if part else {"": 0}
    return whole.get(""), safe(part)

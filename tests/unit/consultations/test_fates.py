"""What became of the inputs of a call in numbers: nobody who is not published is told of, nor by a difference."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.citations.fates import Fate, Fates, cited_by_group, fates
from services.consultations.inputs.publishing.numbers import LEAST, numbers

FATES: tuple[Fate, ...] = ("not_cited", "cited", "answered")
ROWS = st.dictionaries(
    st.tuples(
        st.sampled_from(["migrants", "stakeholders", "member_states"]), st.sampled_from(FATES), st.booleans()
    ),
    st.integers(1, 12),
    max_size=12,
)
Rows = dict[tuple[str, Fate, bool], int]


def hidden(rows: Rows, group: str, *of: str) -> int:
    """How many of a group's with one of these fates are not published."""
    return sum(
        n for (g, fate, published), n in rows.items() if (g, published) == (group, False) and fate in of
    )


def tally(rows: Rows) -> list[tuple[str, Fate, bool, int]]:
    """The same as it is counted."""
    return [(*said, n) for said, n in rows.items()]


@given(ROWS)
def test_no_number_and_no_difference_tells_of_few(rows: Rows) -> None:
    """Of a group that is told: all, answered, cited alone, not cited, and what is left where some are not told."""
    told = fates(tally(rows), 1)
    assert (
        told.by_group.keys()
        == numbers(
            ((group, "en", None, "d", "standing", published), n) for (group, _, published), n in rows.items()
        ).by_group.keys()
    )
    for group, one in told.by_group.items():
        few = {fate for fate in FATES if 0 < hidden(rows, group, fate) < LEAST}
        if one.answered is not None:
            assert "answered" not in few
        if one.cited is not None and one.answered is not None:
            assert not few, "each of the three can be worked out"
        if one.cited is None and one.answered is not None:
            rest = hidden(rows, group, "cited", "not_cited")
            assert rest == 0 or rest >= LEAST
    groups = {group for group, _, _ in rows}
    whole = all(
        group in told.by_group and None not in (told.by_group[group].cited, told.by_group[group].answered)
        for group in groups
    )
    assert (told.together is not None, told.withheld) == (whole, not whole)


@given(ROWS)
def test_what_is_published_is_told_whole(rows: Rows) -> None:
    """Anybody could count it."""
    published: Rows = {said: n for said, n in rows.items() if said[2]}
    told = fates(tally(published), 1)
    for group in {group for group, _, _ in published}:
        counts: dict[Any, int] = {fate: published.get((group, fate, True), 0) for fate in FATES}
        cited = counts["cited"] + counts["answered"]
        assert told.by_group[group] == Fates(
            standing=sum(counts.values()), cited=cited, answered=counts["answered"]
        )


@given(st.lists(st.tuples(st.sampled_from(["migrants", "stakeholders"]), st.booleans()), max_size=20))
def test_of_a_finding_few_are_told_only_to_be_there(inputs: list[tuple[str, bool]]) -> None:
    """Neither how many there are together, nor of which group."""
    together, by_group = cited_by_group(inputs)
    unread = sum(not published for _, published in inputs)
    assert (together is None) == (0 < unread < LEAST)
    assert together in {None, len(inputs)}
    for group in by_group:
        assert not 0 < sum(not published for g, published in inputs if g == group) < LEAST

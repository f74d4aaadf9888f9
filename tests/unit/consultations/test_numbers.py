"""How many inputs a call has: nobody who is not published is told by a number, nor by a difference of two."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.inputs.numbers import LEAST, numbers

ROWS = st.dictionaries(
    st.tuples(
        st.sampled_from(["migrants", "stakeholders", "member_states"]),
        st.sampled_from(["en", "fr", "quc"]),
        st.sampled_from(["africa", "europe", None]),
        st.sampled_from(["2020-03-04", "2020-03-05"]),
        st.booleans(),
    ),
    st.integers(1, 12),
    max_size=12,
)
BY = ("group", "language", "region", "day")
Rows = dict[tuple[Any, ...], int]


def hidden(rows: Rows, at: int, value: str) -> int:
    """How many of those with this value are not published."""
    return sum(n for said, n in rows.items() if (said[at] or "none") == value and not said[-1])


@given(ROWS)
def test_no_number_and_no_difference_tells_of_few(rows: Rows) -> None:
    """Whoever is published can be subtracted, as can every number from the total."""
    told = numbers(rows.items())
    unpublished = told.total - told.published
    for at, name in enumerate(BY):
        shown = getattr(told, f"by_{name}")
        few = {value for value in shown if 0 < hidden(rows, at, value) < LEAST}
        assert not few
        rest = unpublished - sum(hidden(rows, at, value) for value in shown)
        missing = {said[at] or "none" for said in rows} - set(shown)
        assert bool(missing) == (name in told.withheld)
        assert not shown or not missing or (len(missing) > 1 and rest >= LEAST)


@given(ROWS)
def test_a_regions_numbers_tell_of_few_neither(rows: Rows) -> None:
    """Not by themselves, and not by what they leave of the whole and of the other regions."""
    for at, name in enumerate(BY):
        if name == "region":
            continue
        shown = {place: getattr(numbers(rows.items(), place), f"by_{name}") for place in ("africa", "europe")}
        for place, counts in shown.items():
            of_place = {said: n for said, n in rows.items() if said[2] == place}
            assert not [value for value in counts if 0 < hidden(of_place, at, value) < LEAST]


def test_numbers_that_tell_of_nobody_are_told() -> None:
    """Many, and those that are published anyway."""
    rows = {
        ("migrants", "en", None, "2020-03-04", False): 5,
        ("stakeholders", "en", None, "2020-03-04", True): 1,
    }
    told = numbers(rows.items())
    assert (told.by_group, told.withheld) == ({"migrants": 5, "stakeholders": 1}, ())
    alone = numbers({("migrants", "en", "africa", "2020-03-04", False): 1}.items())
    assert (alone.total, alone.by_group, alone.by_region) == (1, {}, {})

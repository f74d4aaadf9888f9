"""How many inputs a call has: nobody who is not published is told by a number, nor by a difference of two."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.inputs.publishing.numbers import LEAST, numbers

ROWS = st.dictionaries(
    st.tuples(
        st.sampled_from(["migrants", "stakeholders", "member_states"]),
        st.sampled_from(["en", "fr", "quc"]),
        st.sampled_from(["africa", "europe", None]),
        st.sampled_from(["2020-03-04", "2020-03-05"]),
        st.sampled_from(["standing", "withdrawn", "erased"]),
        st.booleans(),
    ).filter(lambda said: said[4] == "standing" or not said[5]),
    st.integers(1, 12),
    max_size=12,
)
BY = ("group", "language", "region", "day")
Rows = dict[tuple[Any, ...], int]


def hidden(rows: Rows, at: int, value: str) -> int:
    """How many of those with this value are not published."""
    return sum(n for said, n in stand(rows).items() if (said[at] or "none") == value and not said[-1])


def stand(rows: Rows) -> Rows:
    """Those that were not taken back."""
    return {said: n for said, n in rows.items() if said[4] == "standing"}


@given(ROWS)
def test_no_number_and_no_difference_tells_of_few(rows: Rows) -> None:
    """Whoever is published can be subtracted, as can every number from the total."""
    told = numbers(rows.items())
    unpublished = told.standing - told.published
    for at, name in enumerate(BY):
        shown = getattr(told, f"by_{name}")
        few = {value for value in shown if 0 < hidden(rows, at, value) < LEAST}
        assert not few
        rest = unpublished - sum(hidden(rows, at, value) for value in shown)
        missing = {said[at] or "none" for said in stand(rows)} - set(shown)
        assert bool(missing) == (name in told.withheld)
        assert not shown or not missing or (len(missing) > 1 and rest >= LEAST)


@given(ROWS)
def test_what_was_taken_back_is_received_and_stands_in_no_breakdown(rows: Rows) -> None:
    """Received, withdrawn and standing add up; of a region, those withdrawn are told of many alone."""
    told = numbers(rows.items())
    assert told.total == told.withdrawn + told.standing == sum(rows.values())
    assert told.standing == sum(stand(rows).values())
    gone = {
        place: sum(n for said, n in rows.items() if said[2] == place) for place in ("africa", "europe", None)
    }
    for place in gone:
        gone[place] -= sum(n for said, n in stand(rows).items() if said[2] == place)
    for place in ("africa", "europe"):
        shown = numbers(rows.items(), place).withdrawn
        assert shown in {0, gone[place]}
        assert not 0 < shown < LEAST


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
        ("migrants", "en", None, "2020-03-04", "standing", False): 5,
        ("stakeholders", "en", None, "2020-03-04", "standing", True): 1,
    }
    told = numbers(rows.items())
    assert (told.by_group, told.withheld) == ({"migrants": 5, "stakeholders": 1}, ())
    alone = numbers({("migrants", "en", "africa", "2020-03-04", "standing", False): 1}.items())
    assert (alone.total, alone.by_group, alone.by_region) == (1, {}, {})

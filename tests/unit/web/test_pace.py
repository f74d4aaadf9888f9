"""An answer's time tells nothing of what was found out on the way."""

from hypothesis import given
from hypothesis import strategies as st

from shared.web.edge.pace import STEP, rest


@given(st.floats(0, STEP, exclude_max=True), st.integers(0, 100))
def test_whatever_takes_less_than_a_step_ends_at_the_same_moment(elapsed: float, steps: int) -> None:
    """The distributions of a known address and a new one are the same; slower work ends with a later step."""
    ends = elapsed + steps * STEP + rest(elapsed + steps * STEP)
    assert abs(ends - (steps + 1) * STEP) < 1e-6 or abs(ends - (steps + 2) * STEP) < 1e-6
    assert 0 < rest(elapsed) <= STEP

"""Where a call stands at a moment."""

import datetime as dt

from services.consultations.calls.projection import CallState
from services.consultations.calls.standing import left, stage
from shared.contracts.consultations.calls import Deadline
from tests.support.examples_of_calls import CLOSES, OPENS, TERMS

OPEN, CLOSED = Deadline.of(OPENS), Deadline.of(CLOSES)
CALL = CallState(key="c", status="announced", listed=True, terms=TERMS, opens=OPEN, closes=CLOSED)
TICK = dt.timedelta(milliseconds=1)


def test_a_call_is_open_from_its_opening_to_its_closing() -> None:
    """The instant of closing is outside; from then on it is late, where late inputs are taken."""
    strict = CALL.model_copy(update={"terms": TERMS.model_copy(update={"late": False})})
    assert stage(CALL, OPEN.instant - TICK) == "coming"
    assert stage(CALL, OPEN.instant) == stage(CALL, CLOSED.instant - TICK) == "open"
    assert (stage(CALL, CLOSED.instant), stage(strict, CLOSED.instant)) == ("late", "closed")
    assert stage(CALL.model_copy(update={"status": "withdrawn"}), OPEN.instant) == "withdrawn"


def test_what_is_left_is_in_whole_days_and_hours() -> None:
    """Never more than there is, and never less than nothing."""
    assert left(CLOSED.instant, CLOSED.instant - dt.timedelta(days=2, hours=3, minutes=59)) == (2, 3)
    assert left(CLOSED.instant, CLOSED.instant + TICK) == (0, 0)

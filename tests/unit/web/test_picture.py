"""A number over time, as a picture."""

import datetime as dt

from shared.i18n.speech import speech
from shared.web.picture import steps


def test_what_begins_and_ends_on_one_day_keeps_its_order() -> None:
    """The line never falls below nothing."""
    day, until = dt.date(2020, 5, 1), dt.date(2021, 1, 1)
    chart = steps([(day, 1, "Zambia"), (day, -1, "Zambia")], until, speech("en"))
    assert chart
    floor = max(y for y, _ in chart.levels)
    assert all(y <= floor for _, y, _ in chart.points)


def test_nothing_is_drawn_where_nothing_changed() -> None:
    """An empty picture would say that there is something to see."""
    assert steps([], dt.date(2021, 1, 1), speech("en")) is None

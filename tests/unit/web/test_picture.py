"""A number over time, as a picture."""

import datetime as dt

from shared.i18n.speech import speech
from shared.web.pages.picture import WIDTH, bars, steps


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


def test_every_day_is_in_a_bar_and_no_bar_leaves_the_picture() -> None:
    """Whatever the span: many days are taken together."""
    first = dt.date(2026, 1, 1)
    for last in (0, 1, 30, 89, 90, 400):
        for t in (speech("en"), speech("ar-XB")):
            found = bars({first: 2, first + dt.timedelta(days=last): 3}, t)
            assert found
            assert len(found.bars) == (2 if last else 1)
            assert all(x >= 0 and x + width <= WIDTH for x, _, width, _, _ in found.bars)
            assert all(height > 0 for _, _, _, height, _ in found.bars)
    assert bars({}, speech("en")) is None

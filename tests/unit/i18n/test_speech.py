"""Dates as the languages write them."""

import datetime as dt

import pytest

from shared.contracts.consultations.facts import When
from shared.i18n.speech import Tag, speech
from shared.values import PartialDate


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    """Of a day, a partial date, a briefing's day and hour, and an instant; no other day is."""
    t, first = speech("fr"), dt.date(2020, 9, 1)
    assert t.day(first) == "1er septembre 2020"
    assert t.day(PartialDate("2020-09-01")) == "1er septembre 2020"
    assert t.when(When(date=first, start=dt.time(15, 30))) == "1er septembre 2020, 15:30"
    assert t.moment(dt.datetime(2020, 9, 1, 12, tzinfo=dt.UTC)) == "1er septembre 2020, 12:00 UTC"
    assert [t.day(first.replace(day=day)) for day in (2, 11, 21)] == [
        "2 septembre 2020",
        "11 septembre 2020",
        "21 septembre 2020",
    ]


@pytest.mark.parametrize(
    ("tag", "date", "said"),
    [
        ("fr", "2020-09", "septembre 2020"),
        ("fr", "2020", "2020"),
        ("en", "2020-09-01", "1 September 2020"),
    ],
)
def test_a_date_is_as_precise_as_its_source(tag: Tag, date: str, said: str) -> None:
    """A month or a year alone is no first day."""
    assert speech(tag).day(PartialDate(date)) == said

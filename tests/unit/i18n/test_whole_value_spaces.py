"""Whatever validation accepts can be said: every formatter, over whole value spaces, in every language of ours."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from zoneinfo import available_timezones

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.contracts.consultations.calls import WallClock
from shared.contracts.consultations.facts import When
from shared.i18n.speech import PSEUDO, Speech, speech
from shared.values import RECORDED, Country, Language, PartialDate, TimeZone

LANGUAGE, COUNTRY = TypeAdapter[str](Language), TypeAdapter[str](Country)
SPOKEN = [speech(tag) for tag in ("en", "fr", PSEUDO)]
spoken = pytest.mark.parametrize("t", SPOKEN, ids=lambda t: t.tag)
NOON = dt.datetime(2020, 4, 30, 12, tzinfo=dt.UTC)
ZONES = sorted(available_timezones())


def codes() -> Iterator[str]:
    """Every code of ISO 639 that a tag may begin with."""
    for one in (*pycountry.languages, *pycountry.language_families):
        yield from {one.alpha_3, getattr(one, "alpha_2", one.alpha_3)}


@spoken
def test_every_language_has_a_name(t: Speech) -> None:
    """Also those that the CLDR has no data for, with and without script and region. In French some are their code."""
    for code in codes():
        LANGUAGE.validate_python(code)
        assert t.language(code) != code or t.tag == "fr", code
        assert t.language(f"{code}-Latn-PE")


@spoken
def test_every_language_of_the_form_is_accepted_and_said(t: Speech) -> None:
    """What it offers is a tag."""
    for tag, name in t.languages():
        assert t.language(LANGUAGE.validate_python(tag)) == name


@given(st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", fullmatch=True))
def test_every_tag_can_be_said(tag: str) -> None:
    """Also of languages, scripts and regions that nobody has named."""
    LANGUAGE.validate_python(tag)
    assert all(t.language(tag) for t in SPOKEN)


def test_languages_without_data_are_named_by_the_standard() -> None:
    """Dari is not written ``prs``; a script is named beside it."""
    english, french = speech("en"), speech("fr")
    assert [english.language(tag) for tag in ("prs", "ber", "ay", "zh-Hant")] == [
        "Dari",
        "Berber languages",
        "Aymara",
        "Chinese (Traditional)",
    ]
    assert (french.language("ay"), french.language("qqq-Qqqq-XX")) == ("aymara", "qqq (Qqqq, XX)")


@spoken
def test_every_language_is_found_by_its_code(t: Speech) -> None:
    """By two letters or three; the shorter one is its tag."""
    for one in pycountry.languages:
        shortest = getattr(one, "alpha_2", one.alpha_3)
        assert t.language_meant(one.alpha_3) == shortest
        assert t.language_meant(shortest.upper()) == shortest


APOSTROPHES = ("'", "\N{MODIFIER LETTER APOSTROPHE}", "\N{RIGHT SINGLE QUOTATION MARK}")


@pytest.mark.parametrize("name", [*(f" k{one}iche{one}" for one in APOSTROPHES), "QUICHÉ", "quc"])
def test_a_language_is_found_by_its_name(name: str) -> None:
    """In the reader's language or in English, however its apostrophe is typed."""
    assert speech("fr").language_meant(name) == "quc"
    assert speech("fr").language_meant("Elvish of the woods") is None


@spoken
def test_every_country_has_a_name(t: Speech) -> None:
    """Also one that the standard no longer has, by its code."""
    for one in pycountry.countries:
        assert t.country(COUNTRY.validate_python(one.alpha_3)) not in {"", one.alpha_3}
    assert t.country(COUNTRY.validate_python("ZZZ", context=RECORDED)) == "ZZZ"


@spoken
def test_every_zone_can_be_said(t: Speech) -> None:
    """An instant and a deadline in each; in one that the database has no more, in UTC."""
    for zone in ZONES:
        assert t.moment(NOON, TypeAdapter[str](TimeZone).validate_python(zone)).endswith(zone)
        assert t.when(When(date=NOON.date(), start=dt.time(12), time_zone=zone))
    for gone in ("Mars/Olympus", "../etc/passwd", "Europe"):
        assert t.moment(NOON, gone).endswith("12:00 UTC")


@given(st.dates(), st.times(), st.sampled_from(ZONES))
def test_every_day_can_be_said(day: dt.date, time: dt.time, zone: str) -> None:
    """From the first year to the last, in every zone: a deadline is refused with a sentence, or can be said."""
    for t in SPOKEN:
        assert t.day(day)
        assert t.day(PartialDate(f"{day:%Y}".rjust(4, "0")))
        assert t.time(time)
        assert t.moment(dt.datetime.combine(day, time, dt.UTC), zone)
    with suppress(ValidationError):
        WallClock.model_validate({"date": day, "time": time.replace(microsecond=0), "time_zone": zone})


@pytest.mark.parametrize(
    ("year", "time", "zone"), [(9999, "23:30", "Etc/GMT+12"), (1, "00:30", "Etc/GMT-12")]
)
def test_a_deadline_at_the_calendars_end_is_refused(year: int, time: str, zone: str) -> None:
    """With a sentence, for it has no instant in UTC."""
    day = dt.date(year, 12, 31) if year > 1 else dt.date.min
    with pytest.raises(ValidationError, match="a day of our time is right"):
        WallClock.model_validate({"date": day, "time": time, "time_zone": zone})

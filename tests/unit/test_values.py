"""The values that all domains share."""

import datetime as dt
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.mistakes import field_errors
from shared.values import (
    RECORDED,
    AtMost,
    Country,
    Day,
    Key,
    Language,
    Link,
    NetworkKey,
    Number,
    PartialDate,
    Text,
    TimeOfDay,
    TimeZone,
    country_name,
    level_of,
)
from tests.support.strategies import days, partial_dates


def refusal(kind: Any, value: object) -> str:
    """What is said about a value that does not fit."""
    with pytest.raises(ValidationError) as error:
        TypeAdapter(kind).validate_python(value)
    return field_errors(error.value.errors())[0].message


@pytest.mark.parametrize("said", ["Portugal", "portugal", "PT", "prt", "Portugl", "POR"])
def test_a_country_that_is_not_a_code_is_told_its_code(said: str) -> None:
    """The message names what would be right."""
    assert refusal(Country, said) == f"PRT is right for Portugal; {said!r} is not an ISO 3166 alpha-3 code"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Liban", "LBN"), ("Syrie", "SYR"), ("Alemania", "DEU"), ("Côte d'Ivoire", "CIV"), ("cote d'ivoire", "CIV"),
        ("Франция", "FRA"), ("مصر", "EGY"), ("中国", "CHN"), ("Turkey", "TUR"), ("UK", "GBR"), ("Cape Verde", "CPV"),
        ("State of Palestine", "PSE"), ("United States of America", "USA"), ("Guinea", "GIN"), ("Nigria", "NGA"),
    ],
)  # fmt: skip
def test_a_country_is_told_by_its_name_in_each_official_language(said: str, code: str) -> None:
    """Of the CLDR, of ISO 3166 and of the United Nations, whatever its capitals and accents; or but for a slip."""
    assert refusal(Country, said).startswith(f"{code} is right for ")


@pytest.mark.parametrize(
    "said", ["EU", "West", "Europe", "Korea", "Guine", "Atlantis", "Lib", "Virgin Islands", "Afrique"]
)
def test_no_country_is_guessed(said: str) -> None:
    """A wrong code would be taken; what is said then is what a code looks like."""
    assert refusal(Country, said).startswith("three letters such as PRT are right; ")


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("europe/zurich", "Europe/Zurich"), ("Zurich", "Europe/Zurich"), ("Europe/Zuerich", "Europe/Zurich"),
        ("America/New York", "America/New_York"), ("Europe/Nairobi", "Africa/Nairobi"),
    ],
)  # fmt: skip
def test_a_time_zone_is_told_where_it_is_sure(said: str, zone: str) -> None:
    """By its city, or but for a slip."""
    assert refusal(TimeZone, said).startswith(f"{zone} is right; ")


@pytest.mark.parametrize(
    "said", ["CEST", "Europe/Geneva", "Europe", "BST", "Berne", "UTC+2", "Central European Time"]
)
def test_no_time_zone_is_guessed(said: str) -> None:
    """It is said what the name of one looks like."""
    assert refusal(TimeZone, said).startswith(
        "the name of an area and a city such as Europe/Zurich is right; "
    )


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("asia-pacific_", "asia_pacific"), ("europe_northamerica", "europe_north_america"), ("glbal", "global"),
        ("portugal", "PRT"), ("west_africa", "global, a region such as africa or a code such as PRT"),
        ("north_america", "global, a region such as africa or a code such as PRT"),
        ("Africa", "africa"), ("EU", "global, a region such as africa or a code such as PRT"),
    ],
)  # fmt: skip
def test_a_network_is_told_where_it_is_sure(said: str, right: str) -> None:
    """A part of a region is another one."""
    assert refusal(NetworkKey, said).startswith(f"{right} is right")


def test_what_was_meant_is_searched_for_where_one_value_is_wrong() -> None:
    """Of several each is told what is wrong with it: a search takes longer than all the rest."""
    with pytest.raises(ValidationError) as error:
        TypeAdapter(tuple[Country, ...]).validate_python(["Portugal", "Spain"])
    assert [one.message for one in field_errors(error.value.errors())] == [
        f"three letters such as PRT are right; {said!r} is not an ISO 3166 alpha-3 code"
        for said in ("Portugal", "Spain")
    ]


LISTS = [
    (tuple[Country, ...], ["x"] * 4, "maxItems"),
    (dict[str, Country], dict.fromkeys("abcd", "x"), "maxProperties"),
]


@pytest.mark.parametrize(("kind", "entries", "bound"), LISTS, ids=["list", "dictionary"])
def test_the_length_is_counted_before_anything_is_looked_at(kind: Any, entries: Any, bound: str) -> None:
    """One mistake is found, however many entries there are, and none of them is a country."""
    bounded = TypeAdapter(Annotated[kind, AtMost(3)])
    with pytest.raises(ValidationError, match="at most 3 items") as error:
        bounded.validate_python(entries)
    assert error.value.error_count() == 1
    assert bounded.json_schema() == {**TypeAdapter(kind).json_schema(), bound: 3}


def test_every_assigned_code_is_a_country() -> None:
    """Codes come from ISO 3166, names from United Nations terminology."""
    assert country_name("SLV") == "El Salvador"
    assert country_name("XYZ") == "XYZ"
    assert "three letters" in refusal(Country, "qqq")


def test_what_is_recorded_is_read_back_though_the_world_has_changed() -> None:
    """A country or time zone that no list has any more still decodes."""
    assert TypeAdapter(Country).validate_python("SUN", context=RECORDED) == "SUN"
    assert TypeAdapter(TimeZone).validate_python("Mars/Base", context=RECORDED) == "Mars/Base"
    assert "Europe/Zurich is right" in refusal(TimeZone, "Europe/Zuerich")


@pytest.mark.parametrize("value", [0, 1583280000, "1583280000", "2020-3-4", "04/03/2020", True, None, 1.5])
def test_a_day_is_written_in_one_way(value: object) -> None:
    """Numbers are not taken for dates."""
    assert "2020-03-04" in refusal(Day, value)


@pytest.mark.parametrize("value", ["25:00", "10:00Z", "10", 36000, "10:00+01:00"])
def test_a_time_of_day_has_no_zone_of_its_own(value: object) -> None:
    """The zone stands beside it."""
    assert "15:30" in refusal(TimeOfDay, value)


@pytest.mark.parametrize(
    "value",
    ["ftp://example.org", "javascript:alert(1)", "https://", "https://u:p@example.org", "//example.org",
     "https://exa mple.org", "https://[::1", "https://example.org:99999", "https://example.org/\n"],
)  # fmt: skip
def test_a_link_is_a_whole_address_that_can_be_shown(value: str) -> None:
    """Without passwords, spaces and other schemes."""
    refusal(Link, value)
    assert TypeAdapter(Link).validate_python("https://example.org:8080/a?b=ç#d")


@pytest.mark.parametrize("value", ["", " ", "a\x00b", "a\x1bb", "x" * 2001])
def test_a_text_is_printable_and_not_empty(value: str) -> None:
    """What no page can show is refused."""
    refusal(Text, value)


@pytest.mark.parametrize("value", ["", "-a", "a b", "a/b", "a.b", "é", "a" * 81, "_a"])
def test_a_key_fits_into_an_address(value: str) -> None:
    """Letters, digits, - and _."""
    refusal(Key, value)
    assert TypeAdapter(Key).validate_python("2020-03-04") == "2020-03-04"


@pytest.mark.parametrize("value", ["english", "EN", "en_GB", "e"])
def test_a_language_is_a_tag(value: str) -> None:
    """BCP 47, in its simple form."""
    refusal(Language, value)
    assert TypeAdapter(Language).validate_python("zh-Hant-TW") == "zh-Hant-TW"


@pytest.mark.parametrize("value", [True, "3", float("nan"), float("inf"), 2**60, None])
def test_a_figure_is_a_finite_number(value: object) -> None:
    """And a whole one stays whole."""
    refusal(Number, value)
    assert isinstance(TypeAdapter(Number).validate_python(164_000_000), int)


def test_a_network_is_global_a_region_or_a_country() -> None:
    """Its key says at which level it stands."""
    assert [level_of(key) for key in ("global", "africa", "SLV")] == ["global", "regional", "country"]
    assert "africa is right" in refusal(NetworkKey, "afrika")
    assert "PRT is right" in refusal(NetworkKey, "Portugal")


@given(partial_dates, days)
def test_a_partial_date_covers_the_days_from_its_first_to_its_last(date: PartialDate, day: dt.date) -> None:
    """And is surely before or after every other day."""
    assert date.covers(date.first)
    assert date.covers(date.last)
    assert [date.covers(day), date.surely_before(day), date.surely_after(day)].count(True) == 1
    assert (date.precision == "day") == (date.first == date.last)


@given(partial_dates, partial_dates)
def test_an_order_is_stated_only_where_it_is_certain(one: PartialDate, other: PartialDate) -> None:
    """Overlapping dates are neither before nor after each other."""
    assert one.surely_before(other) == other.surely_after(one)
    assert not (one.surely_before(other) and one.surely_after(other))
    overlap = one.first <= other.last and other.first <= one.last
    assert overlap == (not one.surely_before(other) and not one.surely_after(other))


@given(partial_dates)
def test_a_partial_date_is_its_text(date: PartialDate) -> None:
    """Through JSON and back, and as precise as it was."""
    assert PartialDate.model_validate_json(date.model_dump_json()) == date
    assert date.root.startswith(str(date.first)[: len(date.root)])


@given(st.dates())
def test_a_day_lies_in_its_month(day: dt.date) -> None:
    """The month of a day is a month, and covers it."""
    assert PartialDate.month_of(day).covers(day)
    assert PartialDate.month_of(day).precision == "month"
    assert PartialDate.of(day).first == day


@pytest.mark.parametrize("value", ["2020-13", "2020-02-30", "20", "0000", "2020-3", True, 1.5, None, "٢٠٢٠"])
def test_what_is_no_date_is_told_how_dates_are_written(value: object) -> None:
    """A year, a month or a day."""
    assert '"2020-03"' in refusal(PartialDate, value)

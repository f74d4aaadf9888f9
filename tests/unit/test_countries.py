"""What countries are called, and where they stand in a list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_core import PydanticCustomError
from starlette.datastructures import QueryParams

from shared import countries
from shared.i18n.order import alphabetical
from shared.i18n.speech import speech
from shared.settings import Settings
from shared.values import country_name
from shared.web.pages.listing import Column, Listing

ENGLISH, FRENCH = speech("en"), speech("fr")


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Path]:
    """A file of an installation's own names."""
    yield tmp_path / "countries.toml"
    countries.use(None)


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("PSE", "State of Palestine", "État de Palestine"),
        ("VAT", "Holy See", "Saint-Siège"),
        ("COD", "Democratic Republic of the Congo", "République démocratique du Congo"),
        ("COG", "Congo", "Congo"),
        ("KOR", "Republic of Korea", "République de Corée"),
        ("TUR", "Türkiye", "Türkiye"),
        ("GBR", "United Kingdom of Great Britain and Northern Ireland",
         "Royaume-Uni de Grande-Bretagne et d\N{RIGHT SINGLE QUOTATION MARK}Irlande du Nord"),
        ("SYR", "Syrian Arab Republic", "République arabe syrienne"),
        ("TWN", "Taiwan Province of China", "Province chinoise de Taïwan"),
        ("PRT", "Portugal", "Portugal"),
    ],
)  # fmt: skip
def test_names_are_those_of_the_united_nations(code: str, english: str, french: str) -> None:
    """In both languages."""
    assert (ENGLISH.country(code), FRENCH.country(code)) == (english, french)
    assert country_name(code) == english


def test_no_english_name_is_turned_round() -> None:
    """A sentence can hold it: there is no ``Congo, The Democratic Republic of the``. Hong Kong and Macao begin so."""
    turned = {code for code in countries.listed() if ", " in country_name(code)}
    assert turned == {"BES", "HKG", "MAC"}


def test_forms_offer_what_the_united_nations_list() -> None:
    """Every code of M49."""
    codes = [code for code, _ in FRENCH.countries()]
    assert "TWN" not in codes
    assert {"PSE", "VAT", "FLK"} <= set(codes)
    assert len(codes) == len(set(codes)) == 248


def test_lists_are_in_the_order_of_the_alphabet() -> None:
    """É stands with E, Î with I and Å with A."""
    names = [name for _, name in FRENCH.countries()]
    assert names.index("Espagne") < names.index("Estonie") < names.index("État de Palestine")
    assert (
        names.index("État de Palestine")
        < names.index("États-Unis d\N{RIGHT SINGLE QUOTATION MARK}Amérique")
        < names.index("Éthiopie")
    )
    assert names.index("Zimbabwe") == len(names) - 1
    assert sorted(["pêche", "peche", "Péché", "zoo", "œuf", "ouest"], key=alphabetical) == [
        "œuf", "ouest", "peche", "Péché", "pêche", "zoo",
    ]  # fmt: skip
    rows = Listing((Column("country", "", FRENCH.country, FRENCH.country_order),), sort="country")
    shown = rows.shown(["FRA", "ECU", "ZWE", "EGY", "ESP"], QueryParams(""), FRENCH)
    assert shown.rows == ["EGY", "ECU", "ESP", "FRA", "ZWE"]


def test_what_is_to_be_noted_is_noted() -> None:
    """In the reader's language; of most countries nothing is."""
    assert ENGLISH.country_note("VAT") == "Non-member observer State of the United Nations"
    assert "Malvinas" in str(FRENCH.country_note("FLK"))
    assert FRENCH.country_note("FRA") is None


def test_an_installation_names_note_and_place_in_the_list(named: Path) -> None:
    """Its entries come before, part by part."""
    named.write_text(
        '[PSE]\nsort = { fr = "Palestine" }\n[PRT]\nnote = { en = "A note." }\n[GRL]\nlisted = false\n'
    )
    countries.use(named)
    names = [name for _, name in FRENCH.countries()]
    assert names.index("Panama") > names.index("État de Palestine") > names.index("Pakistan")
    assert (ENGLISH.country_note("PRT"), FRENCH.country_note("PRT")) == ("A note.", "A note.")
    assert "GRL" not in dict(FRENCH.countries())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[PRT]\nname = 'Portugal'\n", "PRT.name"),
        ("[PRT]\ncolour = { en = 'green' }\n", "PRT.colour"),
        ("[XYZ]\nlisted = false\n", "XYZ"),
        ("PRT = ", "no TOML"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_at_the_start(named: Path, text: str, wrong: str) -> None:
    """It says where, and what would be right."""
    named.write_text(text)
    with pytest.raises(PydanticCustomError, match=wrong):
        countries.read(named)
    with pytest.raises(ValueError, match="name, note, sort, also or listed is right"):
        Settings(countries=named)

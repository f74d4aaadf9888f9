"""Which language a reader gets, and where signing in leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.i18n.asked import preferred
from shared.i18n.speech import speech
from shared.signin.beginning import own
from shared.web.pages.visit import Visit


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, en;q=0.5, fr;q=0.7", "fr"),
        ("ar, zh;q=0.9", "en"),
        ("en;q=0.1, fr;q=0.05", "en"),
        (";;;", "en"),
    ],
)
def test_the_first_language_that_there_are_texts_in(header: str, tag: str) -> None:
    """English where there are none."""
    assert preferred(header) == tag


@given(st.text())
def test_any_header_names_a_language(header: str) -> None:
    """Whatever a client sends."""
    assert preferred(header) in {"en", "fr"}


@given(st.text())
def test_signing_in_leads_to_our_own_pages_alone(address: str) -> None:
    """An address of another site is the front door."""
    led = own(address)
    assert led == "/" or (led[0] == "/" and led[1:2] not in {"/", "\\"})


def test_an_address_keeps_its_fields_and_takes_a_change() -> None:
    """A field that is None goes."""
    visit = Visit(speech("en"), None, "/x", "a=1&page=2&b=%C3%A9")
    assert visit.address(page=None, sort="a") == "/x?a=1&b=%C3%A9&sort=a"
    assert visit.other(".csv") == "/x.csv?a=1&b=%C3%A9"


def test_a_page_in_a_language_of_its_own_gives_way_to_its_readers_choice() -> None:
    """Of the address, or remembered from before."""
    seen = Visit(speech("en"), None, "/x", "")
    assert seen.by_default("fr").speech.tag == "fr"
    assert Visit(speech("en"), None, "/x", "", chosen="en").by_default("fr").speech.tag == "en"

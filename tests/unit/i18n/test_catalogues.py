"""The catalogues hold every text, and say the same thing as it."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from onevoice.texts import PARTS, ROOT, catalogue_of, said, updated
from shared.i18n.speech import PSEUDO, speech

Forms = tuple[str, ...]
parts = pytest.mark.parametrize("part", PARTS)
_PLACES = re.compile(r"\{(\w+)\}")


def entries(part: str) -> Iterator[tuple[Forms, Forms]]:
    """Each text of a part's French catalogue, with its translation."""
    with catalogue_of(part, "fr").open("rb") as opened:
        for message in read_po(opened, locale="fr"):
            if message.id:
                yield _forms(message.id), _forms(message.string)


def _forms(text: object) -> Forms:
    return tuple(str(one) for one in text) if isinstance(text, (tuple, list)) else (str(text),)


@parts
def test_every_text_is_in_the_catalogue_and_none_besides(part: str) -> None:
    """`make texts` brings it up to date."""
    assert (ROOT / PARTS[part]).is_dir()
    in_code = {_forms(message.id) for message in said(part) if message.id}
    assert {text for text, _ in entries(part)} == in_code
    assert catalogue_of(part, "fr").read_text() == updated(part, "fr")


@parts
def test_every_text_is_translated_with_the_same_places(part: str) -> None:
    """A value that one language leaves out is lost to its readers."""
    for text, french in entries(part):
        assert all(french), text
        wanted = set(_PLACES.findall(" ".join(text)))
        assert all(set(_PLACES.findall(form)) <= wanted for form in french), text
        assert set(_PLACES.findall(" ".join(french))) == wanted, text


def test_one_text_says_one_thing() -> None:
    """All parts share one table: the same English text has the same French one."""
    known: dict[Forms, Forms] = {}
    for part in PARTS:
        for text, french in entries(part):
            assert known.setdefault(text, french) == french, (part, text)


def test_a_pseudo_text_has_none_of_our_letters_and_keeps_its_places() -> None:
    """So that what is in no catalogue is seen at once."""
    t = speech(PSEUDO)
    shown = t.say("Page {page} of {pages}", page=1, pages=2)
    assert not re.search("[A-Za-z]", shown)
    assert {"1", "2"} <= set(shown)


def test_plurals_are_those_of_the_language() -> None:
    """None is several in English and one in French."""
    forms = ("{n} entry", "{n} entries")
    english, french = speech("en"), speech("fr")
    assert [english.say_n(*forms, n) for n in (0, 1, 2)] == ["0 entries", "1 entry", "2 entries"]
    assert [french.say_n(*forms, n) for n in (0, 1, 2)] == ["0 entrée", "1 entrée", "2 entrées"]

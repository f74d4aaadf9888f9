"""Every event says itself, in every language that there are texts in."""

import re
from string import Formatter

import pytest

from shared.contracts.catalogue import CATALOGUE, KINDS
from shared.contracts.envelope import Event
from shared.contracts.sentences import every_sentence
from shared.i18n.speaker import paragraphs, said, sentence
from shared.i18n.speech import MARKS, PSEUDO, catalogue, speech
from tests.support.examples import EXAMPLES
from tests.support.streams import recorded

KEYS = {"briefing": "2020-03-04", "call": "2020-spring", "champion": "PRT", "network": "africa"}
FRENCH = catalogue("fr")


def named(text: str) -> set[str]:
    """The values that a text names."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("event", CATALOGUE.types.values(), ids=CATALOGUE.types)
def test_every_event_type_has_a_sentence_of_its_own_fields(event: type[Event]) -> None:
    """What it names are its fields, and what its thing is called; in French the same."""
    known = {name for kind in KINDS.values() if event in kind.events for name in kind.known}
    assert every_sentence(event)
    for text in every_sentence(event):
        assert named(text) <= {*event.model_fields, "it"}
        assert all(named(form) == named(text) for form in FRENCH[text])
    for text in event.adds:
        assert named(text) <= {*event.model_fields, *known}
        assert all(named(form) == named(text) for form in FRENCH[text])


@pytest.mark.parametrize("kind", KINDS)
def test_every_thing_is_called_by_what_its_events_say(kind: str) -> None:
    """By a field that some event of the kind has, or by its key."""
    of = KINDS[kind]
    for name, path in of.known.items():
        assert any(path.partition(".")[0] in event.model_fields for event in of.events), name
    for text in of.it:
        assert named(text) <= {*of.known, of.key}


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.type)
def test_an_event_is_said_whole_in_every_language(event: Event) -> None:
    """No place is left open, and words of the record are marked, so that a page can label them."""
    for name, kind in KINDS.items():
        if not isinstance(event, kind.events):
            continue
        [record] = recorded(f"{name}-{KEYS.get(name, 'a')}", [event])
        told = said(record)
        every = {tag: sentence(told, speech(tag).marked()) for tag in ("en", "fr", PSEUDO)}
        assert all(text and not re.search(r"[{}]", text) for text in (*every.values(), told.text))
        assert every["en"] != every["fr"]
        begin, end = MARKS
        ours = re.sub(f"{begin}[^{end}]*{end}", "", every[PSEUDO]).replace("UTC", "")
        assert not re.search("[A-Za-z]{2}", ours), ours
        assert all(paragraphs(told, speech("fr")))

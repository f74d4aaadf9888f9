"""News in every language: kept with their values, said as their reader reads."""

import re

import pytest

from services.notifications.home.projection import NEWS
from services.notifications.home.said import in_english, spoken
from services.notifications.home.sentences import sentence
from shared.contracts.envelope import Event
from shared.i18n.speech import MARKS, PSEUDO, speech
from tests.support.examples import EXAMPLES
from tests.support.streams import recorded

KEYS = {
    "briefing": "2020-03-04",
    "call": "2020-spring",
    "champion": "PRT",
    "network": "africa",
    "secondment": "UNHCR",
}


def kind_of(event: Event) -> str | None:
    """The kind of stream in which the event stands, of those that there are news of."""
    for kind in NEWS.kinds:
        try:
            recorded(f"{kind}-{KEYS[kind]}", [event])
        except ValueError:
            continue
        return kind
    return None


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.type)
def test_a_sentence_is_said_whole_in_every_language(event: Event) -> None:
    """No place is left open, and words of the record are marked, so that a page can label them."""
    kind = kind_of(event)
    found = sentence(f"{kind}-{KEYS[kind]}", event, "A title") if kind else None
    if found is None:
        return
    said = {tag: spoken(found, speech(tag).marked()) for tag in ("en", "fr", PSEUDO)}
    assert all(not re.search(r"[{}]", text) for text in (*said.values(), in_english(found)))
    assert said["en"] != said["fr"]
    begin, end = MARKS
    ours = re.sub(f"{begin}[^{end}]*{end}", "", said[PSEUDO]).replace("UTC", "")
    assert not re.search("[A-Za-z]{2}", ours), ours

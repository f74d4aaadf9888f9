"""Who may act as an input's author: by which words, and for how long."""

import time

import pytest

from services.consultations.inputs.authors.tokens import LENT_FOR, input_of, word_of
from shared.web.links import Links

LINKS, ID = Links(b"secret" * 8), "0" * 32


@pytest.mark.parametrize("owner", [None, "mission:PRT"])
def test_a_word_leads_to_its_input(owner: str | None) -> None:
    """Whoever holds it, by page or by API."""
    assert input_of(LINKS, word_of(LINKS, ID, owner=owner)) == ID
    assert input_of(LINKS, LINKS.seal("manage", ID)) is None
    assert input_of(LINKS, "no word") is None


def test_a_word_that_an_organisation_was_given_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """An author's own is the only way back, and good for ever; whoever left an organisation has no way back."""
    own, lent = word_of(LINKS, ID), word_of(LINKS, ID, owner="mission:PRT")
    later = time.time() + LENT_FOR + 60
    monkeypatch.setattr("time.time", lambda: later)
    assert (input_of(LINKS, own), input_of(LINKS, lent)) == (ID, None)

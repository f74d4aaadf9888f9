"""The list of deliveries that failed."""

import re

import pytest

from desk.app import TEMPLATES
from desk.client import Said
from shared.i18n.speech import speech
from shared.web.pages.page import Pages
from shared.web.pages.visit import Visit


@pytest.mark.parametrize(
    ("notice", "letter", "words"),
    [
        ("letter-1", "refused", "Letter to an author"),
        ("request-1", None, "Mail that asks to confirm a subscription"),
        ("n1", None, '<a href="/notifications/notices/n1">Notice to subscribers</a>'),
    ],
)
def test_what_failed_is_said_in_words(notice: str, letter: str | None, words: str) -> None:
    """A letter, a question, or a notice that can be read; each with the id that an operator asks for."""
    one = {
        "id": "0-0",
        "notice": notice,
        "letter": letter,
        "address": None if letter else "desk@mission.example",
        "state": "bounced",
        "at": "",
        "text": "no such box",
    }
    visit = Visit(speech("en"), None, "/desk/deliveries", "")
    shown = Pages("/desk", TEMPLATES).html(
        "deliveries.html",
        visit,
        (),
        {"deliveries": [one], "moment": str, "about": "", "typed": "", "said": None},
    )
    assert words in shown.decode()
    assert "<code" in shown.decode()
    assert ("desk@mission.example" in shown.decode()) is (letter is None)


def test_an_address_that_was_not_taken_leads_to_its_field() -> None:
    """What was typed stands in it, and no other is marked."""
    both = [{"id": name, "notice": "n1", "letter": None, "address": "a@b.example", "state": "bounced", "at": "",
             "text": "no"} for name in ("0-0", "0-1")]  # fmt: skip
    visit = Visit(speech("en"), None, "/desk/deliveries", "")
    said = Said(422, {"detail": "x", "errors": [{"field": "address", "message": "one is right"}]}, "en")
    values = {"deliveries": both, "moment": str, "about": "0-1", "typed": "nope", "said": said}
    shown = Pages("/desk", TEMPLATES).html("deliveries.html", visit, (), values).decode()
    assert re.findall('<a href="#(d-[0-9-]+)">one is right</a>', shown) == ["d-0-1"]
    [field] = re.findall('<input [^>]*aria-invalid="true"[^>]*>', shown)
    assert ('id="d-0-1"' in field, 'value="nope"' in field) == (True, True)

"""The list of deliveries that failed."""

import pytest

from desk.app import TEMPLATES
from shared.i18n.speech import speech
from shared.web.page import Pages
from shared.web.visit import Visit


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

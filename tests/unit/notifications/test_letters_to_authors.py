"""What is written to the author of an input: of which events, to whom, and in which words."""

from typing import Any, get_args

import pytest

from services.notifications.deliveries.authors.about import SUBJECTS, About, What
from services.notifications.deliveries.authors.authors import Author
from services.notifications.deliveries.authors.duties import about, author_of
from services.notifications.deliveries.authors.words import Told, of_decision, of_erasure, of_receipt
from services.notifications.deliveries.chunks import URGENT, Head
from services.notifications.mail.letter import Letter
from shared.contracts.consultations import inputs as e
from shared.contracts.consultations.inputs import REASONS
from shared.contracts.envelope import Event
from shared.values import RECORDED, OfficialLanguage
from tests.support.examples_of_calls import CLOSES, ID, INPUTS, RECEIVED

PLACE = "https://one.example/consultations/mine/word"
REAL = RECEIVED.model_copy(update={"example": False, "language": "fr-CA"})


def told(moderation: str = "refused", note: str | None = "a note", **changes: Any) -> Told:
    """What consultations answers."""
    receipt = {
        "format": "3",
        "input": ID,
        "call": "2020-spring",
        "received_at": "2020-04-30T15:59:59.5Z",
        "verdict": "in_time",
        "closes": {**CLOSES.model_dump(mode="json"), "instant": "2020-04-30T16:00:00Z"},
        "content": "a" * 64,
        **changes,
    }
    answer = {
        "receipt": {"receipt": receipt, "signed": {}, "opening": {"content": "b" * 64, "files": ()}},
        "title": {"en": "Informal consultations", "fr": "Consultations informelles"},
        "place": PLACE,
        "moderation": moderation,
        "note": note,
        "may_answer": moderation != "accepted",
        "unheard_of": True,
    }
    return Told.model_validate(answer, context=RECORDED)


def head(what: What = "receipt", language: OfficialLanguage = "en", **more: Any) -> tuple[About, Head]:
    """A letter before it is written."""
    it = About(input=ID, what=what, **more)
    return it, Head("letter-1", language, URGENT, "0123456789abcdef", letter=it)


def decision(
    what: What, language: OfficialLanguage = "en", note: str | None = "a note", **more: Any
) -> Letter:
    """The letter about a decision."""
    it, its_head = head(what, language, **more)
    return of_decision(told(what, note), it, its_head)


@pytest.mark.parametrize(
    ("event", "what", "reason"),
    [
        (REAL, "receipt", None),
        (e.InputAccepted(by="m"), "accepted", None),
        (e.InputRefused(by="m", reason="hateful", note=None), "refused", "hateful"),
        (e.InputErased(by="authority"), "erased", None),
    ],
)
def test_what_an_author_is_written_about(event: Event, what: str, reason: str | None) -> None:
    """Its arrival, and what others do with it."""
    found = about(ID, event)
    assert found
    assert (found.what, found.reason) == (what, reason)


def test_nobody_is_written_what_they_did_themselves() -> None:
    """Nor of a moderator's claim."""
    own = (e.InputErased(by="author"), e.InputErased(by="contact_erased"), e.InputWithdrawn(by="author"))
    assert [about(ID, event) for event in own] == [None] * 3
    written = {found.what for event in INPUTS if (found := about(ID, event))}
    assert written == {"receipt", "accepted", "refused", "redacted"}


def test_an_author_is_written_to_in_the_inputs_language_if_it_is_official() -> None:
    """Else in English; an example has no author."""
    assert author_of(REAL) == Author(ID, "fr")
    assert author_of(REAL.model_copy(update={"language": "pt"})) == Author(ID, "en")
    assert author_of(REAL.model_copy(update={"contact": None})) is None
    assert author_of(RECEIVED) is None
    assert author_of(e.InputAccepted(by="m")) is None


def test_a_receipt_says_when_in_utc_and_where_the_deadline_is() -> None:
    """And what the deadline says of it, what it commits to, and how that is checked."""
    _, its_head = head()
    letter = of_receipt(told(), b"{}", its_head, "https://one.example")
    text = "\n".join(letter.lines)
    assert "30 April 2020, 15:59 UTC, which is 30 April 2020, 17:59 Europe/Zurich" in text
    assert "It came in time. The deadline: 30 April 2020, 18:00 (Europe/Zurich)" in text
    for said in (
        ID,
        "a" * 64,
        "b" * 64,
        "onevoice verify-receipt receipt.json",
        "https://one.example/consultations/receipts",
    ):
        assert said in text
    assert letter.link == PLACE
    assert letter.topic is None
    assert letter.attachment
    assert letter.attachment.data == b"{}"
    late = of_receipt(told(verdict="late"), b"{}", its_head, "https://one.example")
    assert "It came late" in late.lines[1]


def test_a_refusal_says_why_and_what_can_be_done() -> None:
    """An acceptance has no reason and nothing to answer."""
    refused = decision("refused", reason="off_topic")
    assert refused.lines == (
        "A moderator has looked at your input to the call “Informal consultations”: it is not published.",
        "Reason: It is not about what was asked",
        "The moderator's note to you:",
        "a note",
        "You may answer once, on your page: your input is then looked at again.",
    )
    accepted = decision("accepted", note=None)
    assert len(accepted.lines) == 1
    assert refused.subject == "Your input is not published: Informal consultations"
    assert "erased" in refused.why


def test_of_an_erased_input_there_is_nothing_to_see() -> None:
    """No link, no file, only that it was."""
    it, its_head = head("erased")
    letter = of_erasure(it, its_head)
    assert (letter.link, letter.action, letter.attachment) == (None, None, None)
    assert ID in letter.lines[0]


@pytest.mark.parametrize("what", ["accepted", "refused", "redacted"])
def test_letters_are_in_two_languages(what: What) -> None:
    """A language without texts is answered in English that says so."""
    more = {} if what == "accepted" else {"reason": "other"}
    english, french, arabic = (decision(what, tag, **more) for tag in ("en", "fr", "ar"))
    assert english.subject != french.subject
    assert set(english.lines) & set(french.lines) == {"a note"}
    assert (arabic.language, arabic.asked_language) == ("en", "ar")


def test_every_reason_and_subject_has_words() -> None:
    """As the contract has them."""
    assert set(REASONS) == set(get_args(e.RefusalReason))
    assert set(SUBJECTS) == set(get_args(What))


def test_an_answer_that_is_none_is_not_repeated_in_the_error() -> None:
    """A moderator's words, a nonce and the author's page are in no log."""
    with pytest.raises(ValueError, match="content") as refused:
        told(note="unheard-of", content={"nonce": "secret"})
    assert "secret" not in str(refused.value)
    assert "unheard-of" not in str(refused.value)
    assert PLACE not in str(refused.value)

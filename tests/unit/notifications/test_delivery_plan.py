"""What a try means for a delivery, and how a sealed link holds."""

import datetime as dt
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.deliveries.plan import GIVEN_UP, Delivery, Try, after
from services.notifications.deliveries.sending.letters import of_notice, of_request
from services.notifications.mail.result import Outcome
from services.notifications.subscriptions.domain import Request
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import Interest
from shared.mail import Sender
from shared.web.links import BadLink, Links
from tests.support.examples import ISSUED

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DUE = Delivery(contact="a" * 32, due=NOW)
FINAL = {"sent", "bounced", "failed", "suppressed"}
outcomes = st.sampled_from([*Outcome])


@given(st.lists(st.tuples(outcomes, st.floats(0, 1)), max_size=40))
def test_states_only_move_forward_and_end_within_a_day(tries: list[tuple[Outcome, float]]) -> None:
    """What is final stays; what may have arrived is never merely due again; nothing is tried after a day."""
    one, at = DUE, NOW
    for outcome, chance in tries:
        if one.due is None:
            assert one.state in FINAL | {"unknown"}
            break
        assert one.due <= NOW + GIVEN_UP
        at = one.due
        before = one
        one = after(one, Try(at=at, outcome=outcome), NOW, chance)
        assert one.tries == (*before.tries, Try(at=at, outcome=outcome))
        assert not (before.state == "unknown" and one.state in {"due", "failed"} and outcome is Outcome.LATER)
        assert one.due is None or one.due > at


def test_a_server_that_says_later_for_a_day_is_asked_ever_less_often() -> None:
    """A minute, then three times as long each, four hours at most; after a day the delivery has failed."""
    one, waits = DUE, []
    while one.due:
        at = one.due
        one = after(one, Try(at=at, outcome=Outcome.LATER), NOW, 0.5)
        waits.append((one.due - at).total_seconds() if one.due else 0)
    assert waits[:4] == [60, 180, 540, 1620]
    assert max(waits) == 4 * 3600
    assert one.state == "failed"
    assert one.tries[-1].at - NOW <= GIVEN_UP


def test_a_sealed_link_opens_for_its_purpose_alone() -> None:
    """Not for another one, not cut off, not changed by a letter, not under another secret."""
    links = Links(b"secret" * 8)
    token = links.seal("confirm", "a" * 32, "b" * 32)
    assert links.open("confirm", token) == ["a" * 32, "b" * 32]
    assert "a" * 8 not in token
    for wrong in (token[:-1], token[1:], token.swapcase(), "", "x" * 5_000, "é"):
        with pytest.raises(BadLink):
            links.open("confirm", wrong)
    with pytest.raises(BadLink):
        links.open("manage", token)
    with pytest.raises(BadLink):
        Links(b"other" * 8).open("confirm", token)


@pytest.mark.parametrize("issued", ISSUED)
def test_every_notice_makes_a_letter_in_every_language(issued: NoticeIssued) -> None:
    """Where there are no texts yet, the English ones say so."""
    told = partial(of_notice, issued, None, sender=Sender("", "no-reply@onevoice.example"))
    french = told("fr", "https://onevoice.example", "correlation")
    assert (french.language, french.asked_language, french.topic) == ("fr", None, issued.topic)
    arabic = told("ar", "https://onevoice.example", "correlation")
    assert (arabic.language, arabic.asked_language) == ("en", "ar")


def test_the_mail_that_asks_names_what_would_be_sent_and_is_no_mail_of_a_list() -> None:
    """Its reader knows what the button does before they press it."""
    interests = (Interest(topic="briefings"), Interest(topic="champions", region="africa"))
    asked = Request(interests=interests, language="fr", at=NOW, expires_at=NOW)
    letter = of_request(asked, "correlation")
    assert letter.topic is None
    assert "- Pays champions : Afrique" in letter.lines[1]
    assert "48 heures" in letter.lines[2]

"""An input: received for ever, published only as its author and a moderator allow."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.inputs import commands as c
from services.consultations.inputs.domain import ABSENT, CLAIMED_FOR, decide, evolve
from services.consultations.inputs.projection import INPUTS
from shared.contracts.consultations import inputs as e
from tests.support.examples_of_calls import AT, RECEIVED, committed
from tests.support.spec import spec
from tests.support.streams import recorded

INPUT = spec(decide, evolve, ABSENT)
FREE = RECEIVED.model_copy(update={"moderated": False})
ONE, OTHER = "moderator 1", "moderator 2"
MODERATED = INPUT.after(c.ReceiveInput(received=RECEIVED))
CLAIMED = MODERATED.after(c.ClaimInput(by=ONE, at=AT))
REFUSE = c.RefuseInput(by=ONE, reason="names_others", note=None)
REDACT = c.RedactInput(by=ONE, reason="names_others", note=None, published=committed("a"))


def test_an_input_is_received_once() -> None:
    """What was committed to stays what it is."""
    INPUT.when(c.ReceiveInput(received=FREE)).then(FREE)
    MODERATED.when(c.ReceiveInput(received=FREE)).refused("received already")


def test_a_moderated_input_waits_and_one_moderator_looks_at_it() -> None:
    """Others take another one, until an hour has passed."""
    assert not MODERATED.state.published
    MODERATED.when(c.AcceptInput(by=ONE)).refused("claim the input first")
    CLAIMED.when(c.AcceptInput(by=OTHER)).refused("claim the input first")
    CLAIMED.when(c.ClaimInput(by=OTHER, at=AT)).refused("take another one")
    CLAIMED.when(c.ClaimInput(by=ONE, at=AT)).then()
    later = AT + CLAIMED_FOR
    CLAIMED.when(c.ClaimInput(by=OTHER, at=later)).then(e.InputClaimed(by=OTHER, at=later))
    assert CLAIMED.after(c.AcceptInput(by=ONE)).state.published
    assert CLAIMED.after(REDACT).state.published
    assert not CLAIMED.after(REFUSE).state.published


def test_an_author_answers_once_and_is_looked_at_again() -> None:
    """A refusal or a redaction; the second decision stands."""
    answered = CLAIMED.after(REFUSE, c.AnswerModeration(answer="a" * 64))
    assert answered.state.moderation == "waiting"
    again = answered.after(c.ClaimInput(by=OTHER, at=AT), c.RefuseInput(by=OTHER, reason="other", note=None))
    again.when(c.AnswerModeration(answer="b" * 64)).refused("once")
    MODERATED.when(c.AnswerModeration(answer="b" * 64)).refused("nothing to answer")


def test_what_was_withdrawn_or_erased_changes_no_more() -> None:
    """But what was withdrawn may still be erased."""
    withdrawn = MODERATED.after(c.WithdrawInput(by="author"))
    withdrawn.when(c.ChangeConsent(consent="named")).refused("withdrawn")
    withdrawn.when(c.ClaimInput(by=ONE, at=AT)).refused("withdrawn")
    withdrawn.when(c.EraseInput(by="author")).then(e.InputErased(by="author"))
    erased = withdrawn.after(c.EraseInput(by="author"))
    erased.when(c.EraseInput(by="contact_erased")).then()
    erased.when(c.WithdrawInput(by="author")).then()


def test_a_contact_becomes_known_once_and_of_nothing_that_was_erased() -> None:
    """Of what was withdrawn too: it is kept, and may be erased by its contact."""
    alone = INPUT.after(c.ReceiveInput(received=FREE.model_copy(update={"contact": None})))
    know = c.KnowContact(contact="a" * 32)
    event = e.InputContactKnown(contact="a" * 32, language=FREE.language, example=FREE.example)
    INPUT.when(know).refused("no such input")
    alone.when(know).then(event)
    alone.after(c.WithdrawInput(by="author")).when(know).then(event)
    alone.after(know).when(c.KnowContact(contact="b" * 32)).then()
    MODERATED.when(know).then()
    alone.after(c.EraseInput(by="author")).when(know).then()


consents = st.sampled_from(["named", "unnamed", "counted"])
hours = st.integers(0, 3).map(lambda hour: AT + dt.timedelta(hours=hour))
received = st.builds(
    lambda consent, moderated: RECEIVED.model_copy(update={"consent": consent, "moderated": moderated}),
    consents,
    st.booleans(),
)
commands = st.one_of(
    st.builds(c.ReceiveInput.model_construct, received=received),
    st.builds(c.ChangeConsent, consent=consents),
    st.just(c.KnowContact(contact="a" * 32)),
    st.builds(c.ClaimInput, by=st.sampled_from([ONE, OTHER]), at=hours),
    st.builds(c.AcceptInput, by=st.sampled_from([ONE, OTHER])),
    st.sampled_from([c.WithdrawInput(by="author"), c.EraseInput(by="author")]),
    st.sampled_from([REFUSE, REDACT, c.AnswerModeration(answer="a" * 64)]),
)


@given(st.lists(commands, max_size=14))
def test_no_order_of_commands_publishes_without_consent(said: list[Any]) -> None:
    """Nor without a moderator where one is asked, nor what was withdrawn or erased."""
    heard = INPUT.heard(*said)
    state = heard.state
    allowed = [e.consent for e in heard.events if hasattr(e, "consent")]
    if state.published:
        assert allowed[-1] != "counted"
        assert state.received
        decided = [type(event) for event in heard.events]
        assert not state.received.moderated or {e.InputAccepted, e.InputRedacted} & set(decided)
        assert not {e.InputWithdrawn, e.InputErased} & set(decided)


@given(st.lists(commands, max_size=14))
def test_every_input_that_is_known_was_received(said: list[Any]) -> None:
    """The first event is its receipt's, there is one, and the view says of it what the stream does."""
    heard = INPUT.heard(*said)
    kinds = [type(event) for event in heard.events]
    assert kinds[:1] == [e.InputReceived][: len(kinds)]
    assert kinds.count(e.InputReceived) <= 1
    seen = None
    for record in recorded("input-x", list(heard.events)):
        seen = INPUTS.evolve(seen, record)
    assert (seen.input if seen else ABSENT) == heard.state
    assert seen is None or seen.published == heard.state.published

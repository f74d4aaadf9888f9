"""What briefings say of secondments, and on which stream."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.registry.secondments.commands import (
    AnnounceSecondment,
    EndSecondment,
    RetractSecondmentEvidence,
    StartSecondment,
)
from services.registry.secondments.reactions import FOLLOW_SECONDMENTS
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.outcomes import FeedbackInvited, Outcome, SecondmentAcknowledged
from shared.contracts.registry.evidence import BriefingOutcome
from shared.contracts.registry.secondments import secondment_key
from shared.values import Key
from tests.support.streams import recorded

DAY = dt.date(2020, 3, 4)
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="unicef")
SAID: dict[str, Any] = {
    "key": "UNICEF_secretariat",
    "agency": "UNICEF",
    "to": "secretariat",
    "announced_on": DAY,
    "evidence": OUTCOME,
}


@pytest.mark.parametrize(
    ("agency", "to", "key"),
    [
        ("UNHCR", "secretariat", "UNHCR_secretariat"),
        ("UNHCR", None, "UNHCR"),
        ("UN Women", "Côte d'Ivoire", "UN-Women_Cote-d-Ivoire"),
        ("a_b", "c", "a-b_c"),
        ("移民", None, "8948bde0"),
        ("移民 A", None, "A-4b127229"),
    ],
)
def test_a_key_is_made_of_both_names(agency: str, to: str | None, key: str) -> None:
    """Readable where it can be, and the same for ever: streams are named by it."""
    assert secondment_key(agency, to) == key


@given(st.text(min_size=1, max_size=200), st.none() | st.text(min_size=1, max_size=200))
def test_whatever_the_names_are_there_is_a_key(agency: str, to: str | None) -> None:
    """It fits an address and a stream's name, and two names never make the key of one."""
    key = TypeAdapter(Key).validate_python(secondment_key(agency, to))
    assert key.count("_") == (to is not None)


def acknowledged(state: Any, agency: str = "UNICEF") -> SecondmentAcknowledged:
    """An outcome."""
    return SecondmentAcknowledged(agency=agency, to="secretariat", state=state)


def caused(event: b.OutcomeRecorded | b.OutcomeCorrected | b.OutcomeWithdrawn) -> list[Any]:
    """What the outcome of the briefing of 4 March causes."""
    [record] = recorded("briefing-2020-03-04", [event])
    return list(FOLLOW_SECONDMENTS.react(record))


def corrected(now: Outcome, before: Outcome) -> list[Any]:
    """What its correction causes."""
    return caused(b.OutcomeCorrected(key="unicef", outcome=now, announced_on=DAY, replaces=before))


def test_a_briefings_outcome_says_how_far_a_secondment_has_come() -> None:
    """With the day it was announced, no post and no date of its own; without a status, it says nothing."""
    stream = "secondment-UNICEF_secretariat"
    for state, command in (
        ("impending", AnnounceSecondment(**SAID)),
        ("in_post", StartSecondment(**SAID)),
        ("ended", EndSecondment(**SAID)),
    ):
        recording = b.OutcomeRecorded(key="unicef", outcome=acknowledged(state), announced_on=DAY)
        assert caused(recording) == [(stream, command)]
    assert caused(b.OutcomeRecorded(key="unicef", outcome=acknowledged(None), announced_on=DAY)) == []
    assert caused(b.OutcomeRecorded(key="unicef", outcome=FeedbackInvited(), announced_on=DAY)) == []


def test_what_a_briefing_no_longer_says_is_retracted() -> None:
    """Withdrawn, of another agency, of another kind, or without a status; another status is said anew."""
    stream, was = "secondment-UNICEF_secretariat", acknowledged("impending")
    [(target, command)] = caused(b.OutcomeWithdrawn(key="unicef", outcome=was, reason="misheard"))
    assert (target, command) == (stream, RetractSecondmentEvidence(evidence=OUTCOME, reason="misheard"))
    moved = corrected(acknowledged("impending", "ILO"), was)
    assert [where for where, _ in moved] == [stream, "secondment-ILO_secretariat"]
    for now in (FeedbackInvited(), acknowledged(None)):
        [(target, command)] = corrected(now, was)
        assert (target, type(command)) == (stream, RetractSecondmentEvidence)
    assert corrected(acknowledged("in_post"), was) == [(stream, StartSecondment(**SAID))]

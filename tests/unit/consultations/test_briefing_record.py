"""The public record of a briefing, and what became of its outcomes."""

from services.consultations.briefings.projection import BRIEFINGS, BriefingState
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.facts import Holding, When
from shared.contracts.consultations.outcomes import AcceptedChampion, FeedbackInvited
from shared.contracts.envelope import Event
from shared.contracts.reactions import EventRef, ReactionRefused
from tests.support.streams import fold, recorded

STREAM = "briefing-2020-03-04"
MARCH = When.model_validate({"date": "2020-03-04"})
APRIL = When.model_validate({"date": "2020-04-01"})
HELD = e.BriefingHeld(title="Briefing", when=MARCH, place=None)
PRT, SLV = AcceptedChampion(country="PRT"), AcceptedChampion(country="SLV")
DAY = MARCH.date


def record(*events: Event) -> BriefingState:
    """The record that these events make."""
    state = fold(BRIEFINGS, recorded(STREAM, events))
    assert state is not None
    return state


def test_a_moved_briefing_shows_both_dates() -> None:
    """The schedule is a history."""
    state = record(
        e.BriefingScheduled(title="Briefing", when=MARCH, place="Geneva"),
        e.BriefingMoved(when=APRIL, place=None, reason="no room", before=MARCH),
        e.BriefingCancelled(reason="no room at all"),
    )
    assert (state.status, state.when, state.versions.schedule) == ("cancelled", APRIL, 3)
    assert [(s.what, s.when, s.before) for s in state.schedule] == [
        ("scheduled", MARCH, None),
        ("moved", APRIL, MARCH),
        ("cancelled", None, APRIL),
    ]


def test_no_schedule_is_made_up_for_a_briefing_that_was_held() -> None:
    """Held is enough to be listed."""
    state = record(HELD)
    assert (state.listed, state.status, state.schedule, state.versions.holding) == (True, "held", (), 1)


def test_every_part_carries_the_version_that_last_set_it() -> None:
    """And withdrawn items stay, marked with the reason."""
    state = record(
        HELD,
        e.OutcomeRecorded(key="x", outcome=PRT, announced_on=DAY),
        e.OutcomeRecorded(key="y", outcome=FeedbackInvited(), announced_on=DAY),
        e.OutcomeCorrected(key="x", outcome=SLV, announced_on=DAY, replaces=PRT),
        e.OutcomeWithdrawn(key="y", outcome=FeedbackInvited(), reason="misheard"),
    )
    x, y = state.outcomes
    assert (x.version, x.outcome, x.kind, x.withdrawn) == (4, SLV, "champion_accepted", None)
    assert y.version == 5
    assert y.withdrawn
    assert (y.withdrawn.reason, y.withdrawn.version) == ("misheard", 5)
    assert [(c.version, c.what) for c in state.changes][-1] == (5, "outcome-withdrawn")


def test_a_stream_that_holds_only_a_refusal_is_not_listed() -> None:
    """A reaction's answer makes no briefing."""
    cause = EventRef(stream="champion-PRT", version=1, id="1")
    assert not record(ReactionRefused(reaction="r", cause=cause, reason="no")).listed


def test_a_corrected_day_is_the_day_of_every_outcome() -> None:
    """Also of those that nothing else builds on."""
    state = record(
        HELD,
        e.OutcomeRecorded(key="y", outcome=FeedbackInvited(), announced_on=DAY),
        e.HoldingCorrected(title="B", when=APRIL, place=None, replaces=Holding(title="Briefing", when=MARCH)),
    )
    assert (state.outcomes[0].announced_on, state.outcomes[0].version) == (APRIL.date, 2)

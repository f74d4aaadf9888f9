"""A briefing whose day is not known, not known any more, or another's."""

import pytest

from services.consultations.briefings import commands as c
from services.consultations.briefings.domain import ABSENT, decide, evolve
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.facts import Arrangements, When
from shared.contracts.consultations.items import FollowUp
from shared.contracts.consultations.outcomes import AcceptedChampion
from shared.values import PartialDate
from tests.support.spec import spec

briefing = spec(decide, evolve, ABSENT)
MARCH = When.model_validate({"date": "2020-03-04", "start": "15:00", "end": "18:00"})
JUNE = PartialDate("2020-06")
SCHEDULED = e.BriefingScheduled(title="Briefing", when=MARCH, place=None)
FORESEEN = e.BriefingForeseen(title="Briefing", on=JUNE, place=None, source=None)
POSTPONED = e.BriefingPostponed(reason="the pandemic")
REPLACED = e.BriefingReplaced(by="2020-10-19", reason=None)
HELD = e.BriefingHeld(title="Briefing", when=MARCH, place=None)
HOLD = c.HoldBriefing(title="Briefing", when=MARCH)
FORESEE = c.ForeseeBriefing(title="Briefing", on=JUNE)
SCHEDULE = c.ScheduleBriefing(title="Briefing", when=MARCH)


def test_a_month_is_announced_and_then_a_day() -> None:
    """The same month again says nothing, another one does."""
    july = FORESEEN.model_copy(update={"on": PartialDate("2020-07")})
    briefing.given().when(FORESEE).then(FORESEEN)
    briefing.given(FORESEEN).when(FORESEE).then()
    briefing.given(FORESEEN).when(FORESEE.model_copy(update={"on": july.on})).then(july)
    briefing.given(FORESEEN).when(SCHEDULE).then(SCHEDULED)
    briefing.given(FORESEEN).when(HOLD).then(HELD)
    briefing.given(SCHEDULED).when(FORESEE).refused("postpone it first")
    briefing.given(FORESEEN).when(c.MoveBriefing(when=MARCH)).refused("schedule it first")
    briefing.given(FORESEEN).when(c.PostponeBriefing()).refused("schedule it first")


def test_one_that_is_postponed_gets_another_day_or_the_same() -> None:
    """Twice says nothing more."""
    moved = e.BriefingMoved(when=MARCH, place=None, reason=None, before=MARCH)
    briefing.given(SCHEDULED).when(c.PostponeBriefing(reason="the pandemic")).then(POSTPONED)
    briefing.given(SCHEDULED, POSTPONED).when(c.PostponeBriefing()).then()
    briefing.given(SCHEDULED, POSTPONED).when(c.MoveBriefing(when=MARCH)).then(moved)
    briefing.given(SCHEDULED, POSTPONED).when(SCHEDULE).then(SCHEDULED)
    briefing.given(SCHEDULED, POSTPONED).when(FORESEE).then(FORESEEN)
    briefing.given(SCHEDULED, POSTPONED).when(HOLD).then(HELD)
    briefing.given(SCHEDULED, POSTPONED).when(c.CancelBriefing()).then(e.BriefingCancelled(reason=None))
    briefing.given(HELD).when(c.PostponeBriefing()).refused("correct the holding instead")


@pytest.mark.parametrize("before", [(SCHEDULED,), (FORESEEN,), (SCHEDULED, POSTPONED)])
def test_one_whose_place_another_takes(before: tuple[e.BriefingEvent, ...]) -> None:
    """It is not held then, unless it is announced again."""
    replace = c.ReplaceBriefing(by="2020-10-19")
    briefing.given(*before).when(replace).then(REPLACED)
    briefing.given(*before, REPLACED).when(replace).then()
    briefing.given(*before, REPLACED).when(HOLD).refused("schedule it again")
    briefing.given(*before, REPLACED).when(SCHEDULE).then(SCHEDULED)
    briefing.given(*before, e.BriefingCancelled(reason=None)).when(replace).refused("schedule it again first")


def test_how_one_takes_part_is_set_whole() -> None:
    """The same again says nothing."""
    how = Arrangements(mode="hybrid", also_at=("New York",), languages=("en", "fr"))
    said = e.ArrangementsSet(arrangements=how)
    briefing.given(SCHEDULED).when(c.SetArrangements(arrangements=how)).then(said)
    briefing.given(SCHEDULED, said).when(c.SetArrangements(arrangements=how)).then()
    briefing.given().when(c.SetArrangements(arrangements=how)).refused("no such briefing is known")


def test_an_outcome_is_followed_up_until_it_is_withdrawn() -> None:
    """Each word replaces the one before."""
    outcome = AcceptedChampion(country="PRT")
    recorded = e.OutcomeRecorded(key="x", outcome=outcome, announced_on=MARCH.date)
    done, still = FollowUp(state="done", evidence="It is on the list."), FollowUp(state="open")

    def told(follow_up: FollowUp) -> e.OutcomeFollowedUp:
        return e.OutcomeFollowedUp(key="x", outcome=outcome, follow_up=follow_up)

    follow = c.FollowUpOutcome(key="x", follow_up=done)
    briefing.given(HELD).when(follow).refused("record it first")
    briefing.given(HELD, recorded).when(follow).then(told(done))
    briefing.given(HELD, recorded, told(done)).when(follow).then()
    briefing.given(HELD, recorded, told(still)).when(follow).then(told(done))
    gone = e.OutcomeWithdrawn(key="x", outcome=outcome, reason="misheard")
    briefing.given(HELD, recorded, told(done), gone).when(follow).refused("withdrawn")
    briefing.given(HELD, recorded, told(done), gone, recorded).when(follow).then(told(done))


def test_it_ends_after_it_begins() -> None:
    """Or nothing is said of its end."""
    for wrong in ({"end": "18:00"}, {"start": "15:00", "end": "15:00"}, {"start": "15:00", "end": "14:59"}):
        with pytest.raises(ValueError, match="an end after the time at which it begins is right"):
            When.model_validate({"date": "2020-03-04", **wrong})

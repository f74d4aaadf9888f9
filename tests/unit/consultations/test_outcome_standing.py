"""How far the outcomes of all briefings have come."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.briefings.effects import Became
from services.consultations.briefings.read import BriefingShown, OutcomeShown
from services.consultations.outcomes.standing import By, State, standings
from shared.contracts.consultations import outcomes as o
from shared.contracts.consultations import outcomes_reached as r
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.items import FollowUp
from shared.values import PartialDate
from tests.support import strategies as s

TODAY = dt.date(2021, 6, 24)
NOTED = Became(state="noted")


def briefing(key: str, *outcomes: o.Outcome, became: Became = NOTED, **more: Any) -> BriefingShown:
    """One that was held on the day that is its key, with these outcomes under the keys ``a``, ``b``."""
    day = dt.date.fromisoformat(key)
    items = tuple(
        OutcomeShown(
            key="abcdefgh"[n],
            version=n + 2,
            kind=one.kind,
            outcome=one,
            announced_on=day,
            became=became,
            **more,
        )
        for n, one in enumerate(outcomes)
    )
    return BriefingShown(key=key, listed=True, status="held", when=When(date=day), outcomes=items)


def stands(*briefings: BriefingShown) -> tuple[State, By | None]:
    """The first outcome of the first of these."""
    [one] = [
        one
        for one in standings(briefings, TODAY)
        if (one.briefing.key, one.item.key) == (briefings[0].key, "a")
    ]
    return one.state, one.by


MARCH, JUNE = "2021-03-24", "2021-06-24"
PLANNED = r.ReviewPlanned(region="africa", ending=PartialDate("2021-07"))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (o.GuidanceToPublish(item="checklist"), "open"),
        (o.FeedbackInvited(where="website"), "open"),
        (o.FeedbackInvited(until=PartialDate("2021-06-24")), "open"),
        (o.FeedbackInvited(until=PartialDate("2021-06-23")), "overdue"),
        (o.ReportLaunchPlanned(month=PartialDate("2021")), "open"),
        (o.ReportLaunchPlanned(month=PartialDate("2021-05")), "overdue"),
        (o.ListPublished(item="champions"), "done"),
        (r.WorkplanAdopted(period="2021-2022"), "done"),
        (o.CoreWorkContinues(areas=("x",)), "noted"),
        (r.TotalStated(counted="champion_countries", total=23), "noted"),
        (r.Agreed(text="A list is sent round."), "noted"),
        (r.Agreed(text="A list is sent round.", owner="secretariat"), "open"),
        (r.Agreed(text="A list is sent round.", due=PartialDate("2021-05")), "overdue"),
    ],
)
def test_what_an_outcome_asks_for_by_itself(outcome: o.Outcome, state: State) -> None:
    """What is announced is open until its day is over; what was reached is done; the rest is for the record."""
    assert stands(briefing(MARCH, outcome)) == (state, None)


@pytest.mark.parametrize(
    ("outcome", "later", "state"),
    [
        (o.GuidanceToPublish(item="checklist"), r.GuidancePublished(item="checklist"), "done"),
        (o.GuidanceToPublish(item="checklist"), r.GuidancePublished(item="template"), "open"),
        (PLANNED, r.ReviewHeld(region="africa"), "done"),
        (PLANNED, r.ReviewHeld(region="arab"), "open"),
        (PLANNED, r.ReviewMoved(region="africa"), "superseded"),
        (r.ReviewMoved(region="africa"), r.ReviewHeld(region="africa"), "done"),
        (o.ReportLaunchPlanned(occasion="A/75/542"), r.ReportIssued(title="t", symbol="A/75/542"), "done"),
        (o.ReportLaunchPlanned(occasion="anniversary"), r.ReportIssued(title="t"), "open"),
        (
            o.StructureInProgress(level="regional", network="africa"),
            r.NetworkEstablished(network="africa"),
            "done",
        ),
    ],
)
def test_a_later_outcome_answers_an_earlier_one(outcome: o.Outcome, later: o.Outcome, state: State) -> None:
    """Where it certainly does; an earlier one answers nothing."""
    first, last = briefing(MARCH, outcome), briefing(JUNE, later)
    by = By(JUNE, "a") if state != "open" else None
    assert stands(first, last) == stands(*(first, last)[:1], last) == (state, by)
    assert stands(briefing(JUNE, outcome), briefing(MARCH, later))[1] is None


def test_a_briefing_that_was_planned_is_answered_by_one_that_was_held() -> None:
    """In that month; one that was only scheduled answers nothing."""
    planned = briefing(MARCH, o.BriefingsPlanned(date=PartialDate("2021-06")))
    held = briefing(JUNE)
    assert stands(planned, held) == ("done", By(JUNE))
    assert stands(planned, held.model_copy(update={"status": "scheduled"})) == ("open", None)


@pytest.mark.parametrize(
    ("became", "state"),
    [
        ("accepted", "done"),
        ("in_post", "done"),
        ("refused", "refused"),
        ("drafted", "open"),
        ("pending", "done"),
    ],
)
def test_what_other_services_made_of_it(became: Any, state: State) -> None:
    """Their answer counts where there is one."""
    outcome = o.ConsultationsPlanned() if became == "drafted" else o.AcceptedChampion(country="PRT")
    assert stands(briefing(MARCH, outcome, became=Became(state=became))) == (state, None)


@given(outcome=s.outcomes, follow_up=s.follow_ups, later=s.outcomes)
def test_somebody_s_word_counts_before_all_else(
    outcome: o.Outcome, follow_up: FollowUp, later: o.Outcome
) -> None:
    """Whatever came later; what is still open may be overdue."""
    said, _ = stands(briefing(MARCH, outcome, follow_up=follow_up), briefing(JUNE, later))
    assert said == follow_up.state or (said, follow_up.state) == ("overdue", "open")


@given(outcomes=st.lists(s.outcomes, max_size=8))
def test_every_outcome_stands_somewhere_once(outcomes: list[o.Outcome]) -> None:
    """Those of the last briefing first, each briefing's in its own order."""
    first, last = briefing(MARCH, *outcomes), briefing(JUNE, *outcomes)
    found = [(one.briefing.key, one.item.key) for one in standings([first, last], TODAY)]
    keys = "abcdefgh"[: len(outcomes)]
    assert found == [(JUNE, key) for key in keys] + [(MARCH, key) for key in keys]

"""A report: opened once, heard for and fixed for ever, cleared by all who were asked or by a decision, launched."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.concurrence import commands as agree
from services.consultations.report import commands as c
from services.consultations.report import section
from services.consultations.report.domain import ABSENT, decide, evolve
from services.consultations.report.heard import who_was_heard
from services.consultations.report.projection import REPORTS, SECTIONS
from services.consultations.report.reactions import OPEN_REPORTS
from services.consultations.report.shown import draft_of, shown_of
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import report as e
from shared.contracts.consultations.outcomes import CoreWorkContinues, ReportLaunchPlanned
from shared.contracts.registry.evidence import BriefingOutcome
from shared.values import PartialDate
from tests.support.examples_of_calls import CLOSES
from tests.support.spec import spec
from tests.support.streams import fold, recorded

AT = dt.datetime(2020, 3, 20, 9, 30, tzinfo=dt.UTC)
TERMS = e.ReportTerms(title={"en": "Report"}, launch=PartialDate("2020-12"), calls=("2020-spring",))
OPEN = c.OpenReport(terms=TERMS)
PLANNED = ReportLaunchPlanned(month=PartialDate("2020-12"), occasion="second anniversary")
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="launch")
PLAN = c.PlanLaunch(outcome=PLANNED, evidence=OUTCOME)
FROZEN = c.FreezeReport(calls=("2020-spring",), count=7, sha256="ab" * 32, at=AT)
report = spec(decide, evolve, ABSENT)
opened = report.after(OPEN)
part = spec(section.decide, section.evolve, section.ABSENT)


def put(sections: dict[str, int], **said: Any) -> c.PutForClearance:
    """These sections are put for clearance."""
    return c.PutForClearance.model_validate({"sections": sections, "at": AT, **said})


ASK = agree.AskToConcur(agencies=("IOM", "UNHCR"), due=CLOSES, at=AT)


def concur(agency: str, draft: int = 1) -> agree.Concur:
    """An agency concurs."""
    return agree.Concur(draft=draft, agency=agency, at=AT)


LAUNCH = c.LaunchReport(symbol="A/75/542", on=PartialDate("2020-12-01"))


def test_a_briefing_opens_the_cycle_and_a_correction_moves_it() -> None:
    """Until somebody takes it in hand; then it keeps what was said by hand."""
    [planned] = report.when(PLAN).events
    assert isinstance(planned, e.LaunchPlanned)
    assert planned.terms.title == {"en": "Report of the Secretary-General, 2020"}
    known = report.given(planned)
    known.when(PLAN).then()
    later = PLAN.model_copy(update={"outcome": PLANNED.model_copy(update={"month": PartialDate("2020-11")})})
    moved = known.after(later).state.terms
    assert moved
    assert moved.launch == PartialDate("2020-11")
    in_hand = known.after(OPEN)
    assert in_hand.state.terms == TERMS
    assert in_hand.after(later).state.terms == TERMS


def test_an_announcement_that_is_taken_back_ends_a_cycle_that_nobody_touched() -> None:
    """One that somebody works on stays; announced anew, it opens again."""
    back = c.RetractPlan(evidence=OUTCOME, reason="misheard")
    known = report.after(PLAN)
    known.when(back).then(
        e.LaunchPlanRetracted(evidence=OUTCOME, reason="misheard"), e.ReportWithdrawn(reason="misheard")
    )
    assert known.after(back, PLAN).state.status == "drafting"
    assert known.after(OPEN, back).state.status == "drafting"
    known.after(back).when(back).then()


def test_what_was_heard_is_fixed_once_and_its_calls_with_it() -> None:
    """Whoever asks again learns nothing new, whatever came since."""
    frozen = opened.after(FROZEN)
    frozen.when(FROZEN.model_copy(update={"count": 8})).then()
    other = TERMS.model_copy(update={"calls": ("2020-autumn",)})
    frozen.when(c.OpenReport(terms=other)).refused("calls: what was heard is fixed")
    frozen.when(c.OpenReport(terms=TERMS.model_copy(update={"period": "2020"}))).then(
        e.ReportRevised(terms=TERMS.model_copy(update={"period": "2020"}))
    )
    report.when(FROZEN).refused("there is no such report: begin it first")
    opened.when(FROZEN.model_copy(update={"calls": ()})).refused("no call feeds the report")


def test_a_report_that_was_given_up_keeps_what_was_fixed_and_what_it_is() -> None:
    """Begun anew under its key, it has the same list, of the same calls, and is an example if it was one."""
    over = opened.after(FROZEN, c.WithdrawReport(reason="no"))
    other = TERMS.model_copy(update={"calls": ("2020-autumn",)})
    over.when(c.OpenReport(terms=other)).refused("calls: what was heard is fixed")
    over.when(c.OpenReport(terms=TERMS, example=True)).refused("whether a report is an example")
    over.after(OPEN).when(FROZEN.model_copy(update={"count": 8})).then()
    over.when(c.PublishVersion(language="fr", link="https://example.org")).refused("nothing changes in it")
    over.when(put({"2020_data": 1})).refused("nothing changes in it")


def test_a_draft_has_no_more_sections_than_an_event_can_name() -> None:
    """The refusal says what to do."""
    opened.when(put({f"2020_{n}": 1 for n in range(201)})).refused("at most 200 sections")


def test_a_report_that_is_being_cleared_is_launched_once_all_have_agreed() -> None:
    """Its status tells how far it is."""
    asked = opened.after(put({"2020_data": 1}), ASK, concur("IOM"))
    assert asked.state.status == "concurring"
    asked.when(LAUNCH).refused("draft 1 is not agreed yet")
    asked.when(c.PublishVersion(language="fr", link="https://example.org")).refused(
        "draft 1 is not agreed yet"
    )
    agreed = asked.after(concur("UNHCR"))
    assert agreed.state.status == "agreed"
    launched = agreed.after(LAUNCH, c.PublishVersion(language="fr", link="https://example.org/fr"))
    assert launched.state.status == "launched"
    launched.when(LAUNCH).then()
    launched.when(c.WithdrawReport(reason="no")).refused("the report is launched")
    moved = LAUNCH.model_copy(update={"on": PartialDate("2020-12-02")})
    launched.when(moved).then(e.ReportLaunched(symbol="A/75/542", on=PartialDate("2020-12-02")))


def test_one_that_was_cleared_elsewhere_is_launched_without_a_draft() -> None:
    """History has reports of which nobody wrote here."""
    assert opened.after(LAUNCH).state.status == "launched"


def test_a_further_draft_says_what_changed_and_asks_anew_whom_it_touches() -> None:
    """The same sections again are no further draft."""
    asked = opened.after(put({"2020_data": 1}), ASK, concur("IOM"))
    asked.when(put({"2020_data": 1})).then()
    asked.when(put({"2020_data": 2})).refused("changes: say what changed since draft 1")
    further = asked.after(put({"2020_data": 2}, changes="Figures", touched=["IOM"], due=CLOSES))
    assert further.state.concurrence.waits_for == ("IOM", "UNHCR")
    further.when(concur("UNHCR")).refused("draft: draft 2 is the latest")
    kept = asked.after(put({"2020_data": 2}, changes="A comma"))
    assert kept.state.concurrence.waits_for == ("UNHCR",)
    opened.when(put({})).refused("no section has a draft yet")


def test_what_an_agency_asks_for_is_shown_to_who_takes_part_alone() -> None:
    """Everybody sees that it did."""
    change = agree.AskForChange(
        draft=1, agency="IOM", change="Say “migrants”", reason="Our own reason", at=AT
    )
    events = opened.after(put({"2020_data": 1}), ASK, change).events
    state = fold(REPORTS, recorded("report-2020", list(events)))
    assert state
    shown = shown_of(state, [])
    assert shown
    assert shown.waits_for == ("IOM", "UNHCR")
    assert "migrants" not in shown.model_dump_json()
    assert "Our own reason" not in shown.model_dump_json()
    told = draft_of(state, [])
    assert told.changes is None
    assert [(one.agency, one.change) for one in told.concurrence] == [
        ("IOM", "Say “migrants”"),
        ("UNHCR", None),
    ]


def test_a_section_has_an_owner_and_drafts_that_say_what_changed() -> None:
    """The same text again is no further draft."""
    said = c.SetSection(report="2020", title={"en": "Data"}, owner="IOM", due=None, place=1)
    write = c.DraftSection(text={"en": "What is known."}, by="IOM")
    part.when(write).refused("the report has no such section: set it first")
    written = part.after(said, write)
    written.when(write).then()
    more = write.model_copy(update={"text": {"en": "More is known."}})
    written.when(more).refused("changes: say what changed since draft 1")
    written.when(said.model_copy(update={"report": "2022"})).refused("this is a section of the report 2020")
    dropped = written.after(c.DropSection(reason="part of another"))
    dropped.when(more).refused("set it first")
    assert dropped.after(said).state.status == "drafted"
    state = fold(SECTIONS, recorded("section-2020_data", list(written.events)))
    assert state
    assert (state.of, state.section.draft) == ("2020", 1)


def test_an_outcome_leads_to_the_report_of_its_year() -> None:
    """A correction to another year takes the one back and announces the other; other outcomes say nothing."""
    next_year = PLANNED.model_copy(update={"month": PartialDate("2022-02")})
    day = dt.date(2020, 3, 4)
    events: list[Any] = [
        b.OutcomeRecorded(key="launch", outcome=PLANNED, announced_on=day),
        b.OutcomeCorrected(key="launch", outcome=next_year, announced_on=day, replaces=PLANNED),
        b.OutcomeWithdrawn(key="launch", outcome=next_year, reason="misheard"),
        b.OutcomeRecorded(key="core", outcome=CoreWorkContinues(areas=("all",)), announced_on=day),
    ]
    told = [list(OPEN_REPORTS.react(record)) for record in recorded("briefing-2020-03-04", events)]
    assert [[stream for stream, _ in one] for one in told] == [
        ["report-2020"],
        ["report-2020", "report-2022"],
        ["report-2022"],
        [],
    ]


def test_numbers_of_few_unpublished_people_are_told_of_nobody() -> None:
    """Neither of those who are cited, nor of those who are not, nor by what is left of the whole."""
    every = [
        (("migrants", "africa", "fr", None, False), 8),
        (("migrants", "africa", "fr", None, True), 4),
        (("stakeholders", "europe", "en", None, True), 3),
    ]
    few = who_was_heard("2020", every, [(("migrants", "africa", "fr", None, False), 1)])
    assert (few.heard, [*few.by_group], few.withheld[0]) == (15, ["stakeholders"], "group")
    published = who_was_heard("2020", every, [(("migrants", "africa", "fr", None, True), 1)])
    assert {name: (one.heard, one.cited) for name, one in published.by_group.items()} == {
        "migrants": (12, 1),
        "stakeholders": (3, 0),
    }


said = st.one_of(
    st.sampled_from([OPEN, PLAN, c.RetractPlan(evidence=OUTCOME, reason="misheard"), LAUNCH, ASK]),
    st.builds(lambda count: FROZEN.model_copy(update={"count": count}), st.integers(1, 3)),
    st.builds(
        lambda draft, anew: put({"2020_data": draft}, changes="More", touched=anew, due=CLOSES),
        st.integers(1, 3),
        st.lists(st.sampled_from(["IOM", "UNHCR"]), unique=True),
    ),
    st.builds(concur, st.sampled_from(["IOM", "UNHCR"]), st.integers(1, 4)),
    st.builds(lambda draft: agree.Decide(draft=draft, reason="time", at=AT), st.integers(1, 4)),
    st.builds(lambda days: agree.MarkConcurrence(at=AT + dt.timedelta(days=days)), st.integers(0, 90)),
    st.just(c.WithdrawReport(reason="no")),
)


@given(st.lists(said, max_size=25))
def test_in_any_order_nothing_is_launched_unagreed_and_a_frozen_list_never_changes(
    commands: list[Any],
) -> None:
    """Of a report that was ever put for clearance."""
    story = report
    for command in commands:
        before = story.state
        story = story.heard(command)
        assert sum(isinstance(event, e.ReportFrozen) for event in story.events) <= 1
        assert before.frozen in {None, story.state.frozen}
        if story.state.status == "launched" and before.status != "launched":
            assert before.concurrence.agreed or not before.concurrence.draft

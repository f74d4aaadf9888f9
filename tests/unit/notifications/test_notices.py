"""Which events are worth a notice, and what it says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.notices import domain
from services.notifications.notices.commands import IssueNotice
from services.notifications.notices.concerned import EVERYTHING, concerned, followed
from services.notifications.notices.policy import NOTIFY, Known, notify, recall
from services.notifications.notices.projection import NOTICES
from services.notifications.notices.words import words
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import Holding, When
from shared.contracts.consultations.outcomes import AcceptedChampion
from shared.contracts.envelope import Context, Event, Recorded
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry.evidence import EvidenceDocument, Source
from shared.i18n.speech import speech
from shared.regions import places, regions_of
from shared.values import REGIONS, PartialDate, country_name
from tests.support.examples import EXAMPLES, ISSUED
from tests.support.spec import spec
from tests.support.streams import fold, recorded

STREAM = "briefing-2020-03-04"
WHEN, LATER = When.model_validate({"date": "2020-03-04"}), When.model_validate({"date": "2020-03-11"})
SCHEDULED = b.BriefingScheduled(title="Briefing", when=WHEN, place=None)
MOVED = b.BriefingMoved(when=LATER, place=None, reason=None, before=WHEN)
PRT, SLV = AcceptedChampion(country="PRT"), AcceptedChampion(country="SLV")

ACCEPTED = next(one for one in ISSUED if "champion-accepted" in one.tells.type)
PLACES = (None, *REGIONS, "PRT", "EGY", "KEN", "NPL", "SLV")


def event_id(version: int) -> str:
    """An event's id, as the store makes them."""
    return f"{version:032x}"


def told(stream: str, *events: Event, silent: frozenset[int] = frozenset()) -> list[IssueNotice | None]:
    """The notice of each event of a stream; those at the ``silent`` places happened in silence."""
    known: Any = None
    notices: list[IssueNotice | None] = []
    for place, record in enumerate(recorded(stream, events)):
        quiet = Recorded(
            **{
                **{name: getattr(record, name) for name in Recorded.__slots__},
                "id": event_id(record.version),
                "context": Context("test", silent=place in silent),
            }
        )
        commands = [command for _, command in notify(quiet, known)]
        known = Known.model_validate_json(recall(known, quiet).model_dump_json())
        notices.append(IssueNotice.model_validate(commands[0].model_dump()) if commands else None)
    return notices


def issued_by(command: IssueNotice) -> NoticeIssued:
    """The notice that the command issues."""
    return NoticeIssued(**dict(command))


def whats(notices: list[IssueNotice | None]) -> list[str | None]:
    """What each tells."""
    return [one.tells.type.split(".")[-2] if one else None for one in notices]


def test_a_moved_briefing_replaces_the_notice_of_its_schedule() -> None:
    """Moved again, it replaces the notice of the move; cancelled, the last of them; held, none."""
    held = b.BriefingHeld(title="Briefing", when=LATER, place=None)
    notices = told(STREAM, SCHEDULED, MOVED, MOVED, held, b.BriefingSummarised())
    kinds = ["briefing-scheduled", "briefing-moved", "briefing-moved", "briefing-held", "briefing-summarised"]
    assert whats(notices) == kinds
    assert [one and one.replaces for one in notices] == [None, event_id(1), event_id(2), None, None]
    [_, cancelled] = told(STREAM, SCHEDULED, b.BriefingCancelled(reason="no room"))
    assert cancelled
    assert cancelled.replaces == event_id(1)


def test_what_is_recorded_in_silence_is_not_told_but_known() -> None:
    """A later notice still has the title, and replaces nothing that was never sent."""
    [quiet, moved] = told(STREAM, SCHEDULED, MOVED, silent=frozenset({0}))
    assert quiet is None
    assert moved
    assert (whats([moved]), moved.replaces) == (["briefing-moved"], None)
    assert "Briefing" in words(issued_by(moved), speech("en")).subject


def test_a_corrected_outcome_is_told_where_it_says_something_else() -> None:
    """A second correction replaces the notice of the first; a new day for the same outcome is not told."""
    held = b.BriefingHeld(title="Briefing", when=WHEN, place=None)
    day = WHEN.date

    def corrected(now: AcceptedChampion, was: AcceptedChampion) -> b.OutcomeCorrected:
        return b.OutcomeCorrected(key="x", outcome=now, announced_on=day, replaces=was)

    notices = told(STREAM, held, corrected(PRT, SLV), corrected(SLV, PRT), corrected(SLV, SLV))
    assert whats(notices) == ["briefing-held", "outcome-corrected", "outcome-corrected", None]
    assert [one and one.replaces for one in notices[1:3]] == [None, event_id(2)]


def test_what_a_champion_country_does_is_told_of_its_country() -> None:
    """Invited, accepted, withdrawn; more evidence for what is so already is no news."""
    letter = EvidenceDocument(title="Letter")
    day = PartialDate("2020-03")
    notices = told(
        "champion-PRT",
        c.ChampionInvited(country="PRT", on=day, evidence=None),
        c.ChampionAccepted(country="PRT", evidence=letter, since=day, announced_on=None),
        c.EvidenceAdded(evidence=letter, since=day, announced_on=None),
        c.ChampionWithdrawn(on=day, reason=None),
    )
    assert whats(notices) == ["champion-invited", "champion-accepted", None, "champion-withdrawn"]
    assert {one.country for one in notices if one} == {"PRT"}


def test_an_established_network_is_told_in_its_region() -> None:
    """Its title, region and country are those it was planned with."""
    planned = n.NetworkPlanned(
        level="country", region="africa", country="KEN", title="Kenya", source=Source(text="x")
    )
    established = n.NetworkEstablished(on=PartialDate("2021"), source=Source(text="x"))
    [nothing, one] = told("network-KEN", planned, established)
    assert nothing is None
    assert one
    assert (one.region, one.country, one.about) == ("africa", "KEN", PartialDate("2021"))


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.type)
def test_every_event_is_judged_without_a_history_too(event: Event) -> None:
    """A stream that a restored topic shows from the middle fails nobody."""
    for kind in NOTIFY.kinds:
        try:
            [record] = recorded(f"{kind}-PRT", [event])
        except ValueError:
            continue
        list(notify(record, None))
        recall(None, record)


def test_a_corrected_holding_gives_later_notices_its_title() -> None:
    """Notices say what the record says now."""
    held = b.BriefingHeld(title="Briefng", when=WHEN, place=None)
    corrected = b.HoldingCorrected(
        title="Briefing", when=LATER, place=None, replaces=Holding(title="Briefng", when=WHEN)
    )
    *_, summary = told(STREAM, held, corrected, b.BriefingSummarised())
    assert summary
    assert summary.about == PartialDate("2020-03-11")
    assert "Briefing" in words(issued_by(summary), speech("fr")).subject


def test_a_notice_is_issued_once() -> None:
    """Whatever is said after it."""
    issued = ISSUED[0]
    command = IssueNotice.model_validate(issued.model_dump(exclude={"type"}))
    slice_of = spec(domain.decide, domain.evolve, domain.NONE)
    slice_of.when(command).then(issued)
    slice_of.given(issued).when(command).then()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("issued", ISSUED, ids=lambda issued: issued.tells.type)
def test_every_notice_has_words_in_both_languages(issued: NoticeIssued, language: Any) -> None:
    """One line as subject, and paragraphs that are not empty."""
    said = words(issued, speech(language))
    assert said.subject
    assert "\n" not in said.subject
    assert said.lines
    assert all(said.lines)


def test_english_and_french_differ() -> None:
    """A text that was forgotten in one language would show as the other's."""
    for issued in ISSUED:
        english, french = words(issued, speech("en")), words(issued, speech("fr"))
        assert english.subject != french.subject
        assert not set(english.lines) & set(french.lines)


def test_what_is_long_past_says_so_in_its_first_line() -> None:
    """More than thirty days after the last day that it can mean, not before."""
    old = ACCEPTED.model_copy(update={"about": PartialDate("2020-01")})
    assert words(old, speech("en")).lines[0].startswith("This is about January 2020")
    assert words(old, speech("fr")).lines[0].startswith("Date des faits\u00a0: janvier 2020.")
    assert "about" not in words(ACCEPTED, speech("en")).lines[0]


def test_what_replaces_a_notice_says_which() -> None:
    """By the earlier one's subject."""
    said = words(ISSUED[2], speech("en"), ISSUED[0])
    assert (
        said.lines[-1]
        == "This replaces an earlier notice: Briefing is scheduled for 26 February 2020, Geneva"
    )


@given(st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_who_follows_a_place_is_told_of_it_and_of_what_concerns_all(
    about: str | None, follows: str | None
) -> None:
    """The two sets of keys meet exactly where the notice's place and the follower's have a country in common."""
    issued = ACCEPTED.model_copy(
        update={
            "region": about if about in REGIONS else None,
            "country": None if about in REGIONS else about,
        }
    )
    meet = bool(set(concerned(issued)) & set(followed("briefings", follows)))
    related = (
        about is None
        or follows is None
        or about == follows
        or about in regions_of(follows)
        or follows in regions_of(about)
    )
    assert meet == related
    assert not set(concerned(issued)) & set(followed("networks", follows))


def test_a_notice_is_found_under_everything_and_its_own_keys() -> None:
    """A feed and a mail go by the same keys."""
    issued = ACCEPTED
    [record] = recorded("notice-x", [issued])
    state = fold(NOTICES, [record])
    assert state
    assert isinstance(state.issued, NoticeIssued)
    assert state.feeds == (EVERYTHING, *concerned(issued))


def test_every_country_of_a_region_is_one() -> None:
    """The grouping holds ISO codes only, and some countries stand in two regions."""
    assert set(regions_of("EGY")) == {"arab", "africa"}
    assert regions_of("XXX") == ()
    assert all(country_name(code) != code for codes in places().values() for code in codes)

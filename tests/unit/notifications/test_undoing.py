"""Whoever was told is told of the undoing: on the same topic, with what changed, as it was before and is now."""

from services.notifications.notices.words import words
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import outcomes as o
from shared.contracts.consultations.facts import Holding, When
from shared.contracts.envelope import Event
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry import secondments as s
from shared.contracts.registry.evidence import EvidenceDocument, Source
from shared.i18n.speech import speech
from shared.values import PartialDate
from tests.unit.notifications.test_notices import (
    LATER,
    MOVED,
    SCHEDULED,
    STREAM,
    WHEN,
    event_id,
    issued_by,
    told,
)

LETTER, OTHER = EvidenceDocument(title="Letter"), EvidenceDocument(title="Another letter")
HELD = b.BriefingHeld(title="Briefng", when=WHEN, place=None)
CORRECTED = b.HoldingCorrected(
    title="Briefing", when=LATER, place="Geneva", replaces=Holding(title="Briefng", when=WHEN)
)
ACCEPTED = c.ChampionAccepted(country="PRT", evidence=LETTER, since=PartialDate("2020-03"), announced_on=None)
UNDONE = c.AcceptanceUndone(back_to="absent", reason="misheard")


def last(stream: str, *events: Event, silent: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """What the last event's notice says in English; nothing where it has none."""
    *_, one = told(stream, *events, silent=silent)
    return words(issued_by(one), speech("en")).lines if one else ()


def outcome(now: o.Outcome, was: o.Outcome) -> b.OutcomeCorrected:
    """An outcome is corrected."""
    return b.OutcomeCorrected(key="x", outcome=now, announced_on=WHEN.date, replaces=was)


def dated(evidence: EvidenceDocument, since: str) -> c.EvidenceCorrected:
    """The date of some evidence is corrected."""
    return c.EvidenceCorrected(evidence=evidence, since=PartialDate(since), announced_on=None)


def secondment(post: str | None, on: str | None) -> dict[str, object]:
    """What is said of a secondment."""
    who = {"agency": "UNHCR", "to": "secretariat", "post": post, "status": "in_post", "on": on}
    return {**who, "announced_on": None, "evidence": LETTER}


def test_a_correction_says_what_it_corrects_before_and_now() -> None:
    """Not the same words twice: the field that changed, and no other."""
    was, now = o.GuidanceToPublish(item="checklist"), o.GuidanceToPublish(item="regional_reviews")
    assert last(STREAM, HELD, outcome(now, was)) == (
        "An outcome of Briefng was corrected: Guidance to be published (Regional reviews).",
        "What, before: checklist",
        "What, now: Regional reviews",
    )
    other = o.FeedbackInvited(where=None)
    assert last(STREAM, HELD, outcome(other, was))[1:] == (
        "Outcome, before: Guidance to be published (checklist)",
        "Outcome, now: Feedback invited",
    )


def test_an_outcome_that_is_withdrawn_is_told_and_replaces_its_correction() -> None:
    """With the reason."""
    was, now = o.GuidanceToPublish(item="checklist"), o.GuidanceToPublish(item="list")
    withdrawn = b.OutcomeWithdrawn(key="x", outcome=now, reason="misheard")
    assert last(STREAM, HELD, withdrawn) == (
        "An outcome of Briefng was withdrawn: Guidance to be published (list).",
        "Reason: misheard",
    )
    *_, one = told(STREAM, HELD, outcome(now, was), withdrawn)
    assert one
    assert (one.topic, one.replaces) == ("briefings", event_id(2))


def test_a_holding_that_is_corrected_is_told_to_who_was_told_of_it() -> None:
    """Title, day and place; to nobody where it was recorded in silence, to who read the summary all the same."""
    assert last(STREAM, HELD, CORRECTED) == (
        "The record of Briefing was corrected: it was held on 11 March 2020, Geneva.",
        "Title, before: Briefng",
        "Title, now: Briefing",
        "Date, before: 4 March 2020",
        "Date, now: 11 March 2020",
        "Place, before: not stated",
        "Place, now: Geneva",
    )
    *_, one = told(STREAM, HELD, CORRECTED)
    assert one
    assert one.replaces == event_id(1)
    assert last(STREAM, HELD, CORRECTED, silent=frozenset({0})) == ()
    *_, one = told(STREAM, HELD, b.BriefingSummarised(), CORRECTED, silent=frozenset({0}))
    assert one
    assert one.replaces == event_id(2)


def test_an_acceptance_that_is_undone_is_told_where_it_was_told() -> None:
    """Of its country, replacing the notice that is right no more; never where nobody was told."""
    *_, one = told("champion-PRT", ACCEPTED, UNDONE)
    assert one
    assert (one.topic, one.country, one.replaces) == ("champions", "PRT", event_id(1))
    [line] = words(issued_by(one), speech("en")).lines
    assert line == "Portugal is not recorded as champion country any more: misheard."
    assert last("champion-PRT", ACCEPTED, UNDONE, silent=frozenset({0})) == ()
    assert last("champion-PRT", UNDONE) == ()


def test_a_date_that_is_corrected_is_told_on_the_evidence_on_which_it_was_told() -> None:
    """What other evidence says is no correction of it."""
    assert last("champion-PRT", ACCEPTED, dated(LETTER, "2020-04"))[1:] == (
        "Since, before: March 2020",
        "Since, now: April 2020",
    )
    assert last("champion-PRT", ACCEPTED, dated(LETTER, "2020-03")) == ()
    assert last("champion-PRT", ACCEPTED, dated(OTHER, "2020-04")) == ()
    assert last("champion-PRT", ACCEPTED, dated(LETTER, "2020-04"), dated(LETTER, "2020-05"))[1] == (
        "Since, before: April 2020"
    )


def test_a_secondment_is_told_as_it_is_corrected_ended_and_undone() -> None:
    """Post and date before and now; an end to who was told that it is there."""
    stream, started = "secondment-UNHCR", s.SecondmentStarted.model_validate(secondment("analyst", None))
    corrected = s.SecondmentEvidenceCorrected.model_validate(secondment("officer", "2020-02"))
    assert last(stream, started, corrected)[1:] == (
        "Date, before: not stated",
        "Date, now: February 2020",
        "Post, before: analyst",
        "Post, now: officer",
    )
    ended = s.SecondmentEnded.model_validate({**secondment("analyst", "2021"), "status": "ended"})
    assert last(stream, started, ended) == (
        "The secondment from UNHCR to Secretariat (analyst) ended (2021).",
    )
    assert last(stream, ended) == ()


def test_a_network_that_closes_is_told_to_who_was_told_of_it() -> None:
    """With the reason."""
    source = Source(text="x")
    planned = n.NetworkPlanned(level="country", region="africa", country="KEN", title="Kenya", source=source)
    established = n.NetworkEstablished(on=PartialDate("2021"), source=source)
    closed = n.NetworkClosed(on=PartialDate("2024"), reason="merged")
    assert last("network-KEN", planned, established, closed) == ("Kenya was closed (2024).", "Reason: merged")
    assert last("network-KEN", planned, closed) == ()


def test_a_move_gives_its_reason_and_a_new_title_the_old_one() -> None:
    """Who has the earlier notice knows what became of it."""
    moved = b.BriefingMoved(when=LATER, place="Geneva", reason="the room was taken", before=WHEN)
    assert last(STREAM, SCHEDULED, moved) == (
        "Briefing is moved from 4 March 2020 to 11 March 2020, Geneva.",
        "Reason: the room was taken",
    )
    retitled = b.BriefingRetitled(title="April", before="Briefing")
    assert last(STREAM, SCHEDULED, retitled)[1:] == ("Title, before: Briefing", "Title, now: April")
    assert last(STREAM, SCHEDULED, retitled, silent=frozenset({0})) == ()
    cancelled = b.BriefingCancelled(reason="no room")
    assert last(STREAM, SCHEDULED, MOVED, cancelled) == (
        "Briefing is cancelled.",
        "It was scheduled for 11 March 2020.",
        "Reason: no room",
    )


def test_a_correction_is_told_in_french_too() -> None:
    """Each field by its name."""
    *_, one = told(STREAM, HELD, CORRECTED)
    assert one
    lines = words(issued_by(one), speech("fr")).lines
    assert "Lieu, avant\u00a0: non indiqué" in lines
    assert "Date, désormais\u00a0: 11 mars 2020" in lines


def test_what_a_time_without_a_day_is_compared_by() -> None:
    """The hour is part of when a briefing was held."""
    later = When.model_validate({"date": "2020-03-04", "start": "15:00", "time_zone": "Europe/Zurich"})
    corrected = b.HoldingCorrected(
        title="Briefng", when=later, place=None, replaces=Holding(title="Briefng", when=WHEN)
    )
    assert last(STREAM, HELD, corrected)[1:] == (
        "Date, before: 4 March 2020",
        "Date, now: 4 March 2020, 15:00 (Europe/Zurich; 14:00 UTC)",
    )

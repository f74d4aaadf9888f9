"""An issue has one answer, agreed by who was asked or decided on the record, and stays where it was raised."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.consultations.concurrence.commands import MarkConcurrence
from services.consultations.issues import commands as c
from services.consultations.issues.domain import ABSENT, decide, evolve
from services.consultations.issues.family import linked, merged, root
from services.consultations.issues.issue import Issue
from services.consultations.issues.projection import ISSUES, IssueState
from services.consultations.issues.reactions import parted, raised
from services.consultations.issues.shown import kept_of, shown_of
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import concurrence as a
from shared.contracts.consultations import issues as e
from shared.contracts.consultations.items import Issue as Raised
from shared.values import Refused
from tests.support.examples_of_issues import AT, CAUSE, DUE, MATTER, ORIGIN, OTHER, UNTIL
from tests.support.spec import spec
from tests.support.streams import fold, recorded

ISSUE = spec(decide, evolve, ABSENT)
FOLLOW = c.FollowBriefing(matter=MATTER, origin=ORIGIN, cause=CAUSE)
OPEN = c.OpenIssue(matter=MATTER, origin=ORIGIN)
LEAD = c.AssignLead(lead="IOM")
PASSED = DUE.instant


def draft(words: str = "It does.", **said: Any) -> c.DraftAnswer:
    """A version of the answer by the lead agency."""
    return c.DraftAnswer(text={"en": words}, by="IOM", at=AT, **said)


def ask(*agencies: str, **said: Any) -> c.AskAgencies:
    """These are asked until 20 March 2020."""
    return c.AskAgencies(agencies=agencies, due=UNTIL, at=AT, **said)


def concur(agency: str, of: int = 1) -> c.ConcurInAnswer:
    """An agency concurs."""
    return c.ConcurInAnswer(draft=of, agency=agency, at=AT)


def change(agency: str, of: int = 1) -> c.AskForAnswerChange:
    """An agency asks for a change."""
    return c.AskForAnswerChange(draft=of, agency=agency, change="Say who", reason="It is vague", at=AT)


def publish(of: int = 1) -> c.PublishAnswer:
    """The lead agency publishes."""
    return c.PublishAnswer(draft=of, by="IOM", at=AT)


ASKED = ISSUE.after(OPEN, LEAD, draft(), ask("ILO", "UNHCR"))
AGREED = ASKED.after(concur("ILO"), concur("UNHCR"))
PUBLISHED = AGREED.after(publish())
REOPEN = c.ReopenIssue(reason="The review changed it", by="secretariat", at=AT)


def test_an_issue_follows_the_briefings_record_until_somebody_takes_it_in_hand() -> None:
    """A correction words it anew and a withdrawal drops it; what is worked on stays, and says what to do."""
    other = c.FollowBriefing(matter=OTHER, origin=ORIGIN, cause=CAUSE)
    drop = c.DropRaised(reason="not raised", at=AT)
    followed = ISSUE.after(FOLLOW)
    followed.when(FOLLOW).then()
    assert followed.after(other).state.matter == OTHER
    followed.when(drop).then(e.IssueDropped(reason="not raised", agencies=(), at=AT))
    assert followed.after(drop, other).state.status == "raised"
    worked_on = followed.after(LEAD)
    worked_on.when(other).refused("the issue was taken in hand")
    worked_on.when(drop).refused("the issue was taken in hand")


def test_what_a_briefings_record_says_names_its_issue() -> None:
    """By both keys; a State by its name."""
    said = Raised(topic="coordination", text=MATTER.text, raised_by="PRT")
    [record] = recorded("briefing-2020-03-04", [b.IssueRaised(key="one_voice", issue=said)])
    [(stream, command)] = raised(record)
    assert stream == "issue-2020-03-04-one_voice"
    assert isinstance(command, c.FollowBriefing)
    assert command.matter == MATTER.model_copy(update={"raised_by": "Portugal"})
    gone = b.IssueWithdrawn(key="one_voice", issue=said, reason="not raised")
    [record] = recorded("briefing-2020-03-04", [gone])
    assert [type(one) for _, one in raised(record)] == [c.DropRaised]


def test_a_lead_agency_takes_anothers_place_for_a_reason() -> None:
    """Which is on record with whose place it was."""
    led = ISSUE.after(OPEN, LEAD)
    led.when(LEAD).then()
    led.when(c.AssignLead(lead="ILO")).refused("reason: IOM leads")
    given_over = c.AssignLead(lead="ILO", reason="It has the mandate")
    led.when(given_over).then(e.LeadAssigned(lead="ILO", before="IOM", reason="It has the mandate"))
    ISSUE.after(OPEN).when(draft()).refused("the issue has no lead agency")


def test_an_answer_is_published_once_all_concur() -> None:
    """And not before."""
    ASKED.when(publish()).refused("draft 1 is not agreed")
    assert AGREED.state.status == "agreed"
    AGREED.when(publish()).then(
        e.AnswerPublished(number=1, draft=1, by="IOM", agencies=("ILO", "IOM", "UNHCR"), at=AT)
    )
    PUBLISHED.when(publish()).then()
    assert PUBLISHED.state.status == "published"


def test_a_new_draft_asks_anew_whom_it_touches_and_who_asked_for_a_change() -> None:
    """Who concurred in the one before is not asked again, unless the lead says that the change touches it."""
    wanted = ASKED.after(change("ILO"), concur("UNHCR"))
    wanted.when(draft("It does, all of it.")).refused("changes: say what changed since draft 1")
    wanted.when(draft("It does, all of it.", changes="Who")).refused("due: say until when ILO are asked anew")
    written = draft("It does, all of it.", changes="Who", due=UNTIL)
    assert [one.agencies for one in wanted.when(written).events if isinstance(one, a.ConcurrenceAsked)] == [
        ("ILO",)
    ]
    wanted.after(written).when(concur("ILO")).refused("draft 2 is the latest")
    assert wanted.after(written, concur("ILO", 2)).state.status == "agreed"
    touching = written.model_copy(update={"touched": ("UNHCR",)})
    assert wanted.after(touching, concur("ILO", 2)).state.status == "concurring"
    wanted.when(written.model_copy(update={"touched": ("WHO",)})).refused("WHO was not asked yet")


def test_what_was_published_stays_until_a_later_answer_takes_its_place() -> None:
    """Agreement starts anew; both answers can be read."""
    again = PUBLISHED.after(REOPEN)
    assert again.state.status == "assigned"
    assert again.state.answers[0].text == {"en": "It does."}
    again.when(publish()).refused("draft 1 is not agreed")
    again.when(ask("ILO")).refused("there is no draft yet")
    later = again.after(
        draft("It did.", changes="The tense"), c.DecideOnAnswer(draft=2, reason="Urgent", at=AT), publish(2)
    )
    assert [answer.text for answer in later.state.answers] == [{"en": "It does."}, {"en": "It did."}]
    ASKED.when(REOPEN).refused("nothing is agreed yet")


def test_a_translation_has_the_agreed_text_as_master() -> None:
    """It is added, and said otherwise; the language that was agreed in is not."""
    spanish = c.TranslateAnswer(language="es", text="Sí.", at=AT)
    assert PUBLISHED.after(spanish).state.answers[0].texts == {"es": "Sí.", "en": "It does."}
    PUBLISHED.after(spanish).when(spanish).then()
    PUBLISHED.when(spanish.model_copy(update={"language": "en"})).refused(
        "language: the answer was agreed in"
    )
    AGREED.when(spanish).refused("no answer is published yet")


def test_an_issue_that_was_split_or_merged_sends_on() -> None:
    """Nobody works on it any more; a merged one can be let stand for itself again."""
    merge = c.MergeIssue(key="b", into="a", reason="the same", at=AT)
    assert ASKED.after(merge).state.status == "merged"
    ASKED.after(merge).when(draft()).refused("the issue is answered with a")
    assert ASKED.after(merge, c.PartIssue(reason="another one")).state.status == "concurring"
    ASKED.when(c.MergeIssue(key="a", into="a", reason="x", at=AT)).refused("that is this issue itself")
    split = c.SplitIssue(key="a", parts=(MATTER, OTHER), reason="two", at=AT)
    ASKED.after(split).when(LEAD).refused("the issue was split")
    PUBLISHED.when(split).refused("an answer to the issue was published")
    ASKED.after(merge).when(MarkConcurrence(at=PASSED)).then()


def test_the_public_sees_who_is_waited_for_and_neither_drafts_nor_what_is_asked_for() -> None:
    """Since when, and until when; the history has no word of it either."""
    events = ASKED.after(change("ILO")).events
    state = fold(ISSUES, recorded("issue-a", events))
    assert state
    shown = shown_of(state, {"a": state}, PASSED)
    assert (shown.stage, [one.agency for one in shown.waits_for]) == ("overdue", ["ILO", "UNHCR"])
    for private in ("It does.", "Say who", "It is vague"):
        assert private not in shown.model_dump_json()
        assert private in kept_of(state, {"a": state}, AT).model_dump_json()
    assert shown_of(state, {"a": state}, AT).stage == "concurring"


KEYS = ("a", "b", "c")
AGENCIES = ("ILO", "UNHCR")
words = st.sampled_from(["one", "two", "三"])
drafts = st.integers(1, 4)
moments = st.sampled_from([AT, PASSED - dt.timedelta(days=2), PASSED, PASSED + dt.timedelta(days=1)])
some = st.lists(st.sampled_from(AGENCIES), min_size=1, max_size=2, unique=True).map(tuple)
silences = st.sampled_from(["recorded", "concurs"])
COMMANDS: st.SearchStrategy[c.IssueCommand] = st.one_of(
    st.builds(c.OpenIssue, matter=st.sampled_from([MATTER, OTHER]), origin=st.just(ORIGIN)),
    st.builds(c.ReviseIssue, matter=st.sampled_from([MATTER, OTHER])),
    st.builds(c.TakeBackIssue, reason=words, at=moments),
    st.builds(c.PartIssue, reason=words),
    st.builds(c.LinkIssue, key=st.just("z"), other=st.sampled_from(KEYS)),
    st.builds(c.UnlinkIssue, other=st.sampled_from(KEYS)),
    st.builds(c.AssignLead, lead=st.sampled_from(["IOM", "ILO"]), reason=words),
    st.builds(
        c.DraftAnswer, text=words.map(lambda text: {"en": text}), changes=words, due=st.just(UNTIL), by=words,
        touched=st.just(()) | some, at=moments,
    ),
    st.builds(c.AskAgencies, agencies=some, due=st.just(UNTIL), silence=silences, at=moments),
    st.builds(c.StopAskingAgency, agency=st.sampled_from(AGENCIES), reason=words, at=moments),
    st.builds(c.ConcurInAnswer, draft=drafts, agency=st.sampled_from(AGENCIES), at=moments),
    st.builds(
        c.AskForAnswerChange, draft=drafts, agency=st.sampled_from(AGENCIES), change=words, reason=words,
        at=moments,
    ),
    st.builds(c.DecideOnAnswer, draft=drafts, reason=words, at=moments),
    st.builds(c.PublishAnswer, draft=drafts, by=words, at=moments),
    st.builds(c.TranslateAnswer, language=st.just("es"), text=words, at=moments),
    st.builds(c.FollowUpIssue, briefing=st.sampled_from(KEYS), note=words),
    st.builds(c.ReopenIssue, reason=words, by=words, at=moments),
    st.builds(MarkConcurrence, at=moments),
)  # fmt: skip


@given(st.lists(COMMANDS, max_size=30))
def test_no_answer_is_agreed_without_every_concurrence_or_a_decision_on_record(  # noqa: C901  one row each
    said: list[Any],
) -> None:
    """Silence counts only where the rules said so at the asking; published is what was agreed, and nothing else."""
    state, rules, words_of, agreed = ABSENT, dict[str, str](), dict[str, str](), 0
    for event in ISSUE.heard(OPEN, LEAD, *said).events:
        match event:
            case a.ConcurrenceAsked(agencies=agencies, silence=silence):
                rules |= dict.fromkeys(agencies, silence)
                words_of = {agency: word for agency, word in words_of.items() if agency not in agencies}
            case a.ConcurrenceEnded(agency=agency):
                rules.pop(agency)
                words_of.pop(agency, None)
            case a.Concurred(agency=agency):
                words_of[agency] = "concurs"
            case a.ChangeAsked(agency=agency):
                words_of[agency] = "change"
            case a.DatePassed(agencies=agencies, silence=silence):
                assert all(rules[agency] == silence for agency in agencies)
                words_of |= dict.fromkeys(agencies, "silent")
            case a.DraftAgreed(draft=number, how="concurred"):
                assert rules
                for agency, rule in rules.items():
                    assert words_of[agency] == "concurs" or (words_of[agency], rule) == ("silent", "concurs")
                agreed = number
            case a.DraftAgreed(draft=number, reason=reason):
                assert reason
                agreed = number
            case e.AnswerPublished(draft=number):
                assert number == agreed == len(state.drafts)
            case e.IssueReopened():
                rules, words_of, agreed = {}, {}, 0
        state = evolve(state, event)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KEYS),
            COMMANDS
            | st.builds(c.MergeIssue, key=st.just("z"), into=st.sampled_from(KEYS), reason=words, at=moments)
            | st.builds(
                c.SplitIssue, key=st.just("z"), parts=st.just((MATTER, OTHER)), reason=words, at=moments
            ),
        ),
        max_size=25,
    )
)
def test_no_place_where_anything_was_raised_is_lost(said: list[tuple[str, Any]]) -> None:
    """However issues are merged, split and parted: each is found from the one whose answer counts, with its place."""
    streams = {key: ISSUE.after(c.OpenIssue(matter=MATTER, origin=e.AsFeedback(how=key))) for key in KEYS}
    for key, command in said:
        keyed = command.model_copy(update={"key": key}) if "key" in type(command).model_fields else command
        before = streams[key]
        try:
            streams[key] = before.after(keyed)
        except Refused:
            continue
        for record in recorded(f"issue-{key}", streams[key].events)[len(before.events) :]:
            for stream, follows in parted(record):
                part = stream.partition("-")[2]
                assert isinstance(follows, c.OpenPart)
                streams[part] = streams.get(part, ISSUE).after(follows)
    issues = {key: shown for key, one in streams.items() if (shown := _folded(key, one.events))}
    for key, one in issues.items():
        told = shown_of(one, issues, AT)
        assert told.sources[0].origin == one.issue.origin
        assert {part.key for part in one.issue.parts} <= issues.keys()
        if one.issue.source:
            assert one.issue.origin == issues[one.issue.source].issue.origin
        counts = root(key, issues)
        if issues[counts].issue.merged_into is None:  # no circle, which the routes refuse
            assert key in {counts, *(other.key for other in merged(counts, issues))}
        assert {other.key for other in linked(key, issues)} >= set(one.issue.links) & issues.keys()


def _folded(key: str, events: Any) -> IssueState | None:
    return fold(ISSUES, recorded(f"issue-{key}", events))


def test_a_taken_key_is_refused() -> None:
    """The same said again says nothing new."""
    ISSUE.after(OPEN).when(OPEN).then()
    ISSUE.after(OPEN).when(OPEN.model_copy(update={"matter": OTHER})).refused("use another key")
    assert Issue().status == "absent"

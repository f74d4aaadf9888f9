"""One example of every event type, and of every kind of outcome: what the golden files were written from."""

import datetime as dt
from typing import Any

from services.notifications.notices.rows import row_of
from shared.contracts.catalogue import KINDS
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import facts as f
from shared.contracts.consultations import items
from shared.contracts.consultations import outcomes as o
from shared.contracts.consultations.filing import DocumentFiled, FileWithdrawn
from shared.contracts.envelope import Event
from shared.contracts.notifications import contacts as k
from shared.contracts.notifications import subscriptions as q
from shared.contracts.notifications.notices import FanOutCompleted, NoticeIssued
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry import secondments as s
from shared.contracts.registry import statements as j
from shared.contracts.registry import totals as w
from shared.contracts.registry.evidence import BriefingOutcome, EvidenceDocument, Source
from shared.contracts.sentences import told_whole
from shared.values import PartialDate
from tests.support import examples_of_calls, examples_of_records
from tests.support.examples_of_calls import CALLS, CITATIONS, INPUTS, UPLOADS
from tests.support.examples_of_issues import ISSUES, MATTER
from tests.support.examples_of_registration import FLOOR, REGISTRATION
from tests.support.examples_of_reports import REPORT, SECTION, TERMS

DAY = "2020-03-04"
WHEN = f.When.model_validate({"date": DAY, "start": "15:00", "time_zone": "Europe/Zurich"})
BEFORE = f.When.model_validate({"date": "2020-02-26"})
MONTH = PartialDate("2020-03")
OUTCOME = BriefingOutcome(briefing=DAY, outcome="champion_PRT")
LETTER = EvidenceDocument(title="Letter of acceptance", link="https://example.org/letter", language="pt")
SOURCE = Source(text="Briefing of 4 March 2020", link="https://example.org/briefing")
DOCUMENT = items.Document(title="Statement", language="en", link="https://example.org/s", sha256="ab" * 32)
ISSUE = items.Issue(topic="regional_reviews", text="Regular updates on where the regional reviews stand")
CHAIR = f.Person(role="Coordinator", office="Director General", agency="IOM", name="António Vitorino")

OUTCOMES: tuple[o.Outcome, ...] = (
    o.AcceptedChampion(country="PRT", since=PartialDate("2020")),
    o.StructureInProgress(level="regional", network="africa"),
    o.GuidanceToPublish(item="regional_review_checklist"),
    o.ListPublished(item="champion_countries", where="website", initial=True),
    o.FeedbackInvited(where="website"),
    o.MptfReviewPlanned(what="concept notes", submitted_by="UN Country Teams", purpose="initial allocation"),
    o.MptfPipelinePlanned(rolling=True, use=("fundraising",)),
    o.ConsultationsPlanned(
        starting=MONTH, season="spring 2020", participants=("migrants",), feeds="sg_report"
    ),
    o.ReportLaunchPlanned(month=PartialDate("2020-12"), occasion="second anniversary"),
    o.BriefingsPlanned(cities=("Geneva", "New York"), period="rest of 2020"),
    o.SecondmentAcknowledged(agency="UNHCR", to="secretariat", state="in_post"),
    o.CoreWorkContinues(areas=("UN system coordination",)),
    *examples_of_records.REACHED,
)
PRT = OUTCOMES[0]
SLV = o.AcceptedChampion(country="SLV")


def _briefing() -> list[Event]:
    date = WHEN.date
    intervention = f.Intervention(
        by="ILO",
        points=("the world of work",),
        figures=(f.Figure(what="migrant_workers", value=164_000_000),),
    )
    attendance = f.Attendance(
        total=139, groups=("member_states",), split=(f.GroupCount(group="member_states", count=139),)
    )
    agenda = f.AgendaItem(key="reviews", title="Regional reviews", covers=("africa",), mandate="A/RES/73/326")
    return [
        b.BriefingScheduled(title="Briefing", when=BEFORE, place="Geneva"),
        b.BriefingRetitled(title="Network briefing", before="Briefing"),
        b.BriefingMoved(when=WHEN, place=None, reason="the room was taken", before=BEFORE),
        b.BriefingForeseen(
            title="Briefing", on=MONTH, place="Geneva", source="https://example.org/briefings"
        ),
        b.BriefingPostponed(reason="the pandemic"),
        b.BriefingReplaced(by="2020-10-19", reason=None),
        b.BriefingCancelled(reason="no room"),
        b.WordingsSet(wordings=(examples_of_records.WORDING,)),
        b.ArrangementsSet(arrangements=examples_of_records.ARRANGEMENTS),
        b.OutcomeFollowedUp(key="x", outcome=PRT, follow_up=examples_of_records.FOLLOWED),
        b.BriefingHeld(title="Network briefing", when=WHEN, place=None),
        b.HoldingCorrected(
            title="Network briefing",
            when=WHEN,
            place="Geneva",
            replaces=f.Holding(title="Network briefing", when=WHEN),
        ),
        b.ProgrammeSet(chair=CHAIR, speakers=(CHAIR,), agenda=(agenda,)),
        b.ProceedingsRecorded(interventions=(intervention,), attendance=attendance),
        b.DocumentAttached(key="statement", document=DOCUMENT),
        b.DocumentCorrected(
            key="statement", document=DOCUMENT, replaces=items.Document(title="S", language="fr")
        ),
        b.DocumentWithdrawn(key="statement", document=DOCUMENT, reason="superseded"),
        DocumentFiled(key="statement", document=DOCUMENT, number=1, file=examples_of_records.FILE),
        FileWithdrawn(key="statement", document=DOCUMENT, number=1, reason="the wrong file"),
        b.IssueRaised(key="updates", issue=ISSUE),
        b.IssueCorrected(key="updates", issue=ISSUE, replaces=items.Issue(topic="reviews", text="Updates")),
        b.IssueWithdrawn(key="updates", issue=ISSUE, reason="not raised"),
        *(b.OutcomeRecorded(key="x", outcome=outcome, announced_on=date) for outcome in OUTCOMES),
        b.OutcomeCorrected(key="x", outcome=PRT, announced_on=date, replaces=SLV),
        b.OutcomeWithdrawn(key="x", outcome=PRT, reason="misheard"),
        b.BriefingSummarised(),
        *examples_of_records.GROWN,
        ReactionRefused(
            reaction="registry.accept-champions",
            cause=EventRef(stream="briefing-2020-03-04", version=7, id="0196"),
            reason="Portugal withdrew on 2021; invite it again first",
        ),
    ]


def _registry() -> list[Event]:
    date = WHEN.date
    return [
        c.ChampionInvited(country="PRT", on=PartialDate("2019"), evidence=LETTER),
        c.ChampionAccepted(country="PRT", evidence=OUTCOME, since=MONTH, announced_on=date),
        c.EvidenceAdded(evidence=LETTER, since=PartialDate("2020-03-02"), announced_on=None),
        c.EvidenceCorrected(evidence=OUTCOME, since=PartialDate("2020"), announced_on=date),
        c.EvidenceRetracted(evidence=OUTCOME, reason="misheard"),
        c.AcceptanceUndone(back_to="invited", reason="misheard"),
        c.ChampionActivated(on=PartialDate("2020-06"), note="first national plan"),
        c.ChampionWithdrawn(on=PartialDate("2022"), reason="change of policy"),
        c.ConfirmationRecorded(
            title="Note verbale", language="pt", link="https://example.org/note", on=MONTH
        ),
        c.ConfirmationRetracted(title="Note verbale", language="pt", reason="of another State"),
        c.SupportRecorded(agency="IOM", what="A national plan", since=MONTH, until=PartialDate("2022")),
        c.SupportRetracted(agency="IOM", what="A national plan", reason="of another State"),
        c.CoChairElected(year=PartialDate("2024"), source=SOURCE),
        c.CoChairRetracted(year=PartialDate("2024"), reason="misheard"),
        j.JointStatementMade(
            title="Statement",
            on=MONTH,
            countries=("PRT", "SLV"),
            link="https://example.org/statement",
            language="es",
        ),
        j.JointStatementCorrected(
            title="Joint statement",
            on=PartialDate("2020-03-02"),
            countries=("ECU", "PRT", "SLV"),
            link=None,
            language=None,
        ),
        j.JointStatementWithdrawn(reason="superseded"),
        w.TotalRecorded(
            what="champion_countries",
            total=23,
            at_least=False,
            as_of=PartialDate("2021-06-24"),
            evidence=LETTER,
        ),
        w.TotalRetracted(
            what="champion_countries", as_of=PartialDate("2021-06-24"), evidence=LETTER, reason="misread"
        ),
        n.NetworkPlanned(
            level="country", region="latin_america_caribbean", country="SLV", title="SLV", source=SOURCE
        ),
        n.EstablishmentStarted(on=MONTH, announced_on=date, evidence=OUTCOME),
        n.EstablishmentEvidenceAdded(on=None, announced_on=None, evidence=None),
        n.EstablishmentEvidenceCorrected(on=MONTH, announced_on=date, evidence=OUTCOME),
        n.EstablishmentRetracted(evidence=OUTCOME, back_to_planned=True, reason="misheard"),
        n.NetworkEstablished(on=MONTH, source=SOURCE),
        n.NetworkClosed(on=PartialDate("2024"), reason="merged"),
        n.AgencyJoined(agency="IOM", role="coordinator"),
        n.AgencyLeft(agency="IOM", role="coordinator"),
        n.FocalPointNamed(contact="0195" * 8, agency="IOM"),
        n.FocalPointReleased(contact="0195" * 8),
        s.SecondmentAnnounced(**_secondment(), status="impending", on=None),
        s.SecondmentStarted(**_secondment(), status="in_post", on=MONTH),
        s.SecondmentEnded(**_secondment(), status="ended", on=PartialDate("2021")),
        s.SecondmentEvidenceAdded(**_secondment(), status="in_post", on=None),
        s.SecondmentEvidenceCorrected(**_secondment(), status="impending", on=MONTH),
        s.SecondmentEvidenceRetracted(agency="UNHCR", to=None, evidence=LETTER, reason="misheard"),
        s.SecondmentUndone(
            agency="UNHCR",
            to="secretariat",
            post="policy officer",
            status="in_post",
            back_to="impending",
            reason="misheard",
        ),
    ]


def _secondment() -> dict[str, Any]:
    said = BriefingOutcome(briefing=DAY, outcome="secondment_UNHCR")
    who = {"agency": "UNHCR", "to": "secretariat", "post": "policy officer"}
    return {**who, "announced_on": WHEN.date, "evidence": said}


def notice(event: Event, stream: str = "briefing-2020-03-04", **known: Any) -> NoticeIssued:
    """A notice that tells of this event."""
    of_issues = stream.startswith("issue-")
    return NoticeIssued(
        topic="issues" if of_issues else "briefings",
        region=None,
        country=None if of_issues else "PRT",
        tells=told_whole(stream, event, known),
        before={},
        about=MONTH,
        replaces="0195",
        after="0195",
        cause=EventRef(stream=stream, version=7, id="0196"),
        at=dt.datetime(2020, 3, 5, 12, tzinfo=dt.UTC),
    )


def _stream(event: Event) -> str:
    keys = {
        "champion": "PRT",
        "network": "SLV",
        "secondment": "UNHCR_secretariat",
        "call": "2020-spring",
        "report": "2020",
    }
    kind = next(name for name, kind in KINDS.items() if isinstance(event, kind.events))
    return f"{kind}-{keys.get(kind, DAY)}"


_KNOWN: dict[str, dict[str, Any]] = {
    "briefing": {"title": "Network briefing"},
    "network": {"title": "Network in El Salvador"},
    "call": {"title": examples_of_calls.TERMS.title},
    "statement": {"title": "Joint statement"},
    "report": {"title": TERMS.title},
    "issue": {"text": MATTER.text, "topic": MATTER.topic},
}
TOLD: tuple[Event, ...] = tuple(
    event
    for event in (*_briefing(), *_registry(), *CALLS, *ISSUES, *REPORT)
    if (row := row_of(event, {"closes": DAY}, _stream(event).partition("-")[0])) and row.of
)
"""Those that may be told."""
ISSUED: tuple[NoticeIssued, ...] = tuple(
    notice(event, stream, **_KNOWN.get(stream.partition("-")[0], {}))
    for event in TOLD
    for stream in (_stream(event),)
)

CONTACT: tuple[Event, ...] = (
    k.ContactRegistered(kind="shared_mailbox", owner="mission:PRT"),
    k.ContactShared(owner="network:africa"),
    k.ContactReleased(owner="network:africa"),
    k.ContactErased(reason="asked for by the person"),
)

INTERESTS = (q.Interest(topic="briefings"), q.Interest(topic="champions", country="PRT"))
REQUEST = "0195" * 8
SUBSCRIPTION: tuple[Event, ...] = (
    q.SubscriptionRequested(
        request=REQUEST,
        kind="shared_mailbox",
        interests=INTERESTS,
        language="fr",
        at=dt.datetime(2020, 3, 5, 12, tzinfo=dt.UTC),
        expires_at=dt.datetime(2020, 3, 7, 12, tzinfo=dt.UTC),
    ),
    q.SubscriptionConfirmed(request=REQUEST, interests=INTERESTS, language="fr"),
    q.SubscriptionChanged(interests=(q.Interest(topic="networks", region="africa"),), language="ar"),
    q.SubscriptionEnded(reason="one_click"),
    q.SubscriptionForgotten(),
)

EXAMPLES: tuple[Event, ...] = (
    *_briefing(),
    *_registry(),
    *ISSUED,
    *CONTACT,
    *SUBSCRIPTION,
    *CALLS,
    *INPUTS,
    *UPLOADS,
    *CITATIONS,
    *REGISTRATION,
    *FLOOR,
    *ISSUES,
    *REPORT,
    *SECTION,
    FanOutCompleted(deliveries={"en": 370, "fr": 12}),
)

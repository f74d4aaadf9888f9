"""One example of every event of calls and inputs."""

import datetime as dt

from shared.contracts.consultations import calls as c
from shared.contracts.consultations import citations as z
from shared.contracts.consultations import inputs as i
from shared.contracts.consultations import questions as q
from shared.contracts.consultations import uploads as u
from shared.contracts.envelope import Event
from shared.contracts.reactions import EventRef

AT = dt.datetime(2020, 3, 20, 9, 30, tzinfo=dt.UTC)
OPENS = c.WallClock.model_validate({"date": "2020-03-16", "time": "09:00", "time_zone": "Europe/Zurich"})
CLOSES = c.WallClock.model_validate({"date": "2020-04-30", "time": "18:00", "time_zone": "Europe/Zurich"})
LATER = c.WallClock.model_validate({"date": "2020-05-15", "time": "18:00", "time_zone": "Europe/Zurich"})
TERMS = c.Terms(
    title={"en": "Informal consultations", "fr": "Consultations informelles"},
    context={"en": "For the Secretary-General's report."},
    questions=(
        q.TextQuestion(key="progress", text={"en": "What has changed?"}, required=True, limit=5_000),
        q.ChoiceQuestion(
            key="where",
            text={"en": "Where?"},
            options=(
                q.Option(key="home", text={"en": "At home", "fr": "Chez soi"}),
                q.Option(key="way", text={"en": "On the way"}),
            ),
        ),
        q.ScaleQuestion(key="how", text={"en": "How well?"}),
        q.FileQuestion(key="papers", text={"en": "Papers"}, limit=2),
    ),
    audiences=("member_states", "migrants", "stakeholders", "un_country_teams", "regional_mechanisms"),
    region="africa",
    objectives=(1, 23),
    opens=OPENS,
    closes=CLOSES,
    late=True,
    pseudonymous=True,
    moderated=True,
    why_location={"en": "To see which routes are meant."},
    why_legal_status={"en": "To see whom the rules reach."},
)
BY = "secretariat"
ID = "0195" * 8
_MOVED = {"reason": "asked for by many", "by": BY, "at": AT}

CALLS: tuple[Event, ...] = (
    c.CallDrafted(
        terms=TERMS, cause=EventRef(stream="briefing-2020-03-04", version=7, id="0196"), example=True
    ),
    c.CallRevised(terms=TERMS),
    c.CallAnnounced(opens=c.Deadline.of(OPENS), closes=c.Deadline.of(CLOSES), by=BY),
    c.CallExtended(closes=c.Deadline.of(LATER), before=c.Deadline.of(CLOSES), **_MOVED),
    c.CallClosedEarly(closes=c.Deadline.of(CLOSES), before=c.Deadline.of(LATER), **_MOVED),
    c.CallReopened(closes=c.Deadline.of(LATER), before=c.Deadline.of(CLOSES), **_MOVED),
    c.CallWithdrawn(reason="superseded", by=BY, at=AT),
    c.CallMarked(mark="closing_in_7_days", due=AT, closes=c.Deadline.of(CLOSES), missed=False),
)


def committed(letter: str, size: int = 812) -> i.Committed:
    """A commitment."""
    return i.Committed(size=size, commitment=letter * 64)


RECEIVED = i.InputReceived(
    call="2020-spring",
    group="migrants",
    language="fr",
    region="africa",
    country="SLV",
    network="africa",
    owner="network:africa",
    contact=ID,
    upload=ID,
    objectives=(1,),
    answered=("progress", "papers"),
    consent="unnamed",
    pseudonymous=True,
    moderated=True,
    example=True,
    received_at=AT,
    complete_at=AT + dt.timedelta(milliseconds=1_250),
    verdict="in_time",
    closes=c.Deadline.of(CLOSES),
    content=committed("a"),
    files=(
        i.Attached(
            id=ID,
            question="papers",
            media_type="application/pdf",
            received=committed("b"),
            stored=committed("c", 790),
        ),
    ),
)
INPUTS: tuple[Event, ...] = (
    RECEIVED,
    i.InputContactKnown(contact=ID, language="pt", example=False),
    i.ConsentChanged(consent="named", before="unnamed"),
    i.InputWithdrawn(by="author"),
    i.InputErased(by="contact_erased"),
    i.InputClaimed(by="moderator 0195abcd", at=AT),
    i.InputAccepted(by="moderator 0195abcd"),
    i.InputRefused(by="moderator 0195abcd", reason="names_others", note="d" * 64),
    i.InputRedacted(by="moderator 0195abcd", reason="names_others", note=None, published=committed("e", 700)),
    i.AuthorAnswered(answer="f" * 64),
)
UPLOADS: tuple[Event, ...] = (
    u.UploadReceived(
        call="2020-spring",
        network="africa",
        owner="network:africa",
        format="csv",
        received_at=AT,
        complete_at=AT + dt.timedelta(seconds=90),
        file=committed("b"),
    ),
    u.UploadCompleted(accepted=9_998, refused=2),
    u.UploadUndone(),
)
_OUTCOME = {"kind": "briefing_outcome", "target": "2020-03-04#consultations"}
CITATIONS: tuple[Event, ...] = (
    z.PassageMarked(
        input=ID,
        call="2020-spring",
        question="progress",
        start=12,
        end=140,
        commitment="a" * 64,
        finding="routes",
        example=True,
        by="officer 0195abcd",
    ),
    z.PassageTied(input=ID, finding="work", by="officer 0195abcd"),
    z.PassageRemoved(finding="routes", reason="does_not_support", by="officer 0195abcd"),
    z.FindingRecorded(
        text={"en": "Regular routes are few.", "fr": "Les voies régulières sont rares."},
        call="2020-spring",
        example=True,
        by=BY,
    ),
    z.FindingCorrected(text={"en": "Regular routes are too few."}, by=BY),
    z.FindingWithdrawn(reason="said in another finding", by=BY),
    z.OutcomeTied(**_OUTCOME, by=BY),
    z.OutcomeUntied(**_OUTCOME, reason="it followed from another one", by=BY),
)

"""One example of every event of an issue, and of how agencies concur."""

import datetime as dt

from shared.contracts.consultations import concurrence as a
from shared.contracts.consultations import issues as i
from shared.contracts.consultations.calls import Deadline, WallClock
from shared.contracts.envelope import Event
from shared.contracts.reactions import EventRef

AT = dt.datetime(2020, 3, 9, 9, tzinfo=dt.UTC)
UNTIL = WallClock.model_validate({"date": "2020-03-20", "time": "18:00", "time_zone": "Europe/Zurich"})
DUE = Deadline.of(UNTIL)
MATTER = i.Matter(topic="coordination", text="The UN system speaks with one voice")
OTHER = i.Matter(
    topic="coordination", text="One voice in regions", region="africa", raised_by="several Member States"
)
ORIGIN = i.AtBriefing(briefing="2020-03-04", item="one_voice")
CAUSE = EventRef(stream="briefing-2020-03-04", version=7, id="0196")
OPENED = i.IssueOpened(matter=MATTER, origin=ORIGIN, cause=CAUSE, source=None, example=False)
PARTS = (i.Part(key="one_voice_part1", matter=MATTER), i.Part(key="one_voice_part2", matter=OTHER))
WHO = ("IOM", "UNHCR")
CONCURRENCE: tuple[Event, ...] = (
    a.ConcurrenceAsked(draft=1, agencies=WHO, due=DUE, silence="recorded", at=AT),
    a.ConcurrenceEnded(agency="ILO", reason="It has no mandate in this"),
    a.Concurred(draft=1, agency="IOM"),
    a.ChangeAsked(draft=1, agency="UNHCR", change="Name refugees", reason="They are meant too"),
    a.ConcurrenceReminded(mark="due_in_3_days", agencies=WHO, due=DUE, missed=False),
    a.DatePassed(agencies=("UNHCR",), due=DUE, silence="recorded"),
    a.DraftAgreed(draft=1, how="concurred", concurred=WHO, silent=(), reason=None, at=AT),
)
ISSUES: tuple[Event, ...] = (
    OPENED,
    i.IssueRevised(matter=OTHER, before=MATTER),
    i.IssueDropped(reason="misheard", agencies=(), at=AT),
    i.IssueMerged(into="other", reason="the same question", agencies=("IOM",), at=AT),
    i.IssueParted(reason="another question after all"),
    i.IssueSplit(
        parts=PARTS, origin=i.InInput(input="a" * 32), example=False, reason="two", agencies=(), at=AT
    ),
    i.IssueLinked(other="other"),
    i.IssueUnlinked(other="other"),
    i.LeadAssigned(lead="IOM", before="ILO", reason="It has the mandate"),
    i.AnswerDrafted(draft=1, text={"en": "It does.", "fr": "Oui."}, changes="Shorter", by="IOM", at=AT),
    i.AnswerPublished(number=1, draft=1, by="IOM", agencies=WHO, at=AT),
    i.AnswerTranslated(number=1, language="es", text="Sí.", at=AT),
    i.IssueFollowedUp(briefing="2020-06-04", note="Member States took note"),
    i.IssueReopened(reason="the review changed it", agencies=WHO, by="secretariat", at=AT),
    *CONCURRENCE,
)

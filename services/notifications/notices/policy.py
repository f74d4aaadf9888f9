"""Which events are worth telling, to whom, and what they replace: pure, one row for each event."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.notifications.notices.calls import CallKnown, notice_of_call, recall_call
from services.notifications.notices.commands import IssueNotice
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import When
from shared.contracts.envelope import Event, Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications import tidings as t
from shared.contracts.reactions import EventRef
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry import secondments as s
from shared.reactions.reaction import Memory, Reaction
from shared.values import PartialDate, Region, Value


class Known(Value):
    """What the notices of a stream need to know of it: its name and day, its place, and what was told.

    ``told`` is the notice of the schedule that holds, ``corrections`` the last one for each outcome.
    """

    title: str = ""
    when: When | None = None
    region: Region | None = None
    country: str | None = None
    told: str | None = None
    corrections: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it, and the model is frozen
    call: CallKnown | None = None


def recall(before: Known | None, record: Recorded[Any]) -> Known:
    """What is known after one more event; what happened in silence was not told."""
    known = before or Known()
    if record.kind == "call":
        return known.model_copy(update={"call": recall_call(known.call, record)})
    notice = None if record.context.silent else record.id
    match record.event:
        case b.BriefingScheduled() | b.BriefingHeld() | b.HoldingCorrected():
            scheduled = notice if isinstance(record.event, b.BriefingScheduled) else known.told
            update = {"title": record.event.title, "when": record.event.when, "told": scheduled}
        case b.BriefingRetitled(title=title):
            update = {"title": title}
        case b.BriefingMoved(when=when):
            update = {"when": when, "told": notice or known.told}
        case b.BriefingCancelled():
            update = {"told": notice or known.told}
        case b.OutcomeCorrected(key=key) if notice and _differs(record.event):
            update = {"corrections": known.corrections | {key: notice}}
        case n.NetworkPlanned(title=title, region=region, country=country):
            update = {"title": title, "region": region, "country": country}
        case _:
            return known
    return known.model_copy(update=update)


def notify(record: Recorded[Any], before: Known | None) -> Iterator[tuple[str, BaseModel]]:
    """The notice that the event is worth, if any."""
    if record.context.silent:
        return
    known = before or Known()
    rows = (
        _of_briefing(record.event, known),
        _of_registry(record, known),
        notice_of_call(record, known.call),
    )
    said = next((one for one in rows if one), None)
    if said:
        command = said.model_copy(
            update={
                "cause": EventRef(stream=record.stream, version=record.version, id=record.id),
                "at": record.at,
            }
        )
        yield f"notice-{record.id}", command


def _notice(tidings: t.Tidings, about: PartialDate | None, **more: Any) -> IssueNotice:
    """The command but for its cause, which is the same for all."""
    return IssueNotice.model_construct(tidings=tidings, about=about, **more)


def _of_briefing(event: Event, known: Known) -> IssueNotice | None:  # noqa: PLR0911  one row for each event
    if known.when is None and not isinstance(event, b.BriefingScheduled | b.BriefingHeld):
        return None
    title, when = known.title, known.when
    match event:
        case b.BriefingScheduled(title=title, when=when, place=place):
            said: t.Tidings = t.ToldSchedule(title=title, when=when, place=place)
            return _notice(said, _day(when), topic="briefings", replaces=known.told)
        case b.BriefingMoved(when=to, before=old, place=place):
            said = t.ToldMove(title=title, before=old, when=to, place=place)
            return _notice(said, _day(to), topic="briefings", replaces=known.told)
        case b.BriefingCancelled(reason=reason) if when:
            said = t.ToldCancellation(title=title, when=when, reason=reason)
            return _notice(said, _day(when), topic="briefings", replaces=known.told)
        case b.BriefingHeld(title=title, when=when, place=place):
            said = t.ToldHolding(title=title, when=when, place=place)
            return _notice(said, _day(when), topic="briefings")
        case b.BriefingSummarised() if when:
            return _notice(t.ToldSummary(title=title, when=when), _day(when), topic="briefings")
        case b.OutcomeCorrected(key=key, outcome=now, replaces=was) if when and _differs(event):
            said = t.ToldCorrection(title=title, when=when, key=key, outcome=now, before=was)
            earlier = known.corrections.get(key)
            return _notice(said, _day(when), topic="briefings", replaces=earlier)
    return None


def _of_registry(record: Recorded[Any], known: Known) -> IssueNotice | None:
    match record.event:
        case c.ChampionInvited(country=country, on=on):
            invited = t.ToldInvitation(country=country, on=on)
            return _notice(invited, on, topic="champions", country=country)
        case c.ChampionAccepted(country=country, since=since):
            accepted = t.ToldAcceptance(country=country, since=since)
            return _notice(accepted, since, topic="champions", country=country)
        case c.ChampionWithdrawn(on=on):
            country = key_of(record.stream)
            return _notice(t.ToldWithdrawal(country=country, on=on), on, topic="champions", country=country)
        case n.NetworkEstablished(on=on):
            key = key_of(record.stream)
            told = t.ToldNetwork(network=key, title=known.title or key, on=on)
            return _notice(told, on, topic="networks", region=known.region, country=known.country)
        case s.SecondmentAnnounced() | s.SecondmentStarted():
            return _of_secondment(record.event)
    return None


def _of_secondment(event: s.SecondmentAnnounced | s.SecondmentStarted) -> IssueNotice:
    kind = t.ToldSecondment if isinstance(event, s.SecondmentAnnounced) else t.ToldInPost
    day = event.on or (PartialDate.of(event.announced_on) if event.announced_on else None)
    return _notice(kind(agency=event.agency, to=event.to, post=event.post), day, topic="secondments")


def _differs(event: b.OutcomeCorrected) -> bool:
    return event.outcome != event.replaces


def _day(when: When) -> PartialDate:
    return PartialDate.of(when.date)


NOTIFY = Reaction(
    "notifications.notify",
    frozenset({"briefing", "call", "champion", "network", "secondment"}),
    notify,
    Memory(Known, recall),
    starts="end",
)

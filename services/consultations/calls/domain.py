"""A call for input: drafted, announced, open between two instants, extended, closed early, reopened, withdrawn."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, assert_never, get_args

from services.consultations.calls.commands import (
    AnnounceCall,
    CallCommand,
    CloseCall,
    DraftCall,
    DraftFromOutcome,
    DropDraft,
    ExtendCall,
    MarkCall,
    ReopenCall,
    WithdrawCall,
)
from shared.contracts.consultations import calls as e
from shared.contracts.consultations.calls import (
    REMINDERS,
    SOON,
    Audience,
    CallEvent,
    Deadline,
    Mark,
    Terms,
    marks,
)
from shared.contracts.consultations.inputs import Verdict
from shared.contracts.consultations.outcomes import ConsultationsPlanned
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.texts import Word
from shared.values import Refused

Status = Literal["absent", "drafted", "announced", "withdrawn"]
_AUDIENCES: Final[Mapping[str, Audience]] = {one: one for one in get_args(Audience)} | {
    "regional_coordination_mechanisms": "regional_mechanisms"
}


@dataclass(frozen=True)
class Call:
    """A call as its events have made it. ``cause`` is set while it is a draft that nobody has touched."""

    status: Status = "absent"
    terms: Terms | None = None
    cause: EventRef | None = None
    example: bool = False
    opens: Deadline | None = None
    closes: Deadline | None = None
    marks: frozenset[tuple[Mark, dt.datetime]] = frozenset()


ABSENT = Call()
"""The state before the first event."""


def decide(command: CallCommand, call: Call) -> list[CallEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, call))


def _decided(command: CallCommand, call: Call) -> Iterator[CallEvent]:  # noqa: C901, PLR0912  one row each
    match command:
        case DraftCall(terms=terms, example=example):
            yield from _draft(call, terms, example=example)
        case DraftFromOutcome(outcome=outcome, cause=cause):
            yield from _follow(call, outcome, cause)
        case DropDraft(reason=reason, at=at):
            if call.status == "drafted" and call.cause is None:
                raise Refused("the draft was revised by hand: withdraw it by hand if it is not to be")
            if call.status == "announced":
                raise Refused("the call was announced: withdraw it by hand if it is not to be")
            if call.status == "drafted":
                yield e.CallWithdrawn(reason=reason, by="secretariat", at=at)
        case AnnounceCall(by=by, at=at):
            if call.status != "announced":
                yield _announced(_drafted(call), by, at, example=call.example)
        case ExtendCall():
            if moved := _moved(command, _closing(call, command.at, over=False), later=True):
                yield e.CallExtended.model_validate(moved)
        case CloseCall():
            if moved := _moved(command, _closing(call, command.at, over=False), later=False):
                yield e.CallClosedEarly.model_validate(moved)
        case ReopenCall():
            if moved := _moved(command, _closing(call, command.at, over=True), later=True):
                yield e.CallReopened.model_validate(moved)
        case WithdrawCall(reason=reason, by=by, at=at):
            if call.status == "absent":
                raise Refused("no such call is known: draft it first")
            if call.status != "withdrawn":
                yield e.CallWithdrawn(reason=reason, by=by, at=at)
        case MarkCall(mark=mark, at=at):
            yield from _mark(call, mark, at)
        case _:
            assert_never(command)


def _draft(call: Call, terms: Terms, *, example: bool) -> Iterator[CallEvent]:
    if call.status == "withdrawn" and call.opens is not None:
        raise Refused("the call was announced and withdrawn, and may have inputs: use another key")
    if call.status in {"absent", "withdrawn"}:
        yield e.CallDrafted(terms=terms, cause=None, example=example)
        return
    if call.status == "announced" and terms != call.terms:
        raise Refused("the call was announced and its terms stay: extend, close or withdraw it")
    if example != call.example:
        raise Refused("whether a call is an example is said with its first draft: use another key")
    if terms != call.terms or call.cause is not None:
        yield e.CallRevised(terms=terms)


def _follow(call: Call, outcome: ConsultationsPlanned, cause: EventRef) -> Iterator[CallEvent]:
    terms = drafted_from(outcome)
    if call.status == "absent" or (call.status == "withdrawn" and call.opens is None):
        yield e.CallDrafted(terms=terms, cause=cause, example=False)
    elif call.cause is None:
        raise Refused("the call was drafted or announced by hand: see for yourself what the outcome changes")
    elif terms != call.terms:
        yield e.CallDrafted(terms=terms, cause=cause, example=False)


def drafted_from(outcome: ConsultationsPlanned) -> Terms:
    """The terms that an outcome gives: the start of a draft, without questions and dates."""
    season = f", {outcome.season}" if outcome.season else ""
    heard = [_AUDIENCES[name] for name in outcome.participants if name in _AUDIENCES]
    return Terms(title={"en": f"Informal consultations{season}"}, audiences=tuple(dict.fromkeys(heard)))


def _drafted(call: Call) -> Terms:
    if call.terms is None or call.status != "drafted":
        raise Refused("there is no draft of this call: draft it first")
    return call.terms


def _announced(terms: Terms, by: str, at: dt.datetime, *, example: bool) -> CallEvent:
    if not terms.questions:
        raise Refused("questions: the draft asks nothing; at least one question is right")
    if not terms.audiences:
        raise Refused("audiences: the draft addresses nobody; at least one audience is right")
    if terms.opens is None or terms.closes is None:
        raise Refused("opens, closes: the draft does not say when; both are right")
    closes = Deadline.of(terms.closes)
    if not (terms.late or example):  # history recorded late, which is open to nobody but who may be late
        _ahead(closes, at)
    return e.CallAnnounced(opens=Deadline.of(terms.opens), closes=closes, by=by)


def _ahead(closes: Deadline, at: dt.datetime) -> None:
    if closes.instant < at + SOON:
        raise Refused("closes: {at} is not at least a minute from now", at=closes.instant)


def _closing(call: Call, at: dt.datetime, *, over: bool) -> Deadline:
    """When it closes, for who wants to move that while it is, or is not, over."""
    if call.status != "announced" or call.closes is None:
        raise Refused(
            "the call is {status}: only an announced call has a closing time to move",
            status=Word(call.status),
        )
    if over and at < call.closes.instant:
        raise Refused("the call has not closed: extend it instead")
    if not over and at >= call.closes.instant:
        raise Refused("the call has closed: reopen it instead")
    return call.closes


def _moved(
    command: ExtendCall | CloseCall | ReopenCall, before: Deadline, *, later: bool
) -> dict[str, object] | None:
    closes = Deadline.of(command.closes)
    if closes == before:
        return None
    if later != (closes.instant > before.instant):
        right = Word("later" if later else "sooner")
        raise Refused("closes: the call closes {at}; {right} is right", at=before.instant, right=right)
    _ahead(closes, command.at)
    return {**dict(command), "closes": closes, "before": before}


def due(call: Call, at: dt.datetime) -> list[tuple[Mark, dt.datetime]]:
    """What time has brought about by ``at`` and nobody has recorded, in order."""
    found = [(mark, when) for mark, when in dates(call) if when <= at and (mark, when) not in call.marks]
    return sorted(found, key=lambda one: one[1])


def dates(call: Call) -> list[tuple[Mark, dt.datetime]]:
    """When each mark is due for the deadlines that hold; a reminder that would come before opening is none."""
    if call.status != "announced" or call.opens is None or call.closes is None:
        return []
    return marks(call.opens, call.closes)


def _mark(call: Call, mark: Mark, at: dt.datetime) -> Iterator[CallEvent]:
    for name, when in due(call, at):
        if name == mark and call.closes is not None:
            missed = mark in REMINDERS and at >= call.closes.instant
            yield e.CallMarked(mark=mark, due=when, closes=call.closes, missed=missed)


def verdict(call: Call, at: dt.datetime) -> Verdict:
    """What the deadline says of an input whose request came at ``at``. Raises Refused with the time and zone."""
    if call.status != "announced" or call.terms is None or call.opens is None or call.closes is None:
        raise Refused("this call takes no inputs: it is not announced, or was withdrawn")
    if at < call.opens.instant:
        raise Refused("the call opens at {opens}; you wrote at {at}", opens=call.opens, at=at)
    if at < call.closes.instant:
        return "in_time"
    if call.terms.late:
        return "late"
    raise Refused("the call closed at {closes}; you wrote at {at}", closes=call.closes, at=at)


def evolve(call: Call, event: CallEvent) -> Call:  # noqa: PLR0911  one row for each event
    """The state after ``event``."""
    match event:
        case e.CallDrafted(terms=terms, cause=cause, example=example):
            return Call(status="drafted", terms=terms, cause=cause, example=example)
        case e.CallRevised(terms=terms):
            return replace(call, terms=terms, cause=None)
        case e.CallAnnounced(opens=opens, closes=closes):
            return replace(call, status="announced", opens=opens, closes=closes, cause=None)
        case e.CallExtended(closes=closes) | e.CallClosedEarly(closes=closes) | e.CallReopened(closes=closes):
            return replace(call, closes=closes)
        case e.CallWithdrawn():
            return replace(call, status="withdrawn", cause=None)
        case e.CallMarked(mark=mark, due=when):
            return replace(call, marks=call.marks | {(mark, when)})
        case ReactionRefused():
            return call
        case _:
            assert_never(event)

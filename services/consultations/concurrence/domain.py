"""How agencies concur in a draft: asked by a date, each concurs, asks for a change, or is silent. Pure.

One draft after another is put to them; what an agency said of an earlier one stands, unless it is asked anew.
Answers and reports hold a ``Concurrence`` in their state, and hand over what is said of it.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final, assert_never

from services.consultations.concurrence.commands import (
    AskForChange,
    AskToConcur,
    Concur,
    ConcurrenceCommand,
    Decide,
    MarkConcurrence,
    StopAsking,
)
from services.consultations.concurrence.items import Asked, Concurrence
from shared.contracts.consultations import concurrence as e
from shared.contracts.consultations.calls import SOON, Deadline, WallClock
from shared.contracts.consultations.concurrence import MOST_AGENCIES, ConcurrenceEvent, How, Reminder, Silence
from shared.values import Refused

REMINDERS: Final[Mapping[Reminder, dt.timedelta]] = {
    "due_in_3_days": dt.timedelta(days=3),
    "due_in_1_day": dt.timedelta(days=1),
}
"""How long before the date each reminder is due."""


def decide(command: ConcurrenceCommand, state: Concurrence) -> Iterator[ConcurrenceEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case AskToConcur(agencies=agencies, due=due, silence=silence, at=at):
            yield from asked(state, agencies, due, silence, at)
        case StopAsking(agency=agency, reason=reason, at=at):
            if agency in state.asked:
                _open(state)
                ended = e.ConcurrenceEnded(agency=agency, reason=reason)
                yield ended
                yield from _agreed(evolve(state, ended), at)
        case Concur(agency=agency, draft=draft, at=at):
            yield from _concur(state, agency, draft, at)
        case AskForChange(agency=agency, draft=draft, change=change, reason=reason):
            one = _answering(state, agency, draft)
            if (one.answer, one.change, one.reason) != ("change", change, reason):
                yield e.ChangeAsked(draft=draft, agency=agency, change=change, reason=reason)
        case Decide(draft=draft, reason=reason, at=at):
            if state.agreed is None:
                _latest(state, draft)
                yield _agreement(state, "decided", reason, at)
        case MarkConcurrence(at=at):
            yield from _marked(state, at)
        case _:
            assert_never(command)


def asked(
    state: Concurrence, agencies: Collection[str], due: WallClock, silence: Silence, at: dt.datetime
) -> Iterator[ConcurrenceEvent]:
    """Ask these agencies about the latest draft. Raises Refused."""
    _open(state)
    if state.draft == 0:
        raise Refused("there is no draft yet: write one first")
    until = Deadline.of(due)
    anew = tuple(
        agency
        for agency in sorted(set(agencies))
        if _is_news(state.asked.get(agency), state.draft, until, silence)
    )
    if not anew:
        return
    _few(state, anew)
    if until.instant < at + SOON:
        raise Refused("due: {at} is not at least a minute from now", at=until.instant)
    yield e.ConcurrenceAsked(draft=state.draft, agencies=anew, due=until, silence=silence, at=at)


def _few(state: Concurrence, anew: Collection[str]) -> None:
    """Each agency once, however it is written, and no more of them than an event can name."""
    spelled = {name.casefold(): name for name in state.asked}
    for agency in anew:
        if (other := spelled.setdefault(agency.casefold(), agency)) != agency:
            raise Refused("agencies: {agency} is asked as {other} already", agency=agency, other=other)
    if len(spelled) > MOST_AGENCIES:
        raise Refused("agencies: at most {most} are asked at a time; ask some no longer", most=MOST_AGENCIES)


def _is_news(one: Asked | None, draft: int, due: Deadline, silence: Silence) -> bool:
    """Whether asking says anything new; who concurred in this very draft is not asked again."""
    if one is None:
        return True
    has_concurred = one.answer == "concurs" and one.said_of == draft
    return not has_concurred and (one.draft, one.due, one.silence) != (draft, due, silence)


def ask_anew(
    before: Concurrence, draft: int, chosen: Collection[str], due: WallClock | None, at: dt.datetime
) -> Iterator[ConcurrenceEvent]:
    """Ask about a further draft: whom the lead says that it touches, and whoever asked for a change.

    For each the meaning of silence stays as it was. Raises Refused for one who was never asked.
    """
    if unknown := sorted(set(chosen) - before.asked.keys()):
        raise Refused("touched: {agency} was not asked yet, so it cannot be asked anew", agency=unknown[0])
    wants = {agency for agency, one in before.asked.items() if one.answer == "change"}
    anew = wants | set(chosen)
    if anew and due is None:
        raise Refused("due: say until when {agencies} are asked anew", agencies=", ".join(sorted(anew)))
    by_rule: dict[Silence, list[str]] = {}
    for agency in sorted(anew):
        by_rule.setdefault(before.asked[agency].silence, []).append(agency)
    for silence, those in by_rule.items():
        if due:
            yield from asked(put(before, draft), those, due, silence, at)


def put(state: Concurrence, draft: int) -> Concurrence:
    """The state once a further draft is written: who has not answered is asked about that."""
    asked_of_it = {
        agency: replace(one, draft=draft) if one.answer == "waiting" else one
        for agency, one in state.asked.items()
    }
    return replace(state, draft=draft, asked=asked_of_it, agreed=None)


def _concur(state: Concurrence, agency: str, draft: int, at: dt.datetime) -> Iterator[ConcurrenceEvent]:
    before = state.asked.get(agency)
    if before and before.answer == "concurs" and (before.said_of == draft or state.agreed):
        return
    _answering(state, agency, draft)
    concurred = e.Concurred(draft=draft, agency=agency)
    yield concurred
    yield from _agreed(evolve(state, concurred), at)


def _agreed(state: Concurrence, at: dt.datetime) -> Iterator[ConcurrenceEvent]:
    if state.asked and all(one.agrees for one in state.asked.values()):
        yield _agreement(state, "concurred", None, at)


def _agreement(state: Concurrence, how: How, reason: str | None, at: dt.datetime) -> e.DraftAgreed:
    by = {
        name: tuple(sorted(agency for agency, one in state.asked.items() if one.answer == answer))
        for name, answer in (("concurred", "concurs"), ("silent", "silent"))
    }
    return e.DraftAgreed(draft=state.draft, how=how, **by, reason=reason, at=at)


def _open(state: Concurrence) -> None:
    if state.agreed:
        raise Refused("draft {draft} is agreed already: reopen it first", draft=state.draft)


def _latest(state: Concurrence, draft: int) -> None:
    if draft != state.draft or draft == 0:
        raise Refused("draft: draft {latest} is the latest; read it first", latest=state.draft)


def _answering(state: Concurrence, agency: str, draft: int) -> Asked:
    if agency not in state.asked:
        raise Refused("{agency} is not asked to concur: nothing is waiting for it", agency=agency)
    _open(state)
    _latest(state, draft)
    return state.asked[agency]


def due(state: Concurrence, at: dt.datetime) -> list[MarkConcurrence]:
    """The command that records what time has brought about, where that is not recorded."""
    return [MarkConcurrence(at=at)] if next(_marked(state, at), None) else []


def _marked(state: Concurrence, at: dt.datetime) -> Iterator[ConcurrenceEvent]:
    if state.agreed:
        return
    groups: dict[tuple[dt.datetime, Silence], list[Asked]] = {}
    for one in state.asked.values():
        if one.answer == "waiting":
            groups.setdefault((one.due.instant, one.silence), []).append(one)
    after = state
    for (instant, silence), those in sorted(groups.items()):
        for mark, before in REMINDERS.items():
            when = instant - before
            near = [one for one in those if mark not in one.reminded and one.since < when <= at]
            if near:
                yield e.ConcurrenceReminded(
                    mark=mark, agencies=_names(near), due=near[0].due, missed=at >= instant
                )
        if instant <= at:
            passed = e.DatePassed(agencies=_names(those), due=those[0].due, silence=silence)
            yield passed
            after = evolve(after, passed)
    if after is not state:
        yield from _agreed(after, at)


def _names(those: Collection[Asked]) -> tuple[str, ...]:
    return tuple(sorted(one.agency for one in those))


def evolve(state: Concurrence, event: ConcurrenceEvent) -> Concurrence:  # noqa: PLR0911  one row each
    """The state after ``event``."""
    match event:
        case e.ConcurrenceAsked(agencies=agencies, draft=draft, due=until, silence=silence, at=at):
            new = {agency: Asked(agency, draft, at, until, silence) for agency in agencies}
            return replace(state, asked={**state.asked, **new})
        case e.ConcurrenceEnded(agency=agency):
            left = {name: one for name, one in state.asked.items() if name != agency}
            return replace(state, asked=left)
        case e.Concurred(agency=agency, draft=draft):
            return _with(state, agency, answer="concurs", said_of=draft, change=None, reason=None)
        case e.ChangeAsked(agency=agency, draft=draft, change=change, reason=reason):
            return _with(state, agency, answer="change", said_of=draft, change=change, reason=reason)
        case e.ConcurrenceReminded(agencies=agencies, mark=mark):
            for agency in agencies:
                state = _with(state, agency, reminded=state.asked[agency].reminded | {mark})
            return state
        case e.DatePassed(agencies=agencies):
            for agency in agencies:
                state = _with(state, agency, answer="silent")
            return state
        case e.DraftAgreed(how=how):
            return replace(state, agreed=how)
        case _:
            assert_never(event)


def _with(state: Concurrence, agency: str, **said: object) -> Concurrence:
    one = replace(state.asked[agency], **said)  # type: ignore[arg-type]  # fields of the class
    return replace(state, asked={**state.asked, agency: one})

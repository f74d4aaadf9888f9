"""Running reactions and duties: each event's consequences are done before its watermark moves.

A crash in between does them again. A command's target stream then answers as it did: each command is keyed
by the reaction's name, the event's id and its place among the event's commands.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from pydantic import BaseModel

from shared import crash, traces
from shared.away import passes
from shared.contracts.envelope import Context, Event, Recorded
from shared.contracts.reactions import EventRef
from shared.eventstore.handle import Origin
from shared.kafka.records import Incoming
from shared.reactions.duty import Do, Duty
from shared.reactions.reaction import Memory, Reaction
from shared.views.applier import Fold
from shared.views.fold import Decode, Folded, Part, Rejected, advance, explain, judge, recorded
from shared.views.view import View

_log = structlog.get_logger(__name__)
MAX_HOPS = 8
"""An event so many reactions away from a person's command is taken for a loop."""

Act = Callable[[str, BaseModel, Origin], Awaitable[object]]
Trouble = tuple[str, str]
Consequences = Callable[[Recorded[Any], BaseModel | None], Awaitable[Trouble | None]]


class Done(BaseModel):
    """What is kept where nothing has to be remembered: no state but the watermark."""


_FORGETFUL = Memory(Done, lambda _state, _event: Done())


def progress(owner: Reaction | Duty) -> View[Any]:
    """Where a reaction or a duty keeps how far it has come in each stream, and what it remembers."""
    what = "duty" if isinstance(owner, Duty) else "reaction"
    memory = _memory(owner)
    name = f"{what}_{owner.name.rpartition('.')[2].replace('-', '_')}"
    return View(name=name, kinds=owner.kinds, state=memory.state, evolve=memory.recall)


def _memory(owner: Reaction | Duty) -> Memory:
    return (isinstance(owner, Reaction) and owner.memory) or _FORGETFUL


def reacting(reaction: Reaction, act: Act, decode: Decode, since: datetime | None = None) -> Fold:
    """The fold of a reaction: acts on what follows the watermark, in order; what fails parks its stream.

    Events from before ``since`` are remembered and nothing else.
    """

    async def consequences(event: Recorded[Any], before: BaseModel | None) -> Trouble | None:
        if since and event.at < since:
            return None
        return await _react(reaction, act, event, before)

    return _stepping(consequences, _memory(reaction), decode)


def doing(duty: Duty, do: Do, decode: Decode) -> Fold:
    """The fold of a duty."""

    async def consequences(event: Recorded[Any], _before: BaseModel | None) -> Trouble | None:
        try:
            with traces.span(f"duty {duty.name}", "consumer", event.context.traceparent):
                await do(event)
        except Exception as error:
            if passes(error):
                raise
            return "failed", f"{type(error).__name__}: {error}"[:500]
        crash.point(f"duty.{duty.name.rpartition('.')[2]}")
        return None

    return _stepping(consequences, _FORGETFUL, decode)


def _stepping(consequences: Consequences, memory: Memory, decode: Decode) -> Fold:
    async def run(part: Part, records: Sequence[Incoming]) -> Folded:
        applied = repeated = 0
        rejected: list[Rejected] = []
        for record in records:
            verdict = judge(part, record)
            if verdict == "repeat":
                repeated += 1
                continue
            trouble = (verdict, explain(verdict, part, record)) if verdict != "next" else None
            state = None
            if trouble is None:
                try:
                    event = recorded(record, decode)
                    state = memory.recall(part.state, event)
                except Exception as error:  # noqa: BLE001 - bytes may be anything; their stream alone stops
                    trouble = _failed(error)
                else:
                    trouble = await consequences(event, part.state)
            if trouble is not None:
                rejected.append(Rejected(record, *trouble))
                continue
            part = advance(part, record, state)
            applied += 1
        return Folded(part, applied, repeated, tuple(rejected), part.state)

    return run


def _failed(error: Exception) -> Trouble:
    reason = "undecodable" if isinstance(error, ValueError) else "failed"
    return reason, f"{type(error).__name__}: {error}"[:500]


async def _react(
    reaction: Reaction, act: Act, event: Recorded[Event], before: BaseModel | None
) -> Trouble | None:
    """Act on one event; None when it went well, else why its stream must wait."""
    try:
        remembered = () if reaction.memory is None else (before,)
        commands = list(reaction.react(event, *remembered))
    except Exception as error:  # noqa: BLE001 - a policy may fail in any way; its stream alone stops
        return _failed(error)
    if commands and event.context.hops >= MAX_HOPS:
        return "loop", f"{event.context.hops} reactions lie between this event and a person's command"
    for number, (stream, command) in enumerate(commands):
        try:
            about = {"onevoice.reaction": reaction.name}
            with traces.span(
                f"command {type(command).__name__}", "consumer", event.context.traceparent, about
            ):
                await act(stream, command, _origin(reaction, event, number))
        except Exception as error:  # frozen, too large, or a fault of the domain: its stream waits
            if passes(error):
                raise
            return "failed", f"{stream}: {type(error).__name__}: {error}"[:500]
        crash.point("react.after_command")
        _log.info(
            "reacted",
            reaction=reaction.name,
            cause=f"{event.stream}@{event.version}",
            stream=stream,
            correlation_id=event.context.correlation_id,
        )
    return None


def _origin(reaction: Reaction, event: Recorded[Event], number: int) -> Origin:
    return Origin(
        actor=f"reaction:{reaction.name}",
        context=Context(
            correlation_id=event.context.correlation_id,
            causation_id=event.id,
            hops=event.context.hops + 1,
            traceparent=event.context.traceparent,
            silent=event.context.silent,
        ),
        key=f"{event.id}\0{number}",
        reaction=reaction.name,
        cause=EventRef(stream=event.stream, version=event.version, id=event.id),
    )

"""What a briefing's outcomes brought about: in the registry, by its topic, and in calls and reports of our own.

A document holds what one call, champion, network, report or secondment says about its causes; a page joins them.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal

from services.consultations.briefings.shown import OutcomeItem
from services.consultations.report.reactions import report_key
from shared.contracts.catalogue import service_of
from shared.contracts.consultations.calls import CallAnnounced, CallDrafted, CallWithdrawn
from shared.contracts.consultations.outcomes import (
    AcceptedChampion,
    ConsultationsPlanned,
    ReportLaunchPlanned,
    SecondmentAcknowledged,
    StructureInProgress,
)
from shared.contracts.consultations.report import LaunchPlanned, LaunchPlanRetracted, ReportLaunched
from shared.contracts.envelope import Recorded
from shared.contracts.names import item_key, key_of
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.contracts.registry import champions as c
from shared.contracts.registry import networks as n
from shared.contracts.registry import secondments as s
from shared.contracts.registry.evidence import BriefingOutcome
from shared.contracts.registry.secondments import SecondmentStatus, secondment_key
from shared.values import PartialDate, Value
from shared.views.view import View


class Effect(Value):
    """What one outcome brought about, and whether it still stands."""

    briefing: str
    outcome: str
    state: (
        Literal["accepted", "announced", "drafted", "establishing", "launched", "opened", "undone"]
        | SecondmentStatus
    )
    since: PartialDate | None = None
    announced_on: dt.date | None = None
    reason: str | None = None
    version: int
    at: dt.datetime


class Refusal(Value):
    """That the event ``cause_version`` of a briefing was refused, and why."""

    briefing: str
    cause_version: int
    reason: str
    version: int
    at: dt.datetime


class OutcomeEffects(Value):
    """What the stream of a champion, network, report or secondment says about outcomes; ``briefings`` are streams."""

    version: int = 0
    stream: str
    effects: tuple[Effect, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    briefings: tuple[str, ...] = ()


def project(state: OutcomeEffects | None, record: Recorded[Any]) -> OutcomeEffects:
    """The effects after one more event of the registry."""
    state = (state or OutcomeEffects(stream=record.stream)).model_copy(update={"version": record.version})
    match record.event:
        case ReactionRefused(cause=cause, reason=reason) if cause.stream.startswith("briefing-"):
            refusal = Refusal(
                briefing=key_of(cause.stream),
                cause_version=cause.version,
                reason=reason,
                version=record.version,
                at=record.at,
            )
            return _concerning(state, refusal.briefing, {"refusals": (*state.refusals, refusal)})
    if isinstance(record.event, ReportLaunched):
        done = {"state": "launched", "version": record.version, "at": record.at}
        every = tuple(old.model_copy(update=done) for old in state.effects if old.state == "opened")
        return state.model_copy(update={"effects": every})
    effect = _of_call(record, state) if record.kind == "call" else _effect(record)
    if effect is None:
        return state
    others = [
        old for old in state.effects if (old.briefing, old.outcome) != (effect.briefing, effect.outcome)
    ]
    return _concerning(state, effect.briefing, {"effects": (*others, effect)})


def _concerning(state: OutcomeEffects, briefing: str, update: dict[str, object]) -> OutcomeEffects:
    briefings = tuple(dict.fromkeys((*state.briefings, f"briefing-{briefing}")))
    return state.model_copy(update={**update, "briefings": briefings})


def _of_call(record: Recorded[Any], before: OutcomeEffects) -> Effect | None:
    """Of a call that an outcome drafted; its stream is named after both, so it stands for the outcome's key."""
    known = before.effects[-1] if before.effects else None
    place = {"version": record.version, "at": record.at, "outcome": key_of(record.stream)}
    match record.event:
        case CallDrafted(cause=EventRef(stream=stream)):
            return Effect(briefing=key_of(stream), state="drafted", **place)
        case CallAnnounced() if known:
            return known.model_copy(update={**place, "state": "announced"})
        case CallWithdrawn(reason=reason) if known:
            return known.model_copy(update={**place, "state": "undone", "reason": reason})
    return None


def _effect(record: Recorded[Any]) -> Effect | None:
    event = record.event
    said: dict[str, object]
    match event:
        case c.ChampionAccepted() | c.EvidenceAdded() | c.EvidenceCorrected():
            said = {"state": "accepted", "since": event.since, "announced_on": event.announced_on}
        case n.EstablishmentStarted() | n.EstablishmentEvidenceAdded() | n.EstablishmentEvidenceCorrected():
            said = {"state": "establishing", "since": event.on, "announced_on": event.announced_on}
        case s.Statement():
            said = {"state": event.status, "since": event.on, "announced_on": event.announced_on}
        case LaunchPlanned(month=month):
            said = {"state": "opened", "since": month}
        case (
            c.EvidenceRetracted()
            | n.EstablishmentRetracted()
            | s.SecondmentEvidenceRetracted()
            | LaunchPlanRetracted()
        ):
            said = {"state": "undone", "reason": event.reason}
        case _:
            return None
    if not isinstance(event.evidence, BriefingOutcome):
        return None
    place = {"briefing": event.evidence.briefing, "outcome": event.evidence.outcome}
    return Effect.model_validate({**place, **said, "version": record.version, "at": record.at})


class Became(Value):
    """What became of an outcome: where it is seen, or why it is not so."""

    state: (
        Literal[
            "accepted",
            "announced",
            "drafted",
            "establishing",
            "opened",
            "refused",
            "pending",
            "noted",
            "withdrawn",
        ]
        | SecondmentStatus
    )
    service: str | None = None
    stream: str | None = None
    version: int | None = None
    at: dt.datetime | None = None
    since: PartialDate | None = None
    reason: str | None = None
    href: str | None = None


def target(item: OutcomeItem, briefing: str) -> tuple[str, str] | None:
    """The stream that the outcome changes and the address where it is seen; None for one only noted."""
    match item.outcome:
        case AcceptedChampion(country=country):
            return f"champion-{country}", f"/registry/api/champions/{country}"
        case StructureInProgress(network=str(network)):
            return f"network-{network}", f"/registry/api/networks/{network}"
        case SecondmentAcknowledged(agency=agency, to=to, state=str()):
            key = secondment_key(agency, to)
            return f"secondment-{key}", f"/registry/api/secondments/{key}"
        case ConsultationsPlanned():
            key = item_key(briefing, item.key)
            return f"call-{key}", f"/consultations/api/calls/{key}"
        case ReportLaunchPlanned() as planned:
            key = report_key(briefing, item.key, planned)
            return f"report-{key}", f"/consultations/api/reports/{key}"
    return None


def became(item: OutcomeItem, briefing: str, effects: Iterable[OutcomeEffects]) -> Became:
    """What became of ``item`` of the briefing with this key, as the registry's streams tell it.

    ``pending`` until the registry has answered the outcome as it stands now.
    """
    if item.withdrawn:
        return Became(state="withdrawn", reason=item.withdrawn.reason)
    where = target(item, briefing)
    if where is None:
        return Became(state="noted")
    stream, href = where
    service = service_of(stream.partition("-")[0])
    pending = Became(state="pending", service=service, stream=stream, href=href)
    found = next((each for each in effects if each.stream == stream), None)
    answer = _answer(item, briefing, found) if found else None
    if answer and answer["state"] == "drafted":
        answer |= {"href": None}  # a draft is seen by the secretariat alone
    return pending.model_copy(update=answer) if answer else pending


def _answer(item: OutcomeItem, briefing: str, found: OutcomeEffects) -> dict[str, object] | None:
    for refusal in found.refusals:
        if (refusal.briefing, refusal.cause_version) == (briefing, item.version):
            at = {"version": refusal.version, "at": refusal.at}
            return {"state": "refused", "reason": refusal.reason, **at}
    for effect in found.effects:
        named = effect.outcome == item.key or found.stream.startswith("call-")
        if effect.briefing == briefing and named and _is_current(effect, item):
            at = {"version": effect.version, "at": effect.at}
            return {"state": effect.state, "since": effect.since, **at}
    return None


def _is_current(effect: Effect, item: OutcomeItem) -> bool:
    """Whether the effect answers the outcome as it stands, not an earlier wording of it."""
    if effect.state == "undone":
        return False
    if isinstance(item.outcome, ConsultationsPlanned | ReportLaunchPlanned):
        return True
    if effect.announced_on != item.announced_on:
        return False
    match item.outcome:
        case AcceptedChampion(since=since):
            return effect.since == (since or PartialDate.month_of(item.announced_on))
        case SecondmentAcknowledged(state=state):
            return effect.state == state
    return True


OUTCOME_EFFECTS = View(
    name="outcome_effects",
    kinds=frozenset({"call", "champion", "network", "report", "secondment"}),
    state=OutcomeEffects,
    evolve=project,
    indexes=(("briefings",),),
)

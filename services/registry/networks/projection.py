"""The networks as everybody sees them, and the structures in progress that no network is named for."""

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any

from services.registry.networks.domain import ABSENT, evolve
from services.registry.networks.network import (
    Closed,
    Established,
    Member,
    Network,
    NetworkSupport,
    Plan,
    Status,
)
from shared.contracts.consultations.briefings import (
    HoldingCorrected,
    OutcomeCorrected,
    OutcomeRecorded,
    OutcomeWithdrawn,
)
from shared.contracts.consultations.outcomes import StructureInProgress
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.registry.evidence import Source
from shared.values import Level, Region, Value
from shared.views.history import Change, Refusal, change, refused
from shared.views.view import View


class NetworkState(Value):
    """A network's entry. One that is not ``listed`` was never planned."""

    version: int = 0
    key: str
    listed: bool = False
    status: Status = "absent"
    level: Level | None = None
    region: Region | None = None
    country: str | None = None
    title: str | None = None
    source: Source | None = None
    established: Established | None = None
    closed: Closed | None = None
    agencies: tuple[Member, ...] = ()
    former: tuple[Member, ...] = ()
    causes: tuple[NetworkSupport, ...] = ()
    network: Network = ABSENT
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkFolded:
    """A network, what was refused to it, and its history."""

    network: Network = ABSENT
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


def fold(before: NetworkFolded | None, record: Recorded[Any]) -> NetworkFolded:
    """All of it after one more event, but for its focal points: these are not for everybody."""
    before = before or NetworkFolded()
    return NetworkFolded(
        replace(evolve(before.network, record.event), focal_points=()),
        before.refusals + refused(record),
        (*before.history, change(record, before.history)),
    )


def show(stream: str, version: int, folded: NetworkFolded) -> NetworkState:
    """The entry."""
    network = folded.network
    planned = (
        {field.name: getattr(network.plan, field.name) for field in fields(Plan)} if network.plan else {}
    )
    return NetworkState(
        version=version,
        key=key_of(stream),
        listed=network.plan is not None,
        status=network.status,
        **planned,
        established=network.established,
        closed=network.closed,
        agencies=tuple(member for member in network.members if not member.left),
        former=tuple(member for member in network.members if member.left),
        causes=network.support,
        network=network,
        refusals=folded.refusals,
        history=folded.history,
    )


NETWORKS = View(
    name="networks",
    kinds=frozenset({"network"}),
    state=NetworkState,
    evolve=fold,
    folded=NetworkFolded,
    show=show,
    indexes=(("listed", "level", "region", "key"),),
)


class Statement(Value):
    """A briefing's word that structures are in progress at a level; it names no network."""

    briefing: str
    outcome: str
    level: Level
    announced_on: dt.date
    version: int
    at: dt.datetime
    href: str


class StructuresState(Value):
    """The statements of one briefing; ``shown`` where there are any."""

    version: int = 0
    briefing: str
    shown: bool = False
    statements: tuple[Statement, ...] = ()


def project_structures(state: StructuresState | None, record: Recorded[Any]) -> StructuresState:
    """The statements after one more event of a briefing."""
    before = state or StructuresState(briefing=key_of(record.stream))
    statements = _statements(before, record)
    return StructuresState(
        version=record.version, briefing=before.briefing, shown=bool(statements), statements=statements
    )


def _statements(state: StructuresState, record: Recorded[Any]) -> tuple[Statement, ...]:
    match record.event:
        case HoldingCorrected(when=when):
            return tuple(said.model_copy(update={"announced_on": when.date}) for said in state.statements)
        case OutcomeRecorded() | OutcomeCorrected() | OutcomeWithdrawn():
            others = tuple(said for said in state.statements if said.outcome != record.event.key)
            return others + _statement(state.briefing, record)
    return state.statements


def _statement(briefing: str, record: Recorded[Any]) -> tuple[Statement, ...]:
    match record.event:
        case (
            OutcomeRecorded(key=key, outcome=StructureInProgress(level=level, network=None))
            | OutcomeCorrected(key=key, outcome=StructureInProgress(level=level, network=None))
        ):
            statement = Statement(
                briefing=briefing,
                outcome=key,
                level=level,
                announced_on=record.event.announced_on,
                version=record.version,
                at=record.at,
                href=f"/consultations/api/briefings/{briefing}",
            )
            return (statement,)
    return ()


STRUCTURES = View(
    name="structures",
    kinds=frozenset({"briefing"}),
    state=StructuresState,
    evolve=project_structures,
    indexes=(("shown",),),
)

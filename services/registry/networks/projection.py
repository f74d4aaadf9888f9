"""The networks as everybody sees them, and the structures in progress that no network is named for."""

import datetime as dt
from typing import Any

from services.registry.history import Change, change
from services.registry.networks.domain import (
    ABSENT,
    Closed,
    Established,
    Member,
    Network,
    NetworkSupport,
    Status,
    evolve,
)
from services.registry.refusals import Refusal, refused
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
    causes: tuple[NetworkSupport, ...] = ()
    network: Network = ABSENT
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


def project(state: NetworkState | None, record: Recorded[Any]) -> NetworkState:
    """The entry after one more event."""
    event = record.event
    before = state or NetworkState(key=key_of(record.stream))
    network = evolve(before.network, event)
    planned = {} if network.plan is None else dict(network.plan)
    return NetworkState(
        version=record.version,
        key=before.key,
        listed=network.plan is not None,
        status=network.status,
        **planned,
        established=network.established,
        closed=network.closed,
        agencies=tuple(member for member in network.members if not member.left),
        causes=network.support,
        network=network,
        refusals=before.refusals + refused(record),
        history=(*before.history, change(record)),
    )


NETWORKS = View(
    name="networks",
    kinds=frozenset({"network"}),
    state=NetworkState,
    evolve=project,
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

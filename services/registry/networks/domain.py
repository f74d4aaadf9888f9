"""A coordination network: planned, establishing, established, closed, and what each agency is in it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from services.registry.networks.commands import (
    CloseNetwork,
    EstablishNetwork,
    NetworkCommand,
    PlanNetwork,
    RetractEstablishing,
    StartEstablishing,
)
from services.registry.networks.members import decide_members, evolve_members, released
from services.registry.networks.network import (
    Closed,
    Established,
    Network,
    NetworkSupport,
    Plan,
    evidence_id,
)
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.networks import (
    AgencyJoined,
    AgencyLeft,
    EstablishmentEvidenceAdded,
    EstablishmentEvidenceCorrected,
    EstablishmentRetracted,
    EstablishmentStarted,
    FocalPointNamed,
    FocalPointReleased,
    NetworkClosed,
    NetworkEstablished,
    NetworkEvent,
    NetworkPlanned,
)
from shared.texts import Word
from shared.values import Refused, level_of

ABSENT = Network()
"""The state before the first event."""


def decide(command: NetworkCommand, network: Network) -> list[NetworkEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case PlanNetwork():
            decided = _plan(command, network)
        case StartEstablishing():
            decided = _start(command, network)
        case RetractEstablishing():
            decided = _retract(command, network)
        case EstablishNetwork():
            decided = _establish(command, network)
        case CloseNetwork():
            decided = _close(command, network)
        case _:
            decided = decide_members(command, network)
    return list(decided)


def _plan(said: PlanNetwork, network: Network) -> Iterator[NetworkEvent]:
    level = level_of(said.network)
    planned = NetworkPlanned(
        level=level,
        region=said.place,
        country=said.network if level == "country" else None,
        title=said.title,
        source=said.source,
    )
    if network.plan is None or network.closed:
        yield planned
    elif _planned(planned) != network.plan:
        raise Refused(
            "the network {network} is {status} already, as '{title}'",
            network=said.network,
            status=Word(network.status),
            title=network.plan.title,
        )


def _start(said: StartEstablishing, network: Network) -> Iterator[NetworkEvent]:
    if network.plan is None:
        raise Refused("no network {network} is known: plan it first", network=said.network)
    new = NetworkSupport(evidence=said.evidence, on=said.on, announced_on=said.announced_on)
    known = next((support for support in network.support if support.id == new.id), None)
    fields = {"evidence": said.evidence, "on": said.on, "announced_on": said.announced_on}
    if known:
        if (known.on, known.announced_on) != (new.on, new.announced_on):
            yield EstablishmentEvidenceCorrected.model_validate(fields)
    elif network.closed:
        raise Refused(
            "the network {network} closed on {on}: plan it again first",
            network=said.network,
            on=network.closed.on,
        )
    elif network.support or network.established:
        yield EstablishmentEvidenceAdded.model_validate(fields)
    else:
        yield EstablishmentStarted.model_validate(fields)


def _retract(said: RetractEstablishing, network: Network) -> Iterator[NetworkEvent]:
    left = [support for support in network.support if support.id != evidence_id(said.evidence)]
    if len(left) < len(network.support):
        undone = not left and network.status == "establishing"
        yield EstablishmentRetracted(evidence=said.evidence, back_to_planned=undone, reason=said.reason)


def _establish(said: EstablishNetwork, network: Network) -> Iterator[NetworkEvent]:
    if network.status not in {"planned", "establishing", "established"}:
        raise Refused("the network is {status}: plan it first", status=Word(network.status))
    new = Established(on=said.on, source=said.source)
    if network.established is None:
        yield NetworkEstablished(on=said.on, source=said.source)
    elif network.established != new:
        raise Refused("the network is established already, since {on}", on=network.established.on)


def _close(said: CloseNetwork, network: Network) -> Iterator[NetworkEvent]:
    if network.plan is None:
        raise Refused("no such network is known: there is nothing to close")
    if network.closed:
        if network.closed.on != said.on:
            raise Refused("the network closed already, on {on}", on=network.closed.on)
        return
    if network.established and said.on.surely_before(network.established.on):
        raise Refused("the network works since {on}: it closes after that", on=network.established.on)
    yield from released(network)
    yield NetworkClosed(on=said.on, reason=said.reason)


def evolve(network: Network, event: NetworkEvent) -> Network:  # noqa: PLR0911  one row for each event
    """The state after ``event``."""
    match event:
        case NetworkPlanned():
            return Network(plan=_planned(event))
        case EstablishmentStarted() | EstablishmentEvidenceAdded():
            return replace(network, support=(*network.support, _support(event)))
        case EstablishmentEvidenceCorrected():
            new = _support(event)
            corrected = tuple(new if old.id == new.id else old for old in network.support)
            return replace(network, support=corrected)
        case EstablishmentRetracted(evidence=evidence):
            left = tuple(support for support in network.support if support.id != evidence_id(evidence))
            return replace(network, support=left)
        case NetworkEstablished(on=on, source=source):
            return replace(network, established=Established(on=on, source=source))
        case NetworkClosed(on=on, reason=reason):
            return replace(network, closed=Closed(on=on, reason=reason))
        case AgencyJoined() | AgencyLeft() | FocalPointNamed() | FocalPointReleased():
            return evolve_members(network, event)
        case ReactionRefused():
            return network
        case _:
            assert_never(event)


def _planned(event: NetworkPlanned) -> Plan:
    return Plan(event.level, event.region, event.country, event.title, event.source)


def _support(
    event: EstablishmentStarted | EstablishmentEvidenceAdded | EstablishmentEvidenceCorrected,
) -> NetworkSupport:
    return NetworkSupport(event.evidence, event.on, event.announced_on)

"""Who is in a network: agencies with their roles, and the persons to turn to."""

from collections.abc import Iterator
from dataclasses import replace

from services.registry.networks.commands import (
    JoinNetwork,
    LeaveNetwork,
    NameFocalPoint,
    ReleaseFocalPoint,
)
from services.registry.networks.network import FocalPoint, Member, Network
from shared.contracts.registry.networks import (
    AgencyJoined,
    AgencyLeft,
    FocalPointNamed,
    FocalPointReleased,
    NetworkEvent,
)
from shared.texts import Word
from shared.values import Refused


def decide_members(
    said: JoinNetwork | LeaveNetwork | NameFocalPoint | ReleaseFocalPoint, network: Network
) -> Iterator[NetworkEvent]:
    """The events that answer ``said``; none where it says nothing new. Raises Refused."""
    if isinstance(said, ReleaseFocalPoint):
        yield from released(network, said.contact)
        return
    if network.plan is None or network.closed:
        raise Refused("the network is {status}: plan it first", status=Word(network.status))
    match said:
        case JoinNetwork():
            yield from _join(said, network.member(said.agency, said.role))
        case LeaveNetwork():
            yield from _leave(said, network.member(said.agency, said.role))
        case NameFocalPoint(contact=contact, agency=agency):
            if FocalPoint(contact, agency) not in network.focal_points:
                yield FocalPointNamed(contact=contact, agency=agency)


def _join(said: JoinNetwork, known: Member | None) -> Iterator[NetworkEvent]:
    if known and known.left and said.on and known.left_on and said.on.surely_before(known.left_on):
        raise Refused(
            "{agency} left on {on}: it joins again after that", agency=said.agency, on=known.left_on
        )
    if known is None or known.left or said.on not in (None, known.joined):
        yield AgencyJoined(agency=said.agency, role=said.role, on=said.on)


def _leave(said: LeaveNetwork, known: Member | None) -> Iterator[NetworkEvent]:
    if known is None:
        raise Refused(
            "{agency} is not {role} in the network: check the agency and its role",
            agency=said.agency,
            role=Word(said.role),
        )
    if said.on and known.joined and said.on.surely_before(known.joined):
        raise Refused("{agency} joined on {on}: it leaves after that", agency=said.agency, on=known.joined)
    if not known.left or said.on not in (None, known.left_on):
        yield AgencyLeft(agency=said.agency, role=said.role, on=said.on)


def released(network: Network, contact: str | None = None) -> Iterator[NetworkEvent]:
    """That this focal point is one no more, if it is one; without ``contact`` that nobody is."""
    for one in network.focal_points:
        if contact in (None, one.contact):
            yield FocalPointReleased(contact=one.contact)


def evolve_members(
    network: Network, event: AgencyJoined | AgencyLeft | FocalPointNamed | FocalPointReleased
) -> Network:
    """The state after ``event``."""
    match event:
        case AgencyJoined(agency=agency, role=role, on=on):
            known = network.member(agency, role)
            before = known if known and not known.left else None
            return _with(network, before, Member(agency=agency, role=role, joined=on))
        case AgencyLeft(agency=agency, role=role, on=on):
            before = network.member(agency, role)
            joined = before.joined if before else None
            return _with(
                network, before, Member(agency=agency, role=role, left=True, joined=joined, left_on=on)
            )
    others = tuple(one for one in network.focal_points if one.contact != event.contact)
    if isinstance(event, FocalPointNamed):
        others = (*others, FocalPoint(event.contact, event.agency))
    return replace(network, focal_points=others)


def _with(network: Network, before: Member | None, now: Member) -> Network:
    """With a membership instead of the one that it goes on from, if there is one."""
    members = [one for one in network.members if one is not before]
    return replace(network, members=(*members, now))

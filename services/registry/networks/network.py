"""What a network's events have made of it."""

from typing import Literal

from shared.contracts.registry.evidence import Evidence, Source
from shared.contracts.registry.networks import Role
from shared.plain import plain
from shared.values import Country, Day, Level, Name, PartialDate, Region

Status = Literal["absent", "planned", "establishing", "established", "closed"]


@plain
class NetworkSupport:
    """A reason to say that the network is being set up; evidence None is the secretariat's own word."""

    evidence: Evidence | None
    on: PartialDate | None
    announced_on: Day | None

    @property
    def id(self) -> str:
        """The identity of its evidence."""
        return evidence_id(self.evidence)


@plain
class Plan:
    """What was planned."""

    level: Level
    region: Region | None
    country: Country | None
    title: str
    source: Source


@plain
class Established:
    """Since when the network works, and who says so."""

    on: PartialDate
    source: Source


@plain
class Closed:
    """When the network ended, and why."""

    on: PartialDate
    reason: str | None


@plain
class Member:
    """An agency's role in the network, present or past, and since and until when as far as that is stated."""

    agency: Name
    role: Role
    left: bool = False
    joined: PartialDate | None = None
    left_on: PartialDate | None = None


@plain
class FocalPoint:
    """Somebody to turn to, by the id of their contact, and for whom they work if that is stated."""

    contact: str
    agency: str | None = None


@plain
class Network:
    """A network as its events have made it; one that is planned again after its end begins anew."""

    plan: Plan | None = None
    support: tuple[NetworkSupport, ...] = ()
    established: Established | None = None
    closed: Closed | None = None
    members: tuple[Member, ...] = ()
    focal_points: tuple[FocalPoint, ...] = ()

    @property
    def status(self) -> Status:
        """The furthest it has come."""
        if self.closed:
            return "closed"
        if self.established:
            return "established"
        if self.support:
            return "establishing"
        return "planned" if self.plan else "absent"

    def member(self, agency: str, role: Role) -> Member | None:
        """The agency's last membership in this role."""
        every = (one for one in reversed(self.members) if (one.agency, one.role) == (agency, role))
        return next(every, None)


def evidence_id(evidence: Evidence | None) -> str:
    """The identity of evidence; the secretariat's own word has one too."""
    return evidence.id if evidence else "secretariat"

"""What can be said about a coordination network; the stream is named by the network's key."""

from typing import Self

from pydantic import model_validator

from shared.contracts.registry.evidence import Evidence, Source
from shared.contracts.registry.networks import Role
from shared.values import (
    REGIONS,
    Command,
    Day,
    Name,
    NetworkKey,
    PartialDate,
    Region,
    Text,
    level_of,
    mistake,
)


class PlanNetwork(Command):
    """Plan a network; ``region`` places a country's network in the tree, where that is stated."""

    network: NetworkKey
    title: Text
    source: Source
    region: Region | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.region and level_of(self.network) != "country" and self.region != self.network:
            wrong = f"the network {self.network!r} does not lie in the region {self.region!r}"
            raise mistake("region", wrong, "a region for a country's network alone is right")
        return self

    @property
    def place(self) -> Region | None:
        """The region in the tree: a regional network's own, or the one stated."""
        return next((region for region in REGIONS if region == self.network), self.region)


class StartEstablishing(Command):
    """Say that the network is being set up; said again with other dates, it corrects them."""

    network: NetworkKey
    evidence: Evidence | None = None
    on: PartialDate | None = None
    announced_on: Day | None = None


class RetractEstablishing(Command):
    """Take such evidence back; without any other, the network is planned again."""

    evidence: Evidence | None = None
    reason: Text


class EstablishNetwork(Command):
    """Record that the network works."""

    on: PartialDate
    source: Source


class CloseNetwork(Command):
    """Record that the network no longer works, or will not be set up."""

    on: PartialDate
    reason: Text | None = None


class JoinNetwork(Command):
    """Record an agency's role in the network."""

    agency: Name
    role: Role


class LeaveNetwork(Command):
    """Record that an agency's role in the network ended."""

    agency: Name
    role: Role


NetworkCommand = (
    PlanNetwork
    | StartEstablishing
    | RetractEstablishing
    | EstablishNetwork
    | CloseNetwork
    | JoinNetwork
    | LeaveNetwork
)
"""Every command a network answers."""

"""What can be said about a coordination network; the stream is named by the network's key."""

from typing import Self

from pydantic import Field, model_validator

from shared.contracts.notifications.contacts import ContactId
from shared.contracts.registry.evidence import Evidence, Source
from shared.contracts.registry.networks import ROLES, Role
from shared.forms import Form, worded
from shared.places import Subregion, region_of
from shared.texts import N_
from shared.values import (
    REGION_NAMES,
    Command,
    Day,
    Name,
    NetworkKey,
    PartialDate,
    Reason,
    Region,
    Text,
    level_of,
    mistake,
)

_OPEN = ("planned", "establishing", "established")


class PlanNetwork(Command):
    """Plan a network; ``region`` places a country's network in the tree, where that is stated."""

    FORM = Form(N_("Plan a network"), begins=True)
    network: NetworkKey
    title: Text = Field(title=N_("Title"))
    source: Source
    region: Region | None = Field(
        None,
        title=N_("Region"),
        description=N_("Of a country's network, where it is stated."),
        json_schema_extra=worded(REGION_NAMES),
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.region and level_of(self.network) != "country" and self.region != region_of(self.network):
            wrong = N_("the network {network} does not lie in the region {region}")
            right = N_("a region for a country's network alone is right")
            raise mistake("region", wrong, right, network=repr(self.network), region=repr(self.region))
        return self

    @property
    def place(self) -> Region | None:
        """The region in the tree: the one that the key names, or the one stated."""
        return region_of(self.network) or self.region


class PlanSubregional(PlanNetwork):
    """Plan a network of several countries within a region."""

    FORM = Form(N_("Plan a sub-regional network"), begins=True)
    network: Subregion


class StartEstablishing(Command):
    """Say that the network is being set up; said again with other dates, it corrects them."""

    FORM = Form(N_("Record that it is being set up"), when=("planned",))
    network: NetworkKey
    on: PartialDate | None = Field(None, title=N_("Since"))
    announced_on: Day | None = Field(None, title=N_("Announced on"))
    evidence: Evidence | None = None


class RetractEstablishing(Command):
    """Take such evidence back; without any other, the network is planned again."""

    FORM = Form(N_("Retract evidence"), beside="causes")
    evidence: Evidence | None = None
    reason: Reason


class EstablishNetwork(Command):
    """Record that the network works."""

    FORM = Form(N_("Record that it was established"), when=("planned", "establishing"))
    on: PartialDate = Field(title=N_("Since"))
    source: Source


class CloseNetwork(Command):
    """Record that the network no longer works, or will not be set up."""

    FORM = Form(N_("Record that it closed"), when=_OPEN)
    on: PartialDate = Field(title=N_("Since"))
    reason: Reason | None = None


class JoinNetwork(Command):
    """Record an agency's role in the network; said again, it corrects since when."""

    FORM = Form(N_("Add an agency"), when=_OPEN)
    agency: Name = Field(title=N_("Agency"))
    role: Role = Field(title=N_("Role"), json_schema_extra=worded(ROLES))
    on: PartialDate | None = Field(None, title=N_("Since"))


class LeaveNetwork(Command):
    """Record that an agency's role in the network ended; said again, it corrects when."""

    FORM = Form(N_("Remove an agency"), when=_OPEN, beside="agencies")
    agency: Name = Field(title=N_("Agency"))
    role: Role = Field(title=N_("Role"), json_schema_extra=worded(ROLES))
    on: PartialDate | None = Field(None, title=N_("Until"))


class NameFocalPoint(Command):
    """Say that somebody is a focal point; who that is lies in the vault already."""

    contact: ContactId
    agency: Name | None


class ReleaseFocalPoint(Command):
    """Say that they are one no more."""

    contact: ContactId


NetworkCommand = (
    PlanNetwork
    | StartEstablishing
    | RetractEstablishing
    | EstablishNetwork
    | CloseNetwork
    | JoinNetwork
    | LeaveNetwork
    | NameFocalPoint
    | ReleaseFocalPoint
)
"""Every command a network answers."""

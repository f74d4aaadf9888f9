"""The events of a coordination network, stream ``network-<key>``."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from shared.contracts.envelope import Event, Sentences
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence, Source
from shared.texts import N_
from shared.values import Country, Day, Level, Name, PartialDate, Region, Text

Role = Literal["coordinator", "co_lead", "member", "focal_point", "secretariat"]
"""What an agency is in a network."""
ROLES: Final[Mapping[Role, str]] = {
    "coordinator": N_("Coordinator"),
    "co_lead": N_("Co-lead"),
    "member": N_("Member"),
    "focal_point": N_("Focal point"),
    "secretariat": N_("Secretariat"),
}
"""What each is called, the leading ones first."""


class NetworkPlanned(Event):
    """A network is planned; its key says at which level, ``region`` where in the tree, if stated."""

    type: Literal["onevoice.registry.network-planned.v1"] = "onevoice.registry.network-planned.v1"
    level: Level
    region: Region | None
    country: Country | None
    title: Text
    source: Source
    says = (N_("{it} is planned"),)


class EstablishmentStarted(Event):
    """The network is being set up; evidence null means that the secretariat itself says so."""

    type: Literal["onevoice.registry.network-establishment-started.v1"] = (
        "onevoice.registry.network-establishment-started.v1"
    )
    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence | None
    says = (N_("{it} is being set up"),)


class EstablishmentEvidenceAdded(Event):
    """More evidence that the network is being, or was, set up."""

    type: Literal["onevoice.registry.network-evidence-added.v1"] = (
        "onevoice.registry.network-evidence-added.v1"
    )
    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence | None
    says = (N_("There is more evidence that {it} is being set up"),)


class EstablishmentEvidenceCorrected(Event):
    """Evidence was recorded with wrong dates."""

    type: Literal["onevoice.registry.network-evidence-corrected.v1"] = (
        "onevoice.registry.network-evidence-corrected.v1"
    )
    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence | None
    says = (N_("Evidence that {it} is being set up was corrected"),)


class EstablishmentRetracted(Event):
    """Evidence no longer stands; without any other, a network being set up is planned again."""

    type: Literal["onevoice.registry.network-establishment-retracted.v1"] = (
        "onevoice.registry.network-establishment-retracted.v1"
    )
    evidence: Evidence | None
    back_to_planned: bool
    reason: Text
    says_by = "back_to_planned"
    says: ClassVar[Mapping[object, Sentences]] = {
        True: (N_("{it} is not recorded as being set up any more: {reason}"),),
        False: (N_("Evidence that {it} is being set up was retracted: {reason}"),),
    }


class NetworkEstablished(Event):
    """The network works."""

    type: Literal["onevoice.registry.network-established.v1"] = "onevoice.registry.network-established.v1"
    on: PartialDate
    source: Source
    says = (N_("{it} was established ({on})"),)


class NetworkClosed(Event):
    """The network no longer works, or will not be set up."""

    type: Literal["onevoice.registry.network-closed.v1"] = "onevoice.registry.network-closed.v1"
    on: PartialDate
    reason: Text | None
    says = (N_("{it} was closed ({on})"),)
    adds = (N_("Reason: {reason}"),)


class AgencyJoined(Event):
    """An agency has a role in the network."""

    type: Literal["onevoice.registry.network-agency-joined.v1"] = "onevoice.registry.network-agency-joined.v1"
    agency: Name
    role: Role
    says = (N_("{agency} joined {it} ({role})"),)


class AgencyLeft(Event):
    """An agency no longer has a role in the network."""

    type: Literal["onevoice.registry.network-agency-left.v1"] = "onevoice.registry.network-agency-left.v1"
    agency: Name
    role: Role
    says = (N_("{agency} left {it} ({role})"),)


NetworkEvent = Annotated[
    NetworkPlanned
    | EstablishmentStarted
    | EstablishmentEvidenceAdded
    | EstablishmentEvidenceCorrected
    | EstablishmentRetracted
    | NetworkEstablished
    | NetworkClosed
    | AgencyJoined
    | AgencyLeft
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``network-…``."""

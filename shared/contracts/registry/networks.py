"""The events of a coordination network, stream ``network-<key>``."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from shared.contracts.envelope import Event, Sentences
from shared.contracts.notifications.contacts import ContactId
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.evidence import Evidence, Source
from shared.texts import N_
from shared.values import Country, Day, Level, Name, PartialDate, Region, Text, added

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


class NetworkPlanned(Event, type="onevoice.registry.network-planned.v1"):
    """A network is planned; its key says at which level, ``region`` where in the tree, if stated."""

    level: Level
    region: Region | None
    country: Country | None
    title: Text
    source: Source
    says = (N_("{it} is planned"),)


class EstablishmentStarted(Event, type="onevoice.registry.network-establishment-started.v1"):
    """The network is being set up; evidence null means that the secretariat itself says so."""

    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence | None
    says = (N_("{it} is being set up"),)


class EstablishmentEvidenceAdded(Event, type="onevoice.registry.network-evidence-added.v1"):
    """More evidence that the network is being, or was, set up."""

    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence | None
    says = (N_("There is more evidence that {it} is being set up"),)


class EstablishmentEvidenceCorrected(Event, type="onevoice.registry.network-evidence-corrected.v1"):
    """Evidence was recorded with wrong dates."""

    on: PartialDate | None
    announced_on: Day | None
    evidence: Evidence | None
    says = (N_("Evidence that {it} is being set up was corrected"),)


class EstablishmentRetracted(Event, type="onevoice.registry.network-establishment-retracted.v1"):
    """Evidence no longer stands; without any other, a network being set up is planned again."""

    evidence: Evidence | None
    back_to_planned: bool
    reason: Text
    says_by = "back_to_planned"
    says: ClassVar[Mapping[object, Sentences]] = {
        True: (N_("{it} is not recorded as being set up any more: {reason}"),),
        False: (N_("Evidence that {it} is being set up was retracted: {reason}"),),
    }


class NetworkEstablished(Event, type="onevoice.registry.network-established.v1"):
    """The network works."""

    on: PartialDate
    source: Source
    says = (N_("{it} was established ({on})"),)


class NetworkClosed(Event, type="onevoice.registry.network-closed.v1"):
    """The network no longer works, or will not be set up."""

    on: PartialDate
    reason: Text | None
    says = (N_("{it} was closed ({on})"),)
    adds = (N_("Reason: {reason}"),)


class AgencyJoined(Event, type="onevoice.registry.network-agency-joined.v1"):
    """An agency has a role in the network; said again of one that has it, it says since when."""

    agency: Name
    role: Role
    on: PartialDate | None = added()
    says = (N_("{agency} joined {it} ({role}, {on})"), N_("{agency} joined {it} ({role})"))


class AgencyLeft(Event, type="onevoice.registry.network-agency-left.v1"):
    """An agency no longer has a role in the network; said again, it says since when."""

    agency: Name
    role: Role
    on: PartialDate | None = added()
    says = (N_("{agency} left {it} ({role}, {on})"), N_("{agency} left {it} ({role})"))


class FocalPointNamed(Event, type="onevoice.registry.network-focal-point-named.v1"):
    """Somebody is a focal point of the network; who that is lies in the vault, under the contact's key."""

    contact: ContactId
    agency: Name | None
    says = (N_("A focal point of {it} was named ({agency})"), N_("A focal point of {it} was named"))


class FocalPointReleased(Event, type="onevoice.registry.network-focal-point-released.v1"):
    """They are a focal point no more: what the registry keeps of them as one is destroyed."""

    contact: ContactId
    says = (N_("A focal point of {it} was released"),)


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
    | FocalPointNamed
    | FocalPointReleased
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``network-…``."""

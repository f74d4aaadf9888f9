"""The events of registration for a briefing, stream ``registration-<key of the briefing>``: never who somebody is."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from shared.contracts.consultations.calls import Deadline
from shared.contracts.envelope import Event
from shared.contracts.notifications.contacts import ContactId
from shared.contracts.reactions import ReactionRefused
from shared.forms import worded
from shared.texts import N_
from shared.values import AtMost, Count, Country, Link, Name, OfficialLanguage

Group = Literal["member_states", "un_network", "intergovernmental", "civil_society", "other_stakeholders"]
"""Whom a briefing admits, and for whom a participant comes."""
GROUPS: Final[Mapping[Group, str]] = {
    "member_states": N_("Member States"),
    "un_network": N_("United Nations Network on Migration"),
    "intergovernmental": N_("Intergovernmental organisations"),
    "civil_society": N_("Civil society"),
    "other_stakeholders": N_("Other stakeholders"),
}
"""What each is called."""
Groups = Annotated[
    tuple[Group, ...], AtMost(5, 1), Field(title=N_("Open to"), json_schema_extra=worded(GROUPS))
]
Mode = Literal["room", "online"]
MODES: Final[Mapping[Mode, str]] = {"room": N_("In the room"), "online": N_("Online")}
"""How somebody takes part."""
By = Literal["participant", "mission", "secretariat", "contact_erased"]
"""Who acts for a participant; the last where nobody is known any more."""
ParticipantId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""A participant's opaque id. Name, function and address lie in the vault, under the contact's key."""
Placed = Literal["registered", "waiting"]
"""With a place, or on the waiting list."""


class RegistrationOpened(Event, type="onevoice.consultations.registration-opened.v1"):
    """People may register; said again, these terms replace the earlier ones whole. ``online`` null: nobody online.

    ``link`` is for who is registered alone.
    """

    groups: Groups
    until: Deadline
    room: Count
    online: Count | None
    link: Link | None
    says = (N_("Registration for {it} is open until {until}"),)


class ParticipantRegistered(Event, type="onevoice.consultations.participant-registered.v1"):
    """Somebody has a place, or waits: for one, or for their mission's approval, as ``standing`` says.

    ``organisation`` is stated where they come for no State.
    """

    id: ParticipantId
    group: Group
    country: Country | None
    organisation: Name | None
    mode: Mode
    contact: ContactId
    language: OfficialLanguage
    by: By
    standing: Literal["registered", "waiting", "to_approve"]
    says_by = "standing"
    says = {  # noqa: RUF012  as every event's
        "registered": (N_("A participant is registered for {it}"),),
        "waiting": (N_("A participant waits for a place at {it}"),),
        "to_approve": (N_("A participant in {it} waits for their mission's approval"),),
    }


class ParticipantApproved(Event, type="onevoice.consultations.participant-approved.v1"):
    """The mission says that the participant comes for its State."""

    id: ParticipantId
    standing: Placed
    says_by = "standing"
    says = {  # noqa: RUF012
        "registered": (N_("A participant in {it} is approved by their mission"),),
        "waiting": (N_("A participant in {it} is approved by their mission, and waits for a place"),),
    }


class ParticipantMovedUp(Event, type="onevoice.consultations.participant-moved-up.v1"):
    """A place became free for who waited the longest for one of its kind."""

    id: ParticipantId
    says = (N_("A place at {it} became free for a participant who waited"),)


class ParticipantCancelled(Event, type="onevoice.consultations.participant-cancelled.v1"):
    """The participant does not come; who they were is kept no longer."""

    id: ParticipantId
    by: By
    says = (N_("A registration for {it} is cancelled"),)


class AttendanceTaken(Event, type="onevoice.consultations.attendance-taken.v1"):
    """Who of the registered was there; a later one replaces the earlier whole."""

    present: Annotated[tuple[ParticipantId, ...], AtMost(5_000)]
    says = (N_("It is recorded who of the registered was at {it}"),)


class RegistrationClosed(Event, type="onevoice.consultations.registration-closed.v1"):
    """Nobody registers any more; who waits may still move up."""

    says = (N_("Registration for {it} is closed"),)


RegistrationEvent = Annotated[
    RegistrationOpened
    | ParticipantRegistered
    | ParticipantApproved
    | ParticipantMovedUp
    | ParticipantCancelled
    | AttendanceTaken
    | RegistrationClosed
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``registration-…``."""

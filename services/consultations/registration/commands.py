"""The commands of a registration. Who acts, and when, is filled in by the routes."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.contracts.consultations.calls import WallClock
from shared.contracts.consultations.registration import By, Group, Groups, Mode, ParticipantId
from shared.contracts.notifications.contacts import ContactId
from shared.forms import GROUP, Form
from shared.texts import N_
from shared.values import AtMost, Command, Count, Country, Link, Name, OfficialLanguage


class OpenRegistration(Command):
    """Open registration for a briefing, or say other terms; who waits moves up into places that are new."""

    FORM = Form(
        N_("Open registration, or change it"),
        begins=True,
        when=("open", "closed"),
        replaces=("groups", "until", "room", "online", "link"),
    )
    groups: Groups
    until: WallClock = Field(title=N_("Until"), json_schema_extra=GROUP)
    room: Count = Field(title=N_("Places in the room"))
    online: Count | None = Field(
        None, title=N_("Places online"), description=N_("Empty where nobody takes part online.")
    )
    link: Link | None = Field(
        None, title=N_("Address to join at"), description=N_("Only who is registered sees it.")
    )


class RegisterParticipant(Command):
    """Register somebody: with a place, on the waiting list, or for their mission's approval."""

    UNSAID = frozenset({"at"})
    id: ParticipantId
    group: Group
    country: Country | None
    organisation: Name | None
    mode: Mode
    contact: ContactId
    language: OfficialLanguage
    by: By
    at: AwareDatetime


class ApproveParticipant(Command):
    """Say, for the mission, that somebody comes for its State."""

    id: ParticipantId
    country: Country


class CancelParticipant(Command):
    """Give the place back; who has waited the longest gets it. A mission acts for its State's people alone."""

    id: ParticipantId
    by: By
    country: Country | None = None


class TakeAttendance(Command):
    """Record who of the registered was there; what was recorded before is replaced whole."""

    present: Annotated[tuple[ParticipantId, ...], AtMost(5_000)]


class CloseRegistration(Command):
    """Let nobody register any more."""

    FORM = Form(N_("Close registration"), when=("open",))


RegistrationCommand = (
    OpenRegistration
    | RegisterParticipant
    | ApproveParticipant
    | CancelParticipant
    | TakeAttendance
    | CloseRegistration
)
"""Every command a registration answers."""

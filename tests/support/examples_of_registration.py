"""One example of every event of a registration."""

from shared.contracts.consultations import registration as r
from shared.contracts.consultations.calls import Deadline, WallClock
from shared.contracts.envelope import Event

ID, CONTACT = "a" * 32, "b" * 32
UNTIL = WallClock.model_validate({"date": "2026-11-30", "time": "18:00", "time_zone": "Europe/Zurich"})
OPENED = r.RegistrationOpened(
    groups=("member_states", "civil_society"),
    until=Deadline.of(UNTIL),
    room=1,
    online=None,
    link="https://example.org/join",
)
REGISTERED = r.ParticipantRegistered(
    id=ID,
    group="member_states",
    country="PRT",
    organisation=None,
    mode="room",
    contact=CONTACT,
    language="en",
    by="participant",
    standing="to_approve",
)
REGISTRATION: tuple[Event, ...] = (
    OPENED,
    REGISTERED,
    r.ParticipantApproved(id=ID, standing="waiting"),
    r.ParticipantMovedUp(id=ID),
    r.ParticipantCancelled(id=ID, by="participant"),
    r.AttendanceTaken(present=(ID,)),
    r.RegistrationClosed(),
)

"""One example of every event of a registration, and of the floor."""

from shared.contracts.consultations import floor as f
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
ASKED = f.FloorAsked(
    id=ID,
    asks="floor",
    group="member_states",
    country="PRT",
    organisation=None,
    region="europe_north_america",
    capacity="on behalf of a group of States",
    about="Regional reviews",
    participant=None,
    by="mission",
)
FLOOR: tuple[Event, ...] = (
    f.FloorRulesSet(turns="regions", takes=True),
    ASKED,
    f.FloorGranted(id=ID),
    f.FloorPassedOver(id=ID),
    f.FloorYielded(id=ID),
    f.FloorTakenBack(id=ID, by="mission"),
    f.StatementAttached(id=ID, link="https://example.org/statement", language="pt"),
)

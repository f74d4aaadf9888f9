"""Reading registrations: what everybody sees, whom the secretariat and each mission see, what is written to them."""

import datetime as dt

from services.consultations.briefings.projection import BriefingState
from services.consultations.briefings.read import Briefings
from services.consultations.calendar.entries import of_briefing
from services.consultations.registration.domain import Participant, Registration, Standing
from services.consultations.registration.people import Identity, participant_of, people, word_of
from services.consultations.registration.projection import REGISTRATIONS, RegistrationState
from services.consultations.registration.registering import REGISTRATION
from services.consultations.registration.shown import of_standing
from shared.auth import Caller, Role
from shared.calendars import Entry
from shared.clock import Moment, now
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.registration import By, Group, Mode
from shared.contracts.telling import Telling
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Link, Value

COMING = ("registered", "waiting", "to_approve")
_NOBODY = "there is no such registration, or it is not yours"


class ParticipantShown(Value):
    """A participant as the secretariat and their own mission see them; who they are is null once it is erased."""

    id: str
    group: Group
    country: str | None
    organisation: str | None
    mode: Mode
    by: By
    standing: Standing
    present: bool | None
    person: Identity | None


class BriefingTold(Value):
    """A briefing's last change of day, place or standing, as calendars and mails say it; is it to come?"""

    version: int
    at: Moment
    tells: Telling
    title: str
    when: When
    place: str | None
    off: bool
    to_come: bool


class ParticipantLetter(Value):
    """What a mail to a participant is made of: ``place`` is their page, ``link`` where they join, once registered."""

    standing: Standing
    mode: Mode
    place: str
    link: Link | None
    briefing: BriefingTold


class Registrations:
    """Reads them for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.briefings = Briefings(room)
        self.views = room.reader(REGISTRATIONS)

    async def of(self, key: str) -> RegistrationState | None:
        """The registration for a briefing, where it was ever opened."""
        found = await self.views.get(f"registration-{key}")
        return found.state if found and found.state.listed else None

    async def one(self, key: str) -> RegistrationState:
        """The same. Raises ``Problem`` 404."""
        if found := await self.of(key):
            return found
        raise Problem(404, "not-found", f"registration for a briefing {key} was never opened")

    async def participants(self, state: RegistrationState, caller: Caller) -> tuple[ParticipantShown, ...]:
        """Whom the caller may know: everybody, or those who come for the State of their mission."""
        found = state.registration
        some = [one for one in of_standing(found, *COMING) if sees(caller, one)]
        known = await people(self._room.vault, some)
        return tuple(_shown(one, found, known.get(one.id)) for one in some)

    async def own(self, word: str) -> tuple[str, Participant, Registration]:
        """The briefing's key, the participant that a sealed word is for, and the registration, from its stream.

        Raises ``Problem`` 404.
        """
        if sealed := participant_of(self._room.links, word):
            key, id_ = sealed
            found = await self._registration(key)
            if one := found.participants.get(id_):
                return key, one, found
        raise Problem(404, "not-found", _NOBODY)

    async def person(self, one: Participant) -> Identity | None:
        """Who a participant is."""
        return (await people(self._room.vault, [one])).get(one.id)

    async def letter(self, key: str, id_: str) -> ParticipantLetter:
        """What is written to a participant. Raises ``Problem`` 404."""
        found = await self._registration(key)
        one = found.participants.get(id_)
        entry = of_briefing(briefing := await self.briefings.one(key))
        if one is None or entry is None or briefing.when is None:
            raise Problem(404, "not-found", _NOBODY)
        return ParticipantLetter(
            standing=one.standing,
            mode=one.mode,
            place=f"{self._room.origin}/consultations/registrations/{word_of(self._room.links, key, id_)}",
            link=link_of(one, found),
            briefing=_told(entry, briefing, briefing.when),
        )

    async def _registration(self, key: str) -> Registration:
        _, found = await self._room.commands.read(REGISTRATION, f"registration-{key}")
        return found


def link_of(one: Participant, found: Registration) -> str | None:
    """Where a participant joins; nobody knows who has no place."""
    return found.terms.link if found.terms and one.standing == "registered" else None


def sees(caller: Caller, one: Participant) -> bool:
    """Whether the caller may know who a participant is."""
    own = caller.role is Role.MISSION and one.group == "member_states" and one.country == caller.organisation
    return caller.role is Role.SECRETARIAT or own


def _shown(one: Participant, found: Registration, person: Identity | None) -> ParticipantShown:
    about = {name: getattr(one, name) for name in _ABOUT}
    present = None if found.present is None else one.id in found.present
    return ParticipantShown(**about, present=present, person=person)


_ABOUT = ("id", "group", "country", "organisation", "mode", "by", "standing")


def _told(entry: Entry, briefing: BriefingState, when: When) -> BriefingTold:
    same = {name: getattr(entry, name) for name in ("version", "at", "tells", "title", "place", "off")}
    somewhere = (now() - dt.timedelta(days=1)).date()  # it is this day yet
    to_come = briefing.status == "scheduled" and when.date >= somewhere
    return BriefingTold(**same, when=when, to_come=to_come)

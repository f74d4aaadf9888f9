"""The places of the house: what the frame's navigation leads to, whichever service a page comes from."""

from typing import Final, NamedTuple

from shared.i18n.speech import N_


class Crumb(NamedTuple):
    """One step of the way to a page; ``language`` is the name's where that need not be the reader's."""

    name: str
    href: str
    language: str | None = None


class Place(NamedTuple):
    """A place of the navigation; ``name`` is said in the reader's language."""

    name: str
    href: str


PLACES: Final = (
    Place(N_("Briefings"), "/consultations/briefings"),
    Place(N_("Calls for input"), "/consultations/calls"),
    Place(N_("Champion countries"), "/registry/champions"),
    Place(N_("Networks"), "/registry/networks"),
    Place(N_("Secondments"), "/registry/secondments"),
    Place(N_("Notices"), "/notifications/notices"),
    Place(N_("Subscribe"), "/notifications/subscribe"),
)

"""Notifications: what the Network tells. Every part of the service, and how it is wired, on one screen."""

from services.notifications.contacts import api as contacts
from services.notifications.contacts.projection import CONTACTS
from services.notifications.feeds import pages as feeds
from services.notifications.home import api as home
from services.notifications.home.projection import NEWS, ROLL
from services.notifications.notices import domain as notices
from services.notifications.notices.policy import NOTIFY
from services.notifications.notices.projection import NOTICES
from shared.eventstore.handle import Slice
from shared.runtime.service import Service
from shared.vault import FORGET

SERVICE = Service(
    name="notifications",
    summary="What the UN Network on Migration tells: the home page, and notices with their feeds.",
    slices=(contacts.CONTACT, Slice("notice", notices.NONE, notices.decide, notices.evolve)),
    views=(CONTACTS, NEWS, NOTICES, ROLL),
    reactions=(NOTIFY,),
    duties=(FORGET,),
    routes=(contacts.routes, home.routes),
    pages=(feeds.routes,),
)

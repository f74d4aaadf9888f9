"""Notifications: what the Network tells. Every part of the service, and how it is wired, on one screen."""

from services.notifications.contacts import api as contacts
from services.notifications.contacts.own_api import CONTACT
from services.notifications.contacts.projection import CONTACTS
from services.notifications.deliveries import api as deliveries
from services.notifications.deliveries import chunks
from services.notifications.deliveries.authors import cited_duty, participants_duty
from services.notifications.deliveries.authors.duties import WRITE
from services.notifications.deliveries.fanning_out import fanouts
from services.notifications.deliveries.fanning_out.duties import ASK, CATCH_UP, FAN_OUT
from services.notifications.deliveries.fanning_out.fanout import NOTICE
from services.notifications.deliveries.sending.worker import deliver
from services.notifications.feeds import pages as feeds
from services.notifications.home import api as home
from services.notifications.home import pages as home_pages
from services.notifications.home.projection import NEWS, ROLL
from services.notifications.joining import pages as joining_pages
from services.notifications.notices import api as notices
from services.notifications.notices import pages as notice_pages
from services.notifications.notices.policy import NOTIFY
from services.notifications.notices.projection import NOTICES
from services.notifications.subscriptions import api as subscriptions
from services.notifications.subscriptions import pages as subscription_pages
from services.notifications.subscriptions.projection import SUBSCRIBERS
from services.notifications.subscriptions.reactions import END_ERASED, KEEP_CONTACTS
from shared.runtime.service import Service
from shared.vault import FORGET

SERVICE = Service(
    name="notifications",
    summary="What the UN Network on Migration tells: the home page, notices, their feeds, and mails to who asked.",
    slices=(CONTACT, NOTICE, subscriptions.SUBSCRIPTION),
    views=(CONTACTS, NEWS, NOTICES, ROLL, SUBSCRIBERS),
    reactions=(END_ERASED, KEEP_CONTACTS, NOTIFY),
    duties=(
        ASK,
        CATCH_UP,
        FAN_OUT,
        FORGET,
        WRITE,
        cited_duty.WRITE_TO_CITED,
        participants_duty.WRITE_TO_PARTICIPANTS,
    ),
    workers=(deliver,),
    prepares=(chunks.prepare, fanouts.prepare, cited_duty.prepare, participants_duty.prepare),
    routes=(contacts.routes, deliveries.routes, home.routes, notices.routes, subscriptions.routes),
    pages=(feeds.routes, joining_pages.routes, notice_pages.routes, subscription_pages.routes),
    front=(home_pages.front,),
)

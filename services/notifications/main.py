"""Notifications: what the Network tells. Every part of the service, and how it is wired, on one screen."""

from services.notifications.home import api as home
from services.notifications.home.projection import NEWS, ROLL
from shared.runtime.service import Service

SERVICE = Service(
    name="notifications",
    summary="What the UN Network on Migration tells: the home page, and soon notices to all concerned.",
    views=(NEWS, ROLL),
    routes=(home.routes,),
)

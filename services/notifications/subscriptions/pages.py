"""A subscription's pages, for who has its mailbox's links: confirm, preferences, unsubscribe.

A GET changes nothing: mail scanners open every link. The token is the right to act, so no cookie and no Origin
is asked for; that is also what a mail program's one-click needs (RFC 8058).
"""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse

from services.notifications.deliveries.shown import History
from services.notifications.languages import FOLDER, interest_words, places, topics
from services.notifications.subscriptions.addresses import CONFIRM, MANAGE
from services.notifications.subscriptions.api import BY_LINK, SUBSCRIPTION
from services.notifications.subscriptions.commands import (
    ConfirmSubscription,
    EndSubscription,
    SubscriptionCommand,
)
from services.notifications.subscriptions.preferences import changed, choices
from services.notifications.subscriptions.projection import SUBSCRIBERS, SubscriberState
from shared.auth import LINK
from shared.clock import now
from shared.contracts.notifications.subscriptions import Ending
from shared.i18n.speech import N_, written
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Refused
from shared.web.links import BadLink
from shared.web.pages.acting import acted
from shared.web.pages.page import HTML, Pages, form, onward
from shared.web.pages.visit import Visit, Visiting

_CONFIRM = N_("Confirm your subscription")
_PREFERENCES = N_("What you receive")
_UNSUBSCRIBE = N_("Unsubscribe")
_ENDED = N_("This subscription has ended: nothing is sent to this mailbox.")
_UNSUBSCRIBED = N_("You are unsubscribed. Nothing more is sent to this mailbox.")
_REFUSED = N_(
    "This form was not taken, and nothing has changed: it holds something that its page does not offer. "
    "Open the page again."
)
_NOTES = {
    "confirmed": N_("Your subscription is confirmed."),
    "saved": N_("Your changes are kept."),
}
STATES = {
    "due": N_("on its way"),
    "unknown": N_("perhaps arrived"),
    "sent": N_("sent"),
    "bounced": N_("refused by your mail server"),
    "suppressed": N_("not sent"),
    "failed": N_("could not be sent"),
}
"""Of deliveries, as their reader is told."""
Token = Annotated[
    str,
    InPath(
        description="The end of a link that a mail brought.",
        json_schema_extra={"pattern": r"^[A-Za-z0-9_-]{1,400}$"},
    ),
]
"""Its form is told and not asked for: a link that a mail program spoilt is answered with a page."""


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = APIRouter(tags=["subscriptions"], dependencies=[Depends(LINK)])
    pages = _SubscriptionPages(room)
    seen = {200: HTML, 404: HTML, **documented(422, 503)}
    done = seen | {409: HTML, 303: {"description": "To the page that shows what came of it."}}
    for path, get, post in (
        ("/confirm/{token}", pages.ask, pages.confirm),
        ("/preferences/{token}", pages.preferences, pages.change),
        ("/unsubscribe/{token}", pages.ask_to_end, pages.end),
    ):
        router.get(path, response_class=HTMLResponse, responses=seen)(get)
        router.post(path, response_class=HTMLResponse, responses=done | documented(400, 413, 415, 429))(post)
    router.get("/mails", response_class=HTMLResponse, responses={200: HTML})(pages.about)
    return router


class _SubscriptionPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._links = room.links
        self._pages = Pages("/notifications", Path(__file__).with_name("templates"), FOLDER)
        self._subscribers = room.reader(SUBSCRIBERS)
        self._history = History(room.database)

    async def ask(self, token: Token, visit: Visiting) -> Response:
        """What would be told, and the button that confirms it."""
        try:
            contact, key = self._links.open(CONFIRM, token)
        except BadLink:
            return self._bad(visit)
        state = await self._known(contact)
        asked = state.subscription.requests.get(key) if state else None
        if state and key in state.subscription.confirmed:
            used = N_("This link has been used: the subscription was confirmed with it.")
            return self._told(_for(state, visit), _CONFIRM, used, contact)
        if asked is None or asked.expires_at < now():
            return self._bad(visit)
        visit = visit.by_default(written(asked.language))
        words = [interest_words(one, visit.speech) for one in asked.interests]
        return self._pages.show("confirm.html", visit, interests=words)

    async def confirm(self, token: Token, visit: Visiting) -> Response:
        """Confirm what was asked for."""
        try:
            contact, key = self._links.open(CONFIRM, token)
            await self._act(contact, ConfirmSubscription(request=key, at=now()))
        except (BadLink, Refused):
            return self._bad(visit)
        return onward(self._preferences(contact), "confirmed")

    async def preferences(self, token: Token, visit: Visiting) -> Response:
        """What is followed, what was sent, and the way out."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(visit)
        state = await self._known(contact)
        if state is None:
            return self._told(visit, _PREFERENCES, _ENDED, status=404)
        visit, now_ = _for(state, visit), state.subscription
        t = visit.speech
        return self._pages.show(
            "preferences.html",
            visit,
            note=_NOTES.get(visit.done),
            active=state.is_active,
            ended=_ENDED,
            interests=choices(now_.interests, t),
            topics=topics(t),
            where=places(t),
            asked=now_.language,
            unsubscribe=f"../unsubscribe/{token}",
            sent=await self._history.of(contact, t.marked()),
            states=STATES,
        )

    async def change(self, token: Token, visit: Visiting, request: Request) -> Response:
        """Follow what the form says; nothing any more where it says nothing."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(visit)
        state = await self._known(contact)
        if state is None:
            return self._told(visit, _PREFERENCES, _ENDED, status=404)
        try:
            await self._act(contact, changed(await form(request)))
        except Refused:
            line = _REFUSED if state.is_active else _ENDED
            return self._told(_for(state, visit), _PREFERENCES, line, contact, status=409)
        return onward(self._preferences(contact), "saved")

    async def ask_to_end(self, token: Token, visit: Visiting) -> Response:
        """The button that ends it."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(visit)
        state = await self._known(contact)
        if state is None or not state.is_active:
            return self._ended(contact, state, visit)
        return self._pages.show("unsubscribe.html", _for(state, visit), preferences=f"../preferences/{token}")

    async def end(self, token: Token, visit: Visiting, request: Request) -> Response:
        """End it, for a button or a mail program; answered without a redirect, as RFC 8058 asks."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(visit)
        body = await request.body()
        reason: Ending = "one_click" if b"One-Click" in body else "unsubscribed"
        await self._act(contact, EndSubscription(reason=reason))
        return self._ended(contact, await self._known(contact), visit)

    async def about(self, visit: Visiting) -> Response:
        """What these mails are."""
        return self._pages.show("mails.html", visit, topics=topics(visit.speech))

    async def _known(self, contact: str) -> SubscriberState | None:
        """The subscription; None where nothing is kept of its contact any more: it is nobody's to look at."""
        found = await self._subscribers.get(f"subscription-{contact}")
        kept = await self._room.vault.read([contact], "address")
        return found.state if found and contact in kept else None

    async def _act(self, contact: str, command: SubscriptionCommand) -> None:
        """Run the command, and wait until senders see what came of it."""
        stream, wait = f"subscription-{contact}", self._subscribers.wait_for
        await acted(self._room.commands, SUBSCRIPTION, stream, command, BY_LINK, wait)

    def _preferences(self, contact: str) -> str:
        return f"../preferences/{self._links.seal(MANAGE, contact)}"

    def _ended(self, contact: str, state: SubscriberState | None, visit: Visit) -> Response:
        """What is so for whoever has the link, also when nothing is kept of the contact any more."""
        if state is None:
            return self._told(visit, _UNSUBSCRIBE, _UNSUBSCRIBED)
        return self._told(_for(state, visit), _UNSUBSCRIBE, _UNSUBSCRIBED, contact)

    def _told(
        self, visit: Visit, title: str, line: str, contact: str | None = None, *, status: int = 200
    ) -> Response:
        """A sentence, and the way to the preferences of the contact."""
        preferences = self._preferences(contact) if contact else None
        return self._pages.show(
            "told.html", visit, status=status, title=title, line=line, preferences=preferences
        )

    def _bad(self, visit: Visit) -> Response:
        line = N_(
            "It may have been cut off on its way: copy the whole address from the mail. A link that confirms is "
            "good for two days; after that, subscribe again."
        )
        return self._told(visit, N_("This link does not work"), line, status=404)


def _for(state: SubscriberState, visit: Visit) -> Visit:
    """In the language of the subscription, unless its reader chose another."""
    return visit.by_default(written(state.subscription.language))

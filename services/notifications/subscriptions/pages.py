"""A subscription's pages, for who has its mailbox's links: confirm, preferences, unsubscribe.

A GET changes nothing: mail scanners open every link. The token is the right to act, so no cookie and no Origin
is asked for; that is also what a mail program's one-click needs (RFC 8058).
"""

import contextlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse, RedirectResponse

from services.notifications.deliveries.shown import History
from services.notifications.languages import (
    OWN_NAMES,
    Written,
    interest_words,
    place_words,
    topic_words,
    written,
)
from services.notifications.subscriptions.addresses import CONFIRM, MANAGE
from services.notifications.subscriptions.api import BY_LINK, SUBSCRIPTION
from services.notifications.subscriptions.commands import (
    ConfirmSubscription,
    EndSubscription,
    SubscriptionCommand,
)
from services.notifications.subscriptions.preferences import TOPICS, changed, choices, countries
from services.notifications.subscriptions.projection import SUBSCRIBERS, SubscriberState
from services.notifications.subscriptions.texts import TEXTS
from shared.auth import PUBLIC
from shared.clock import now
from shared.contracts.notifications.notices import Topic
from shared.contracts.notifications.subscriptions import Ending
from shared.eventstore.handle import Origin
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import REGIONS, Refused
from shared.views.reader import NotYet
from shared.web.commands import context
from shared.web.links import BadLink
from shared.web.page import Pages, form

_HTML = {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "A page."}
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
    router = APIRouter(tags=["subscriptions"], dependencies=[Depends(PUBLIC)])
    pages = _SubscriptionPages(room)
    seen = {200: _HTML, 404: _HTML, **documented(422, 503)}
    done = seen | {409: _HTML, 303: {"description": "To the page that shows what came of it."}}
    for path, get, post in (
        ("/confirm/{token}", pages.ask, pages.confirm),
        ("/preferences/{token}", pages.preferences, pages.change),
        ("/unsubscribe/{token}", pages.ask_to_end, pages.end),
    ):
        router.get(path, response_class=HTMLResponse, responses=seen)(get)
        router.post(path, response_class=HTMLResponse, responses=done | documented(400, 413, 415))(post)
    router.get("/mails", response_class=HTMLResponse, responses={200: _HTML})(pages.about)
    return router


class _SubscriptionPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._links = room.links
        self._pages = Pages(Path(__file__).with_name("templates"))
        self._subscribers = room.reader(SUBSCRIBERS)
        self._history = History(room.database)

    async def ask(self, token: Token, request: Request) -> Response:
        """What would be told, and the button that confirms it."""
        try:
            contact, key = self._links.open(CONFIRM, token)
        except BadLink:
            return self._bad(request)
        state = await self._known(contact)
        asked = state.subscription.requests.get(key) if state else None
        if state and key in state.subscription.confirmed:
            return self._told(_language(state), "confirm_title", "confirm_used", contact)
        if asked is None or asked.expires_at < now():
            return self._bad(request)
        language = written(asked.language)
        words = [interest_words(one, language) for one in asked.interests]
        return self._show("confirm.html", language, interests=words)

    async def confirm(self, token: Token, request: Request) -> Response:
        """Confirm what was asked for."""
        try:
            contact, key = self._links.open(CONFIRM, token)
            await self._act(contact, ConfirmSubscription(request=key, at=now()))
        except (BadLink, Refused):
            return self._bad(request)
        return self._onward(contact, "confirmed")

    async def preferences(self, token: Token, request: Request, note: str = "") -> Response:
        """What is followed, what was sent, and the way out."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(request)
        state = await self._known(contact)
        if state is None:
            return self._told(_preferred(request), "preferences_title", "ended", status=404)
        language, now_ = _language(state), state.subscription
        t = TEXTS[language]
        return self._show(
            "preferences.html",
            language,
            note={"confirmed": t.confirm_done, "saved": t.saved}.get(note),
            active=state.is_active,
            interests=choices(now_.interests, language),
            topics=_topics(language),
            regions=[(region, place_words(region, language)) for region in REGIONS],
            countries=countries(language),
            languages=[(tag, name, written(tag) == tag) for tag, name in OWN_NAMES.items()],
            asked=now_.language,
            unsubscribe=f"../unsubscribe/{token}",
            sent=await self._history.of(contact, language),
        )

    async def change(self, token: Token, request: Request) -> Response:
        """Follow what the form says; nothing any more where it says nothing."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(request)
        state = await self._known(contact)
        if state is None:
            return self._told(_preferred(request), "preferences_title", "ended", status=404)
        try:
            await self._act(contact, changed(await form(request)))
        except Refused:
            line = "form_refused" if state.is_active else "ended"
            return self._told(_language(state), "preferences_title", line, contact, status=409)
        return self._onward(contact, "saved")

    async def ask_to_end(self, token: Token, request: Request) -> Response:
        """The button that ends it."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(request)
        state = await self._known(contact)
        if state is None or not state.is_active:
            return self._ended(contact, state, request)
        return self._show("unsubscribe.html", _language(state), preferences=f"../preferences/{token}")

    async def end(self, token: Token, request: Request) -> Response:
        """End it, for a button or a mail program; answered without a redirect, as RFC 8058 asks."""
        try:
            [contact] = self._links.open(MANAGE, token)
        except BadLink:
            return self._bad(request)
        body = await request.body()
        reason: Ending = "one_click" if b"One-Click" in body else "unsubscribed"
        await self._act(contact, EndSubscription(reason=reason))
        return self._ended(contact, await self._known(contact), request)

    async def about(self, request: Request) -> Response:
        """What these mails are."""
        language = _preferred(request)
        return self._show("about.html", language, topics=_topics(language))

    async def _known(self, contact: str) -> SubscriberState | None:
        """The subscription; None where nothing is kept of its contact any more: it is nobody's to look at."""
        found = await self._subscribers.get(f"subscription-{contact}")
        kept = await self._room.vault.read([contact], "address")
        return found.state if found and contact in kept else None

    async def _act(self, contact: str, command: SubscriptionCommand) -> None:
        """Run the command, and wait until senders see what came of it."""
        stream, origin = f"subscription-{contact}", Origin(actor=BY_LINK, context=context())
        answer = await self._room.commands.handle(SUBSCRIPTION, stream, command, origin)
        with contextlib.suppress(NotYet):
            await self._subscribers.wait_for([(stream, answer.version)])

    def _onward(self, contact: str, note: str) -> Response:
        return RedirectResponse(f"{self._preferences(contact)}?note={note}", status_code=303)

    def _preferences(self, contact: str) -> str:
        return f"../preferences/{self._links.seal(MANAGE, contact)}"

    def _ended(self, contact: str, state: SubscriberState | None, request: Request) -> Response:
        """What is so for whoever has the link, also when nothing is kept of the contact any more."""
        if state is None:
            return self._told(_preferred(request), "unsubscribe_title", "unsubscribe_done")
        return self._told(_language(state), "unsubscribe_title", "unsubscribe_done", contact)

    def _told(
        self, language: Written, title: str, line: str, contact: str | None = None, *, status: int = 200
    ) -> Response:
        """A sentence, and the way to the preferences of the contact."""
        t = TEXTS[language]
        return self._show(
            "told.html",
            language,
            status,
            title=getattr(t, title),
            line=getattr(t, line),
            preferences=self._preferences(contact) if contact else None,
        )

    def _bad(self, request: Request) -> Response:
        return self._told(_preferred(request), "bad_title", "bad_link", status=404)

    def _show(self, template: str, language: Written, status: int = 200, **values: object) -> Response:
        shown = {"language": language, "t": TEXTS[language], **values}
        return self._pages.show(template, shown, service="notifications", status=status)


def _language(state: SubscriberState) -> Written:
    return written(state.subscription.language)


def _topics(language: Written) -> list[tuple[Topic, str]]:
    return [(topic, topic_words(topic, language)) for topic in TOPICS]


def _preferred(request: Request) -> Written:
    """The language of a page about nobody: what the browser asks for first."""
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"

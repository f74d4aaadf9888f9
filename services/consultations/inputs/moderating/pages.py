"""Moderation as pages: the queue by call, one input with everything, and the decision with its stated reason."""

from collections.abc import Awaitable, Callable
from itertools import groupby
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from services.consultations.calls.pages import to_calls
from services.consultations.calls.projection import CALLS
from services.consultations.calls.words import FOLDER
from services.consultations.inputs import commands as c
from services.consultations.inputs.content import Content
from services.consultations.inputs.moderating.api import Moderators, Waiting
from services.consultations.inputs.moderating.form import (
    Undecided,
    Unseen,
    preview,
    redacting,
    refusing,
    seen,
)
from services.consultations.inputs.moderating.redaction import left_of
from services.consultations.inputs.publishing.files_api import file_of, moderates
from services.consultations.inputs.publishing.library import files_of
from services.consultations.inputs.taking.intake import INPUT
from services.consultations.inputs.words import WORDS
from shared.auth import Caller, Role
from shared.contracts.consultations.inputs import InputId
from shared.i18n.speech import N_
from shared.i18n.values import network_words
from shared.mongo import StoreClock
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.edge.origin import same_origin
from shared.web.pages.acting import acted
from shared.web.pages.errors import why
from shared.web.pages.frame import Crumb
from shared.web.pages.page import Fields, Pages, form, onward
from shared.web.pages.session import OpenForm, Session
from shared.web.pages.visit import Visit
from shared.web.routes.queries import Cursor

_TITLE: Final = N_("Moderation")
_PLACE: Final = "/consultations/moderation"
_TOGETHER: Final = 50
_NOTES: Final = {
    "claimed": N_("You look at it now: for an hour nobody else need."),
    "accepted": N_("The input is accepted."),
    "refused": N_("The input is not published; its author is told why."),
    "redacted": N_("The input is published with passages left out; its author is told why."),
}
Moderator = Annotated[Visit, Depends(Session(Role.SECRETARIAT))]
Deciding = Annotated[Visit, Depends(OpenForm(Role.SECRETARIAT))]
Decision = Callable[[Waiting, Fields, Caller], Awaitable[c.InputCommand]]
_GONE: Final = 401


def routes(room: Room) -> APIRouter:
    """The moderators' pages."""
    router = APIRouter(prefix="/moderation", include_in_schema=False, default_response_class=HTMLResponse)
    pages = _ModerationPages(room)
    router.get("")(pages.queue)
    router.get("/{id}")(pages.look)
    router.get("/{id}/files/{file}", response_class=StreamingResponse)(pages.file)
    for post in (pages.claim, pages.accept, pages.refuse, pages.redact):
        router.post(f"/{{id}}/{post.__name__}", dependencies=[Depends(same_origin(room.origin))])(post)
    return router


class _ModerationPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._moderators, self._clock = Moderators(room), StoreClock(room.database)
        self._calls = room.reader(CALLS)
        self._pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER, **WORDS)

    async def queue(self, visit: Moderator, call: Key | Literal[""] = "", cursor: Cursor = None) -> Response:
        """What waits, by call."""
        found = await self._moderators.waiting({"call": call} if call else {}, cursor, _TOGETHER)
        known = {one.state.key: one.state for one in await self._calls.find({"listed": True})}
        ordered = sorted(found.waiting, key=lambda one: one.received.call)
        return self._pages.show(
            "moderation.html",
            visit,
            to_calls(visit.speech),
            queue=[
                (known.get(key), key, list(inputs))
                for key, inputs in groupby(ordered, key=lambda one: one.received.call)
            ],
            calls=known,
            chosen=call,
            cursor=cursor,
            following=found.next,
            note=_NOTES.get(visit.done),
            me=self._moderators.name(visit.acting),
        )

    async def look(self, id: str, visit: Moderator) -> Response:  # noqa: A002
        """One that waits, with everything."""
        return await self._shown(visit, await self._moderators.one(id), note=_NOTES.get(visit.done))

    async def file(self, id: InputId, file: InputId, visit: Moderator) -> Response:  # noqa: A002
        """A file that is part of it."""
        _, state = await self._room.commands.read(INPUT, f"input-{id}")
        if not moderates(state, visit.caller):
            raise Problem(404, "not-found", "there is no such input, or it does not wait for a moderator")
        return await file_of(self._room, state, file)

    async def _shown(
        self,
        visit: Visit,
        one: Waiting,
        status: int = 200,
        *,
        note: str | None = None,
        refused: str | None = None,
        sent: Fields = (),  # type: ignore[assignment]  # none
        wrong: dict[str, str] | None = None,
        left: Content | None = None,
    ) -> Response:
        t, told = visit.speech, dict(sent)
        call = await self._calls.get(f"call-{one.received.call}")
        return self._pages.show(
            "moderate.html",
            visit,
            to_calls(t),
            Crumb(t.say(_TITLE), _PLACE),
            status=status,
            one=one,
            call=call.state if call else None,
            files=files_of(one.received),
            mine=one.claimed_by == self._moderators.name(visit.acting),
            note=note,
            refused=refused,
            sent=told,
            left=left,
            seen=seen(left) if left else None,
            wrong={id_: t.say(text) for id_, text in (wrong or {}).items()},
            place=f"{_PLACE}/{one.id}",
            network_words=lambda key: network_words(key, t),
        )

    def _typed(self, visit: Visit, sent: Fields, status: int, refused: str | None = None) -> Response:
        """What a moderator typed, and nothing of the input: their session is over, or it waits no more."""
        t = visit.speech
        return self._pages.show(
            "moderate_typed.html",
            visit,
            to_calls(t),
            Crumb(t.say(_TITLE), _PLACE),
            status=status,
            sent=sent,
            refused=refused,
        )

    async def claim(self, id: str, visit: Deciding) -> Response:  # noqa: A002
        """Look at it, so that nobody else need."""
        if visit.caller is None:
            return self._typed(visit, [], _GONE)
        command = c.ClaimInput(by=self._moderators.name(visit.caller), at=await self._clock.now())
        return await self._act(visit, await self._moderators.one(id), command, "claimed", f"{_PLACE}/{id}")

    async def accept(self, id: str, visit: Deciding) -> Response:  # noqa: A002
        """Let it be published as it is."""
        if visit.caller is None:
            return self._typed(visit, [], _GONE)
        command = c.AcceptInput(by=self._moderators.name(visit.caller))
        return await self._act(visit, await self._moderators.one(id), command, "accepted", _PLACE)

    async def refuse(self, id: str, request: Request, visit: Deciding) -> Response:  # noqa: A002
        """Do not let it be published."""

        async def refusal(_: Waiting, sent: Fields, caller: Caller) -> c.InputCommand:
            return await self._moderators.refusal(id, refusing(sent), caller)

        return await self._decide(visit, id, await form(request), refusal, "refused")

    async def redact(self, id: str, request: Request, visit: Deciding) -> Response:  # noqa: A002
        """Let it be published with passages left out; as it was seen before, and not otherwise."""

        async def redaction(one: Waiting, sent: Fields, caller: Caller) -> c.InputCommand:
            said = redacting(sent, one.content)
            preview(sent, left_of(one.content, said))
            return await self._moderators.redaction(id, said, caller)

        return await self._decide(visit, id, await form(request), redaction, "redacted")

    async def _decide(self, visit: Visit, id_: str, sent: Fields, decision: Decision, note: str) -> Response:
        """Do what the form says. What was typed is never lost, whatever is wrong."""
        if visit.caller is None:
            return self._typed(visit, sent, _GONE)
        try:
            one = await self._moderators.one(id_)
        except Problem as error:
            return self._typed(visit, sent, error.status, why(error, visit.speech))
        try:
            command = await decision(one, sent, visit.caller)
        except Undecided as error:
            return await self._shown(visit, one, 422, sent=sent, wrong=error.wrong)
        except Unseen as error:
            return await self._shown(visit, one, sent=sent, left=error.left)
        except Problem as error:
            return await self._shown(visit, one, error.status, sent=sent, refused=why(error, visit.speech))
        return await self._act(visit, one, command, note, _PLACE, sent=sent)

    async def _act(
        self,
        visit: Visit,
        one: Waiting,
        command: c.InputCommand,
        note: str,
        place: str,
        *,
        sent: Fields = (),  # type: ignore[assignment]  # none
    ) -> Response:
        """Run it, and go where the moderator sees what came of it."""
        actor, wait = visit.acting.actor, self._moderators.library.inputs.wait_for
        try:
            await acted(self._room.commands, INPUT, f"input-{one.id}", command, actor, wait)
        except Refused as error:
            return await self._shown(visit, one, 409, sent=sent, refused=why(error, visit.speech))
        return onward(place, note)

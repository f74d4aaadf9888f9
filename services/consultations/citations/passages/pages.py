"""Marking passages as pages: the inputs of a call that can be marked, and one with its answers and its marks."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.calls.pages import to_calls
from services.consultations.calls.projection import CALLS
from services.consultations.calls.words import FOLDER as OF_CALLS
from services.consultations.citations.passages.commands import PassageCommand, RemovePassage
from services.consultations.citations.passages.form import Unclear, marking, removal
from services.consultations.citations.passages.marking import PASSAGE, Markable, Marker
from services.consultations.citations.passages.places import stretches
from services.consultations.citations.words import FOLDER, WORDS
from shared.auth import Caller, Role
from shared.contracts.consultations.inputs import InputId
from shared.i18n.speech import N_
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

_INPUTS: Final = "/consultations/inputs"
_TOGETHER: Final = 50
_NOTES: Final = {
    "marked": N_("The passage is marked."),
    "removed": N_("The passage is cited there no more."),
}
_REASON: Final = N_("Choose why it is removed.")
_GONE: Final = 401
Officer = Annotated[Visit, Depends(Session(Role.SECRETARIAT))]
Marks = Annotated[Visit, Depends(OpenForm(Role.SECRETARIAT))]


def routes(room: Room) -> APIRouter:
    """The officers' pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    pages, ours = _MarkingPages(room), [Depends(same_origin(room.origin))]
    router.get("/marking")(pages.inputs)
    router.get("/inputs/{id}/mark")(pages.look)
    router.post("/inputs/{id}/mark", dependencies=ours)(pages.mark)
    router.post("/inputs/{id}/mark/{passage}/remove", dependencies=ours)(pages.remove)
    return router


class _MarkingPages:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room, self._marker = room, Marker(room)
        self._calls = room.reader(CALLS)
        self._pages = Pages(
            "/consultations", Path(__file__).with_name("templates"), FOLDER, OF_CALLS, **WORDS
        )

    async def inputs(self, visit: Officer, call: Key | Literal[""] = "", cursor: Cursor = None) -> Response:
        """The inputs of a call that can be marked, published or not."""
        known = {one.state.key: one.state for one in await self._calls.find({"listed": True})}
        found, following = await self._marker.inputs(call, cursor, _TOGETHER) if call else ([], None)
        return self._pages.show(
            "marking.html",
            visit,
            to_calls(visit.speech),
            calls=known,
            chosen=call,
            found=found,
            cursor=cursor,
            following=following,
        )

    async def look(self, id: InputId, visit: Officer) -> Response:  # noqa: A002  as the path is called
        """An input with its answers, what is marked in them, and the form that marks."""
        return await self._shown(visit, id, await self._marker.one(id), note=_NOTES.get(visit.done))

    async def _shown(self, visit: Visit, id_: str, one: Markable, status: int = 200, **said: Any) -> Response:
        t = visit.speech
        call = await self._calls.get(f"call-{one.state.call}")
        texts = one.texts()
        marked = {
            key: stretches(text, [m.place for m in one.marks if m.place and m.state.marked.question == key])
            for key, text in texts.items()
        }
        return self._pages.show(
            "mark.html",
            visit,
            to_calls(t),
            Crumb(t.say(N_("Input")), f"{_INPUTS}/{id_}") if one.state.published else to_calls(t),
            status=status,
            one=one,
            call=call.state if call else None,
            texts=texts,
            marked=marked,
            findings=await self._marker.usable(one),
            place=f"{_INPUTS}/{id_}/mark",
            **{"note": None, "refused": None, "wrong": {}, "where": [], "sent": {}, **said},
        )

    def _typed(self, visit: Visit, sent: Fields, status: int, refused: str | None = None) -> Response:
        """What an officer typed, and nothing of the input: their session is over, or it cannot be marked any more."""
        return self._pages.show(
            "mark_typed.html",
            visit,
            to_calls(visit.speech),
            status=status,
            sent=sent,
            refused=refused,
        )

    async def mark(self, id: InputId, request: Request, visit: Marks) -> Response:  # noqa: A002
        """Mark what the form says. What was typed is never lost, whatever is wrong."""
        sent = await form(request)
        if visit.caller is None:
            return self._typed(visit, sent, _GONE)
        try:
            one = await self._marker.one(id)
        except Problem as error:
            return self._typed(visit, sent, error.status, why(error, visit.speech))
        try:
            stream, command = await self._marker.command(id, marking(sent, one.texts()), visit.caller)
            await self._run(stream, command, visit.caller)
        except Unclear as error:
            wrong = {name: visit.speech.say(text) for name, text in error.wrong.items()}
            return await self._shown(visit, id, one, 422, sent=dict(sent), wrong=wrong, where=error.where)
        except (Refused, Problem) as error:
            status = error.status if isinstance(error, Problem) else 409
            return await self._shown(
                visit, id, one, status, sent=dict(sent), refused=why(error, visit.speech)
            )
        return onward(f"{_INPUTS}/{id}/mark", "marked")

    async def remove(self, id: InputId, passage: InputId, request: Request, visit: Marks) -> Response:  # noqa: A002
        """Take a passage out of a finding."""
        sent = await form(request)
        if visit.caller is None:
            return self._typed(visit, sent, _GONE)
        one, reason, finding = await self._marker.one(id), removal(sent), dict(sent).get("finding", "")
        if reason is None:
            wrong = {f"reason-{passage}-{finding}": visit.speech.say(_REASON)}
            return await self._shown(visit, id, one, 422, wrong=wrong)
        try:
            command = RemovePassage(finding=finding, reason=reason, by=self._marker.name(visit.caller))
            await self._run(f"passage-{passage}", command, visit.caller)
        except (Refused, ValueError) as error:
            refused = why(error, visit.speech) if isinstance(error, Refused) else None
            return await self._shown(visit, id, one, 409, refused=refused)
        return onward(f"{_INPUTS}/{id}/mark", "removed")

    async def _run(self, stream: str, command: PassageCommand, caller: Caller) -> None:
        wait = self._marker.passages.wait_for
        await acted(self._room.commands, PASSAGE, stream, command, caller.actor, wait)

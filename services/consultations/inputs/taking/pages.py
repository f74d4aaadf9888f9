"""Taking part in a call on a page: the form, and from it the input that the API would have been sent."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.consultations.attachments.claiming import MOST
from services.consultations.calls.api import one
from services.consultations.calls.pages import to_call, to_calls
from services.consultations.calls.projection import CALLS, CallState
from services.consultations.calls.standing import stage
from services.consultations.calls.words import FOLDER, STAGES
from services.consultations.inputs.taking.choosing import Choosing, asked, held
from services.consultations.inputs.taking.form import Entered, Misfilled, entered, misfilled, offer, wanted
from services.consultations.inputs.taking.intake import Intake
from services.consultations.inputs.taking.posting import check_network
from services.consultations.inputs.taking.sending import Sending, is_random
from services.consultations.inputs.words import WORDS
from shared.auth import COUNTING, Role
from shared.clock import now
from shared.eventstore.handle import KeyReused
from shared.i18n.regions import region_words
from shared.i18n.speech import N_
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import REGIONS, Key, Refused
from shared.web.edge.arrival import Arrival, Arrived
from shared.web.edge.origin import same_origin
from shared.web.edge.parts import Brought, form_with_files, texts_of
from shared.web.edge.rates import TOO_MANY, too_many
from shared.web.pages.errors import why
from shared.web.pages.page import HTML, Pages, onward
from shared.web.pages.visit import Visit, Visiting

_GIVEN_BACK = {403, 409, 422, 503}
_AGAIN = N_(
    "This form was sent before with other words, and those were received. To send this as a second input, send it "
    "again."
)
_OTHERWISE = N_(
    "You are signed in otherwise than when you opened this form, or not any more. Look for whom you speak, and send "
    "it again."
)


def routes(room: Room) -> APIRouter:
    """The form's pages."""
    router = APIRouter(
        prefix="/calls",
        tags=["inputs"],
        dependencies=[Depends(COUNTING)],
        default_response_class=HTMLResponse,
        responses=documented(404, 422, 503),
    )
    taking = _Taking(room)
    router.get("/{key}/take-part", responses={200: HTML})(taking.ask)
    router.post(
        "/{key}/take-part",
        status_code=303,
        responses={
            303: {"description": "To the author's page, with the receipt."},
            **documented(400, 403, 409, 413, 415, 429),
        },
        dependencies=[Depends(same_origin(room.origin))],
    )(taking.take)
    return router


class _Taking:
    """Each method answers one route."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._calls = room.reader(CALLS)
        self._intake = Intake(room)
        self._pages = Pages("/consultations", Path(__file__).with_name("templates"), FOLDER, **WORDS)

    async def ask(self, key: Key, visit: Visiting) -> Response:
        """The form; the reason why not where the call takes no inputs."""
        call = await one(self._calls, key)
        return await self._shown(visit, call, entered([]), barred=await self._barred(visit, call))

    async def _barred(self, visit: Visit, call: CallState) -> str | None:
        """Why a network would be refused whatever it wrote; None where it would not."""
        if visit.caller is None or visit.caller.role is not Role.NETWORK or call.terms is None:
            return None
        try:
            check_network(visit.caller, call.terms, await self._intake.network(visit.caller))
        except Problem as error:
            return error.detail
        return None

    async def take(self, key: Key, request: Request, visit: Visiting, arrived: Arrived) -> Response:
        """Send the input, as the API would; files stay taken, whatever else is wrong."""
        call = await one(self._calls, key)
        try:
            await self._room.rates.check(request, visit.caller)
        except Problem as error:
            if (texts := await texts_of(request)) is None:
                raise
            return await self._given_back(visit, call, entered(texts), error)
        async with form_with_files(request) as (fields, files):
            filled = _keyed(entered(fields))
            try:
                filled, unfit = await self._choose(call, filled, files, request, visit)
            except Problem as error:
                return await self._given_back(visit, call, filled, error)
        return await self._sent(visit, call, filled, unfit, arrived)

    async def _sent(
        self, visit: Visit, call: CallState, filled: Entered, unfit: Mapping[str, str], arrived: Arrival
    ) -> Response:
        if filled.one("speaker") not in {"", _speaker(visit)}:
            again = visit.speech.say(_OTHERWISE)
            return await self._shown(visit, call, filled, 409, again=again)
        try:
            return await self._taken(call, visit, filled, unfit, arrived)
        except Misfilled as error:
            return await self._shown(visit, call, filled, 422, wrong=error.wrong)
        except KeyReused:
            return await self._shown(visit, call, filled, 422, fresh=True, again=visit.speech.say(_AGAIN))
        except Refused as error:
            return await self._shown(visit, call, filled, 409, refused=why(error, visit.speech))
        except Problem as error:
            return await self._given_back(visit, call, filled, error)

    async def _given_back(self, visit: Visit, call: CallState, filled: Entered, error: Problem) -> Response:
        """The form with all that was typed, and why nothing was taken. Raises what is no refusal."""
        if error.status == TOO_MANY:
            shown = await self._shown(visit, call, filled, error.status, again=too_many(error, visit.speech))
        elif error.status in _GIVEN_BACK:
            shown = await self._shown(visit, call, filled, error.status, refused=why(error, visit.speech))
        else:
            raise error
        shown.headers.update(error.headers)
        return shown

    async def _choose(
        self, call: CallState, filled: Entered, files: Sequence[Brought], request: Request, visit: Visit
    ) -> tuple[Entered, Mapping[str, str]]:
        """Take the files that were chosen: the form that holds them, and why others were not taken."""
        assert call.terms is not None  # noqa: S101 - of every call that was announced
        chosen = asked(files, call.terms)
        for _ in chosen:  # each counts, as by the API; before the first is kept
            await self._room.rates.check(request, visit.caller)
        command = filled.one("command")
        choosing = Choosing(self._room, f"{call.key} {_speaker(visit)} {command}", visit.speech)
        return await choosing.take(filled, chosen)

    async def _taken(
        self, call: CallState, visit: Visit, filled: Entered, unfit: Mapping[str, str], arrived: Arrival
    ) -> Response:
        assert call.terms is not None  # noqa: S101 - of every call that was announced
        said = wanted(filled, offer(call.terms, visit.caller), visit.speech, unfit)
        sending = Sending(said, visit.caller, filled.one("command"))
        try:
            taken = await self._intake.take(call.key, sending, arrived)
        except Problem as error:
            raise misfilled(error.errors, visit.speech) or error from error
        note = "mailed" if taken.mailed else "unmailed" if said.address else "received"
        note = "example" if call.example and said.address else note
        return onward(f"/consultations/mine/{taken.author}", note)

    async def _shown(
        self,
        visit: Visit,
        call: CallState,
        filled: Entered,
        status: int = 200,
        *,
        wrong: Mapping[str, str] | None = None,
        refused: str | None = None,
        again: str | None = None,
        barred: str | None = None,
        fresh: bool = False,
    ) -> Response:
        assert call.terms is not None  # noqa: S101 - of every call that was announced
        t, offered = visit.speech, offer(call.terms, visit.caller)
        command = filled.one("command")
        return self._pages.show(
            "take_part.html",
            visit,
            to_calls(t),
            to_call(call, t),
            status=status,
            call=call,
            stage=stage(call, now()),
            stages=STAGES,
            offered=offered,
            filled=filled,
            held=await held(self._room, filled, call.terms),
            most=MOST,
            command=uuid.uuid4().hex if fresh or not is_random(command) else command,
            speaker=_speaker(visit),
            wrong=wrong or {},
            refused=refused,
            again=again,
            barred=barred,
            regions=[(value, region_words(value, t)) for value in REGIONS],
            countries=t.countries() if offered.country else [],
        )


def _speaker(visit: Visit) -> str:
    """Who would be speaking: a form that was opened by somebody is not sent by anybody else, or by nobody."""
    return visit.caller.actor if visit.caller else "anybody"


def _keyed(filled: Entered) -> Entered:
    """The form under a key of its own, where the one that it was given with has gone: nobody's else."""
    if is_random(filled.one("command")):
        return filled
    return Entered({**filled.values, "command": (uuid.uuid4().hex,)})

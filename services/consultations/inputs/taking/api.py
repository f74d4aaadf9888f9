"""Sending an input over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.consultations.inputs.content import NewInput
from services.consultations.inputs.taking.intake import Intake, Taken
from services.consultations.inputs.taking.sending import Sending, key_of
from shared.auth import ANYBODY, Caller
from shared.problems import documented
from shared.runtime.service import Room
from shared.values import Key
from shared.web.edge.arrival import Arrived
from shared.web.routes.commands import COMMAND_PROBLEMS, Sent, sent


def routes(room: Room) -> APIRouter:
    """The route for everybody who takes part."""
    router, intake = APIRouter(tags=["inputs"]), Intake(room)

    @router.post(
        "/calls/{key}/inputs",
        status_code=201,
        response_model=Taken,
        responses={**COMMAND_PROBLEMS, **documented(403, 404, 429)},
        summary="Send an input",
    )
    async def send_input(
        key: Key,
        body: NewInput,
        arrived: Arrived,
        caller: Annotated[Caller | None, Depends(ANYBODY)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> Response:
        """Send an input. The answer is the receipt; ``author`` is the word by which its author comes back."""
        taken = await intake.take(key, Sending(body, caller, key_of(sent.key, caller)), arrived)
        place = f"/consultations/api/inputs/{taken.receipt.receipt.input}/own"
        headers = {"Location": place, "Cache-Control": "private, no-store"}
        return Response(taken.model_dump_json(), 201, headers, "application/json")

    return router

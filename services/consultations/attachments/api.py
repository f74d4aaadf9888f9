"""Attachments over HTTP: sent beforehand, as they are, to be named by the input that they belong to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError

from services.consultations.attachments.intake import Attachment, take
from services.consultations.attachments.verdicts import Kind, Unfit, WrongKind
from services.consultations.inputs.taking.intake import Intake
from services.consultations.inputs.taking.sending import NOBODY, key_of
from shared.auth import ANYBODY, Caller
from shared.problems import Problem, documented
from shared.runtime.service import Room
from shared.values import Key, Value
from shared.vault import Erased
from shared.web.routes.commands import Sent, sent
from shared.web.routes.routes import FILE


class Bytes(Value):
    """How many, and sha256(nonce ‖ bytes) in hexadecimal letters; the nonce comes with the input's receipt."""

    size: int
    commitment: str


class AttachmentTaken(Value):
    """An attachment: the bytes that came, and those that are kept, without metadata."""

    id: str
    kind: Kind
    media_type: str
    received: Bytes
    stored: Bytes


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router, intake = APIRouter(tags=["attachments"]), Intake(room)

    @router.post(
        "/calls/{key}/attachments",
        status_code=201,
        responses=documented(400, 404, 408, 413, 415, 422, 429, 503),
        openapi_extra=FILE,
        summary="Send an attachment before the input that it belongs to",
    )
    async def new_attachment(
        key: Key,
        request: Request,
        caller: Annotated[Caller | None, Depends(ANYBODY)],
        sent: Annotated[Sent, Depends(sent)],
    ) -> AttachmentTaken:
        """PDF, DOCX, ODT, PNG or JPEG, judged by its content, up to 25 MB; the Idempotency-Key is required."""
        if sent.key is None:
            raise Problem(400, "malformed", "Idempotency-Key: each attachment needs one of its own")
        await intake.call(key)
        actor = caller.actor if caller else NOBODY
        try:
            id_ = room.links.derive("attachment", actor, key, key_of(sent.key, caller))
            with told("attachment"):
                taken = await take(room.vault, id_, request.stream())
        except Erased as error:
            retry = {"Retry-After": "60"}
            raise Problem(503, "unavailable", "An attachment of this key is being erased.", retry) from error
        return _taken(taken)

    return router


def _taken(taken: Attachment) -> AttachmentTaken:
    return AttachmentTaken(
        id=taken.id,
        kind=taken.kind,
        media_type=taken.kind.media_type,
        received=Bytes(size=taken.received_size, commitment=taken.received),
        stored=Bytes(size=taken.stored_size, commitment=taken.stored),
    )


@contextmanager
def told(what: str) -> Iterator[None]:
    """What is wrong with the file ``what`` as an answer of the API: 415 for its kind, 422 for what it holds."""
    try:
        yield
    except WrongKind as error:
        raise Problem(415, "unsupported-media-type", f"{what}: {error}") from error
    except Unfit as error:
        said = {"type": "value_error", "loc": ("body", what), "msg": str(error), "input": None}
        raise RequestValidationError([said]) from error

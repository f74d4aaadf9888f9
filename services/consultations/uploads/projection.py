"""The uploads, but for what is in them: whose, to which call, and how far they are."""

from typing import Any

from services.consultations.uploads.domain import ABSENT, Status, Upload, evolve
from shared.clock import Moment
from shared.contracts.consultations.uploads import Format, UploadReceived
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value
from shared.views.view import View


class UploadState(Value):
    """An upload's entry."""

    version: int = 0
    id: str
    status: Status = "absent"
    received: UploadReceived | None = None
    owner: str = ""
    call: str = ""
    format: Format = "csv"
    received_at: Moment | None = None
    accepted: int = 0
    refused: int = 0


def project(state: UploadState | None, record: Recorded[Any]) -> UploadState:
    """The entry after one more event."""
    before = state or UploadState(id=key_of(record.stream))
    known = Upload(before.status, before.received, before.accepted, before.refused) if state else ABSENT
    now = evolve(known, record.event)
    said = now.received
    told: dict[str, object] = {name: getattr(said, name) for name in _COPIED} if said else {}
    numbers = {"status": now.status, "accepted": now.accepted, "refused": now.refused, "received": said}
    return before.model_copy(update={**told, **numbers, "version": record.version})


_COPIED = ("owner", "call", "format", "received_at")

UPLOADS = View(
    name="uploads",
    kinds=frozenset({"upload"}),
    state=UploadState,
    evolve=project,
    indexes=(("status",), ("owner", "received_at")),
)

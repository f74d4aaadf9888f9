"""An upload: received, worked through row by row, completed, undone at any time."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from services.consultations.uploads.commands import (
    CompleteUpload,
    ReceiveUpload,
    UndoUpload,
    UploadCommand,
)
from shared.contracts.consultations.uploads import (
    UploadCompleted,
    UploadEvent,
    UploadReceived,
    UploadUndone,
)
from shared.contracts.reactions import ReactionRefused
from shared.values import Refused

Status = Literal["absent", "received", "undoing", "completed", "undone"]
"""``undoing``: to be undone, once it is known which rows were taken meanwhile."""


@dataclass(frozen=True)
class Upload:
    """An upload as its events have made it."""

    status: Status = "absent"
    received: UploadReceived | None = None
    accepted: int = 0
    refused: int = 0


ABSENT = Upload()
"""The state before the first event."""


def decide(command: UploadCommand, upload: Upload) -> list[UploadEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command, upload.status:
        case ReceiveUpload(received=received), "absent":
            return [received]
        case ReceiveUpload(), _:
            raise Refused("this upload was received already: send a new one with a key of its own")
        case _, "absent":
            raise Refused("there is no such upload: check its id")
        case CompleteUpload(accepted=accepted, refused=refused), "received" | "undoing":
            return [UploadCompleted(accepted=accepted, refused=refused)]
        case CompleteUpload(), "completed" | "undone":
            return []
        case UndoUpload(), "received" | "completed":
            return [UploadUndone()]
        case UndoUpload(), "undoing" | "undone":
            return []
    raise AssertionError(upload.status)


def evolve(upload: Upload, event: UploadEvent) -> Upload:
    """The state after ``event``."""
    match event:
        case UploadReceived():
            return Upload(status="received", received=event)
        case UploadCompleted(accepted=accepted, refused=refused):
            after: Status = "undone" if upload.status == "undoing" else "completed"
            return replace(upload, status=after, accepted=accepted, refused=refused)
        case UploadUndone():
            return replace(upload, status="undoing" if upload.status == "received" else "undone")
        case ReactionRefused():
            return upload
        case _:
            assert_never(event)

"""The events of an upload of many inputs at once, stream ``upload-<id>``. Its file lies in the vault."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.consultations.inputs import Committed
from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.texts import N_
from shared.values import Count, Key, Name, NetworkKey

Format = Literal["csv", "jsonl"]
"""A table with a head, or a JSON object on each line."""


class UploadReceived(Event, type="onevoice.consultations.upload-received.v2"):
    """A file of inputs was taken; each of its rows is judged by ``received_at``, when the request's headers came.

    ``complete_at`` is when the last of the file had come; null for what was taken before that was noted.
    """

    call: Key
    network: NetworkKey | None
    owner: Name
    format: Format
    received_at: AwareDatetime
    complete_at: AwareDatetime | None
    file: Committed
    says = (N_("A file of inputs was received"),)


class UploadCompleted(Event, type="onevoice.consultations.upload-completed.v1"):
    """Every row has its result; ``accepted`` became inputs, ``refused`` did not."""

    accepted: Count
    refused: Count
    says = (N_("Every row of the file has its result: {accepted} accepted, {refused} refused"),)


class UploadUndone(Event, type="onevoice.consultations.upload-undone.v1"):
    """The inputs of the upload are withdrawn, each by an event of its own."""

    says = (N_("The inputs of the file are withdrawn"),)


UploadEvent = Annotated[
    UploadReceived | UploadCompleted | UploadUndone | ReactionRefused, Field(discriminator="type")
]
"""Every event of a stream ``upload-…``."""

"""The commands of an upload."""

from shared.contracts.consultations.uploads import UploadReceived
from shared.values import Command, Count


class ReceiveUpload(Command):
    """Take a file of inputs."""

    received: UploadReceived


class CompleteUpload(Command):
    """Every row has its result; said by the worker alone."""

    accepted: Count
    refused: Count


class UndoUpload(Command):
    """Withdraw every input that the upload brought."""


UploadCommand = ReceiveUpload | CompleteUpload | UndoUpload
"""Every command an upload answers."""

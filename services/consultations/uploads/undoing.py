"""What follows an upload: its file goes once every row has its result, and undoing it withdraws each input."""

from typing import Any

from services.consultations.inputs.commands import WithdrawInput
from services.consultations.inputs.intake import INPUT
from services.consultations.uploads.results import Results
from services.consultations.uploads.taking import UPLOAD
from shared.contracts.consultations.uploads import UploadCompleted
from shared.contracts.envelope import Context, Recorded
from shared.contracts.names import key_of
from shared.eventstore.handle import Origin
from shared.reactions.duty import Do, Duty


def _build(room: Any) -> Do:
    results = Results(room.database, room.vault)

    async def undo(record: Recorded[Any]) -> None:
        if isinstance(record.event, UploadCompleted):  # a worker that was killed has left it
            await room.vault.files.remove(key_of(record.stream))
        _, upload = await room.commands.read(UPLOAD, record.stream)
        if upload.status != "undone":  # one that is to be undone is first worked through to its end
            return
        context = Context(record.context.correlation_id, record.id, record.context.hops + 1)
        upload = key_of(record.stream)
        async for id_ in results.inputs(upload):
            command = WithdrawInput(by="upload_undone")
            await room.commands.handle(INPUT, f"input-{id_}", command, Origin("upload", context))
        await room.vault.destroy(upload)

    return undo


UNDO_UPLOADS = Duty("consultations.undo-uploads", frozenset({"upload"}), _build)

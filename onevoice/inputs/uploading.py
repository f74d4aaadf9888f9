"""Sending a file of inputs from a shell, and telling what became of each row."""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onevoice.api import Api
from onevoice.sorry import Sorry

KINDS: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
}
NOT_YET: Final = 75
"""EX_TEMPFAIL of sysexits.h: what was sent is kept, and is not done yet."""
PATIENCE: Final = 300.0
"""Seconds in which one row at least gets its result, where anybody works."""
_STANDS: Final = (
    "upload {id} is kept, and {done} of its rows have their result; for some minutes no further one had. Send the "
    "same file again to go on waiting, or see {place}"
)
_LOOK: Final = 0.3
_PAGE: Final = 500
Told = Callable[[int, int], None]
"""Is told how many rows became inputs so far, and how many did not."""


@dataclass(frozen=True)
class Uploaded:
    """What became of a file: how many rows became inputs, and what is wrong with each of the others."""

    id: str
    accepted: int
    wrong: tuple[str, ...]


async def upload(api: Api, call: str, path: Path, told: Told, patience: float = PATIENCE) -> Uploaded:
    """Send the file and wait until each row has its result. The same file again goes on where it was.

    Raises ``Sorry`` for a file that cannot be sent, for one that is undone meanwhile, and where no row had its
    result for ``patience`` seconds.
    """
    id_ = await _sent(api, call, path)
    place = f"/consultations/api/uploads/{id_}"
    told_last, since = -1, time.monotonic()
    while True:
        found = await _json(api, place)
        done = found["accepted"] + found["refused"] if found else 0
        if found:
            told(found["accepted"], found["refused"])
            if found["status"] == "completed":
                return Uploaded(id_, found["accepted"], await _wrong(api, id_))
            if found["status"] != "received":
                raise Sorry(f"upload {id_} was undone: its inputs are withdrawn", 1)
        if done != told_last:
            told_last, since = done, time.monotonic()
        elif time.monotonic() - since > patience:
            raise Sorry(_STANDS.format(id=id_, done=done, place=f"{api.url}{place}"), NOT_YET)
        await asyncio.sleep(_LOOK)


async def failed(api: Api, id_: str) -> bytes:
    """The rows of an upload that became no input, as a file. Raises ``ApiRefused``."""
    found = await api.get(f"/consultations/api/uploads/{id_}/failed")
    return found.content if found else b""


async def undo(api: Api, call: str, path: Path) -> str:
    """Withdraw every input that the file brought; the upload's id. Raises ``Sorry``."""
    id_ = await _sent(api, call, path)
    await api.post(f"/consultations/api/uploads/{id_}/undo", {}, f"undo-{id_}")
    return id_


async def _sent(api: Api, call: str, path: Path) -> str:
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise Sorry(f"{path.name}: a name that ends in {', '.join(KINDS)} is right", 2)
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        wrong = f"{path} cannot be read: {error.strerror}; a file ({', '.join(KINDS)}) is right"
        raise Sorry(wrong, 2) from error
    key = hashlib.sha256(data).hexdigest()[:32]
    answer = await api.send(f"/consultations/api/calls/{call}/uploads", data, kind, key)
    return str(answer["stream"]).removeprefix("upload-")


async def _wrong(api: Api, id_: str) -> tuple[str, ...]:
    lines: list[str] = []
    after: int | None = -1
    while after is not None:
        place = f"/consultations/api/uploads/{id_}/rows?bad=true&limit={_PAGE}&after_line={after}"
        page = await _json(api, place)
        assert page is not None  # noqa: S101 - the upload is there
        lines += [
            (f"line {row['line']}: " if row["line"] else "") + f"{error['field']}: {error['message']}"
            for row in page["rows"]
            for error in row["errors"]
        ]
        after = page["next"]
    return tuple(lines)


async def _json(api: Api, place: str) -> Any:
    found = await api.get(place)
    return found.json() if found else None

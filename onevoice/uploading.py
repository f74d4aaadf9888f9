"""Sending a file of inputs from a shell, and telling what became of each row."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onevoice.api import Api, ApiRefused
from onevoice.shell import Sorry

KINDS: Final = {".csv": "text/csv", ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson"}
_LOOK: Final = 0.3
_PAGE: Final = 500
Told = Callable[[int, int], None]
"""Is told how many rows became inputs so far, and how many did not."""


@dataclass(frozen=True)
class Uploaded:
    """What became of a file: how many rows became inputs, and what is wrong with each of the others."""

    id: str
    status: str
    accepted: int
    wrong: tuple[str, ...]


async def upload(api: Api, call: str, path: Path, told: Told) -> Uploaded:
    """Send the file and wait until each row has its result. The same file again goes on where it was.

    Raises ``Sorry`` for a file that cannot be sent.
    """
    id_ = await _sent(api, call, path)
    while True:
        found = await _json(api, f"/consultations/api/uploads/{id_}")
        if found:
            told(found["accepted"], found["refused"])
            if found["status"] != "received":
                wrong = await _wrong(api, id_)
                return Uploaded(id_, found["status"], found["accepted"], wrong)
        await asyncio.sleep(_LOOK)


async def undo(api: Api, call: str, path: Path) -> str:
    """Withdraw every input that the file brought; the upload's id. Raises ``Sorry``."""
    id_ = await _sent(api, call, path)
    try:
        await api.post(f"/consultations/api/uploads/{id_}/undo", {}, f"undo-{id_}")
    except ApiRefused as error:
        raise Sorry(str(error), 1) from error
    return id_


async def _sent(api: Api, call: str, path: Path) -> str:
    if path.suffix not in KINDS:
        raise Sorry(f"{path.name}: a name that ends in {', '.join(KINDS)} is right", 2)
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise Sorry(f"{path} cannot be read: {error.strerror}", 2) from error
    try:
        key = hashlib.sha256(data).hexdigest()[:32]
        answer = await api.send(f"/consultations/api/calls/{call}/uploads", data, KINDS[path.suffix], key)
    except ApiRefused as error:
        raise Sorry(str(error), 1) from error
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

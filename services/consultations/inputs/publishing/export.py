"""Published inputs as files, streamed: JSON lines and CSV, each ending with how many there were and a hash.

Where some cannot be read at the moment, the end says how many are missing.
"""

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from typing import Final

from services.consultations.inputs.publishing.library import Published
from shared.views.unreadable import left_out
from shared.web.pages.listing import Cell, harmless

_COLUMNS: Final = (
    "id", "call", "example", "group", "language", "region", "country", "network", "objectives", "received_on",
    "verdict", "redacted", "left_out", "name",
)  # fmt: skip
_TOGETHER: Final = 200
"""Lines in one piece of the answer."""


async def json_lines(inputs: AsyncIterable[Published]) -> AsyncIterator[bytes]:
    """An object on each line; the last one is ``{"end": true, "count": …, "sha256": …}``, of the lines before."""
    held, hashed, count = bytearray(), hashlib.sha256(), 0
    async for one in inputs:
        held += one.model_dump_json().encode() + b"\n"
        count += 1
        if count % _TOGETHER == 0:
            hashed.update(held)
            yield bytes(held)
            held.clear()
    hashed.update(held)
    missing = {"missing": left_out()} if left_out() else {}
    end = {"end": True, "count": count, "sha256": hashed.hexdigest(), **missing}
    yield bytes(held) + json.dumps(end).encode() + b"\n"


async def csv_lines(inputs: AsyncIterable[Published], questions: Sequence[str]) -> AsyncIterator[bytes]:
    """A row for each, with a column for each question; the last row begins with ``# end``, of the lines before."""
    first = _row([*_COLUMNS, *(f"answer {key}" for key in questions)])
    held, hashed, count = bytearray("\ufeff".encode() + first), hashlib.sha256(), 0
    async for one in inputs:
        answers = [_cell(one.answers.get(key)) for key in questions]
        held += _row([*(_cell(getattr(one, name)) for name in _COLUMNS), *answers])
        count += 1
        if count % _TOGETHER == 0:
            hashed.update(held)
            yield bytes(held)
            held.clear()
    hashed.update(held)
    yield bytes(held) + _row(
        ["# end", count, hashed.hexdigest(), *([f"{left_out()} missing"] if left_out() else [])]
    )


def _cell(value: object) -> Cell:
    if isinstance(value, tuple):
        return " ".join(str(one) for one in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return harmless("" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value))


def _row(cells: Sequence[Cell]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()

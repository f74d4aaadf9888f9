"""A table that Excel saved (.xlsx), read in a process of its own, with limits of its own.

What a workbook says of itself may take any memory and time; here that stops one child, never the service.
"""

import datetime as dt
import io
import json
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Final

from services.consultations.confined import LIMITS, Limits, confine, confined
from services.consultations.uploads.tables.reading import RIGHT, Record, Unreadable, plainly

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""As a request's Content-Type says it."""
_PACKED: Final = b"PK\x03\x04"
_HEAVY: Final = "the workbook takes too long, or too much memory, to read; save the sheet as CSV UTF-8"
_WRONG: Final = f"this is no Excel workbook that can be read; {RIGHT}"
_ERROR: Final = re.compile(rb"<c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]+\d+)\"")
_SEVERAL: Final = "several sheets have a column group ({}): one alone is right, in a file of its own"


def is_packed(data: bytes) -> bool:
    """Whether it may be a workbook, whatever the file is called."""
    return data.startswith(_PACKED)


def sheet(data: bytes, limits: Limits = LIMITS) -> list[Record]:
    """The rows of the sheet that has inputs, by their numbers. Blocks. Raises ``Unreadable``."""
    with tempfile.TemporaryFile() as received, tempfile.TemporaryFile() as stored:
        received.write(data)
        received.seek(0)
        done = confined(__spec__.name, received, stored, limits)
        if done.returncode:
            raise Unreadable(_HEAVY)
        if done.stdout:
            raise Unreadable(done.stdout.decode())
        stored.seek(0)
        found = (json.loads(line) for line in stored)
        return [Record(line, tuple(cells)) for line, cells in found]


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import load_workbook  # noqa: PLC0415 - the child alone reads

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/") and (wrong := _ERROR.search(parts.read(name))):
                cell = wrong[1].decode()
                raise Unreadable(f"cell {cell} shows an error instead of words; write what it is to say")
    book = load_workbook(io.BytesIO(data))
    sheets = {name: list(_written(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
              for name in book.sheet_names}  # fmt: skip
    ours = [name for name, rows in sheets.items() if rows and "group" in map(_plainly, rows[0][1])]
    if len(ours) > 1:
        raise Unreadable(_SEVERAL.format(", ".join(ours)[:200]))
    yield from sheets[ours[0] if ours else book.sheet_names[0]]


def _plainly(cell: str) -> str:
    return plainly(cell).casefold()


def _written(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if any(text.strip() for text in texts):
            yield number, texts


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _main(received: int, stored: int, *limits: int) -> None:
    confine(limits)
    with os.fdopen(received, "rb") as came, os.fdopen(stored, "w", encoding="utf-8") as stays:
        sys.stdout.write(_read(came, stays.write))


def _read(came: BinaryIO, write: Callable[[str], object]) -> str:
    """What is wrong with the workbook; empty where nothing is."""
    try:
        for row in _rows(came.read()):
            write(json.dumps(row) + "\n")
    except Unreadable as error:
        return str(error)
    except (MemoryError, OSError):
        return _HEAVY
    except BaseException:  # noqa: BLE001 - whatever a library says of a broken file
        return _WRONG
    return ""


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))

"""Reads a briefing's record, or says everything that is wrong with it at once."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from onevoice.record.checks import check
from onevoice.record.entries import DocumentEntry
from onevoice.record.explain import explain
from onevoice.record.format import BriefingRecord, RecordFile
from onevoice.record.source import LARGEST, Problem, Source, load
from onevoice.sorry import Sorry
from services.consultations.attachments.spooled import MOST

__all__ = ["Problem", "RecordInvalid", "read", "read_bytes"]


class RecordInvalid(Sorry):
    """The record cannot be loaded; ``problems`` are all of them, in the order of their lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def read(path: Path) -> BriefingRecord:
    """The record in a file, for ``-`` in what is piped in. Raises RecordInvalid, also where there is no such file."""
    if str(path) == "-":
        return read_bytes(sys.stdin.buffer.read(LARGEST + 1))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        wrong = f"{path} cannot be read: {error.strerror}"
        raise RecordInvalid([Problem(1, "file", wrong, "the path of a record is right")]) from None
    return read_bytes(data, path.parent)


def read_bytes(data: bytes, folder: Path = Path()) -> BriefingRecord:
    """The record in ``data``; the files it names lie in ``folder``. Raises RecordInvalid."""
    source = load(data)
    record = None
    if isinstance(source.data, dict):
        try:
            record = RecordFile.model_validate(source.data).briefing
        except ValidationError as error:
            for each in error.errors(include_url=False):
                explain(source, each)
        check(source)
    if record is not None:
        documents = [_hashed(source, n, entry, folder) for n, entry in enumerate(record.documents)]
        record = record.model_copy(update={"documents": tuple(documents)})
    if record is None or source.problems:
        raise RecordInvalid(sorted(set(source.problems)))
    return record


def _hashed(source: Source, n: int, entry: DocumentEntry, folder: Path) -> DocumentEntry:
    """The entry with the hash of its file, where it names one."""
    if entry.file is None:
        return entry
    place = ("briefing", "documents", n, "file")
    at = folder / entry.file
    try:
        with at.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        source.problem(
            place, f"{entry.file} cannot be read: {error.strerror}", "a file beside the record is right"
        )
        return entry
    if entry.sha256 not in {None, found}:
        source.problem(
            place, f"{entry.file} has another content than sha256 says", f"sha256: {found} is right"
        )
    if size > MOST:
        source.problem(place, f"{entry.file} holds {size} bytes", f"at most {MOST} bytes are right")
    return entry.hashed(at, found)

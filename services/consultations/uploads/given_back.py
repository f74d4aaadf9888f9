"""The rows of an upload that became no input, as a file: to be put right there, and sent again."""

import json
import re
from collections.abc import AsyncIterable, AsyncIterator
from typing import Final

from services.consultations.uploads.results import RowResult
from services.consultations.uploads.tables.columns import MISTAKES, columns_of, table
from shared.contracts.consultations.calls import Terms
from shared.contracts.consultations.uploads import Format

MEDIA_TYPES: Final[dict[Format, str]] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def given_back(
    failed: AsyncIterable[tuple[RowResult, str]], form: Format, terms: Terms
) -> AsyncIterator[bytes]:
    """A table with what is wrong in a column of its own, or the lines as they were sent.

    What a row holds outside the columns stands behind them.
    """
    return _table(failed, terms) if form == "csv" else _lines(failed)


async def _table(failed: AsyncIterable[tuple[RowResult, str]], terms: Terms) -> AsyncIterator[bytes]:
    columns = columns_of(terms)
    yield table([columns])
    async for result, sent in failed:
        if not result.line:  # of the whole file
            continue
        cells = json.loads(sent or "{}")
        wrong = "; ".join(f"{error.field}: {error.message}" for error in result.errors)
        told = {**cells, MISTAKES: f"line {result.line}: {wrong}"}
        yield table([[told.get(column, "") for column in columns] + cells.get("", [])], marked=False)


async def _lines(failed: AsyncIterable[tuple[RowResult, str]]) -> AsyncIterator[bytes]:
    async for _, sent in failed:
        if sent:
            yield re.sub(r"[\r\n]+", " ", sent).encode() + b"\n"

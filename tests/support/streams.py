"""Streams in memory: events as they would stand recorded, and views folded from them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from shared.contracts.catalogue import decode
from shared.contracts.envelope import GENESIS, Context, Event, Recorded, chain
from shared.values import RECORDED
from shared.views.view import View

S = TypeVar("S", bound=BaseModel)
NOW = dt.datetime(2020, 3, 5, 12, tzinfo=dt.UTC)


def recorded(
    stream: str, events: Iterable[Event], after: Sequence[Recorded[Any]] = ()
) -> list[Recorded[Any]]:
    """The events as recorded in ``stream``, after those already there; each goes through its bytes."""
    records = list(after)
    for event in events:
        version = len(records) + 1
        data = event.encode()
        digest = chain(records[-1].digest if records else GENESIS, data)
        at = NOW + dt.timedelta(minutes=version)
        read = decode(event.type, data, stream.partition("-")[0])
        records.append(
            Recorded(stream, version, f"{stream}/{version}", at, digest, data, read, Context("test"))
        )
    return records


def fold(view: View[S], records: Iterable[Recorded[Any]]) -> S | None:
    """The view's state after the records, which it is also from what is stored in between, as JSON."""
    folded, again, shown = None, None, None
    form = TypeAdapter[Any](view.folded or view.state)
    for record in records:
        folded, again = view.evolve(folded, record), view.evolve(again, record)
        shown = view.shown(record.stream, record.version, folded)
        assert view.shown(record.stream, record.version, again) == shown
        kept = shown.model_dump_json(round_trip=True)
        assert view.state.model_validate_json(kept, context=RECORDED) == shown
        again = form.validate_json(kept, context=RECORDED)
        assert view.shown(record.stream, record.version, again) == shown
    return shown

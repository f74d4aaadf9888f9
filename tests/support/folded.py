"""Folding what is in a store into a view, as a consumer does that has come to the end."""

from typing import Any

from shared.contracts.catalogue import decode
from shared.contracts.envelope import Recorded
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import Database
from shared.views.documents import Change, Documents
from shared.views.fold import Part
from shared.views.view import View


async def folded(database: Database, view: View[Any]) -> list[Recorded[Any]]:
    """Fold every stream of the view's kinds; the records, stream by stream."""
    states: dict[str, Any] = {}
    found: list[Recorded[Any]] = []
    async for append in MongoEventStore(database).history():
        kind = append.stream.partition("-")[0]
        for stored in append.events if kind in view.kinds else ():
            event = decode(stored.type, stored.data, kind)
            record = Recorded(
                append.stream,
                stored.version,
                stored.id,
                append.at,
                stored.digest,
                stored.data,
                event,
                append.context,
            )
            states[append.stream] = view.evolve(states.get(append.stream), record)
            found.append(record)
    documents = Documents(database, view, 1)
    await documents.collection.delete_many({})
    last = {record.stream: record for record in found}
    await documents.write(
        {stream: {stream: _change(view, last[stream], state)} for stream, state in states.items()}
    )
    return found


def _change(view: View[Any], last: Recorded[Any], state: Any) -> Change:
    part = Part(last.version, last.digest, b"", state)
    return Change(Part(), part, view.shown(last.stream, last.version, state))

"""``python -m tests.support.observed WORD...``: the product, with every question to its databases written down.

Each question once, in its shape, as a line of JSON in the file that ``OBSERVED`` names.
"""

import json
import os
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import monitoring

_SEEN: set[str] = set()
_LOCK = threading.Lock()
Shape = dict[str, Any]


def shape(value: Any) -> Any:
    """A filter without what it looks for; what a partial index may depend on stays."""
    if isinstance(value, Mapping):
        return {str(name): shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        inner = [shape(one) for one in value]
        return inner if any(isinstance(one, dict) for one in inner) else ["…"]
    return value if isinstance(value, bool) or value is None else "…"


def questions(name: str, command: Mapping[str, Any]) -> list[Shape]:
    """What a command asks: its filters, with the order and the bound that it gives."""
    match name:
        case "find":
            bound = bool(command.get("limit") or command.get("batchSize"))
            return [{"filter": command.get("filter", {}), "sort": command.get("sort", {}), "limit": bound}]
        case "aggregate":
            stages = {key: value for stage in command["pipeline"] for key, value in stage.items()}
            return [{"filter": stages.get("$match", {}), "limit": "$limit" in stages}]
        case "distinct" | "findAndModify" | "findandmodify":
            return [{"filter": command.get("query", {})}]
        case "update":
            return [{"filter": one["q"]} for one in command["updates"]]
        case "delete":
            return [{"filter": one["q"]} for one in command["deletes"]]
    return []


class Observer(monitoring.CommandListener):
    """Writes them down."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """A command goes out."""
        for asked in questions(event.command_name, event.command):
            collection = re.sub(r"_g\d+$", "_g", str(event.command[event.command_name]))
            database = event.database_name.rpartition("_")[2]
            order, bound = list(asked.get("sort", {})), asked.get("limit", False)
            where = {"database": database, "collection": collection, "asks": event.command_name}
            line = json.dumps(where | {"filter": shape(asked["filter"]), "sort": order, "limit": bound})
            with _LOCK:
                if line not in _SEEN:
                    _SEEN.add(line)
                    with self._file.open("a") as out:
                        out.write(line + "\n")

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Of no interest."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Of no interest."""


if __name__ == "__main__":
    monitoring.register(Observer(Path(os.environ["OBSERVED"])))
    from onevoice.cli import main  # after the listener: clients take those that they find

    main()

"""A step of loading a record: one request, whose key tells it apart from every other."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onevoice.record.format import BriefingRecord
from shared.values import Command


@dataclass(frozen=True)
class Step:
    """One request: send it as it is, with its key; ``sentence`` says to people what it does.

    Where there is a ``file``, that is the body, and ``body`` names what it holds.
    """

    method: str
    path: str
    body: Mapping[str, Any]
    idempotency_key: str
    sentence: str
    file: Path | None = None


def step(
    record: BriefingRecord, action: str, body: Command | Mapping[str, Any], version: int | None, sentence: str
) -> Step:
    """A step whose key tells apart record, action, content and the version it corrects."""
    content = body.model_dump(mode="json") if isinstance(body, Command) else dict(body)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    parts = [record.key, action, canonical, "" if version is None else str(version)]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    path = f"/consultations/api/briefings/{record.key}/{action.partition('#')[0]}"
    return Step("POST", path, content, key, sentence)

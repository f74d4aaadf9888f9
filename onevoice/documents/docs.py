"""The documents that are generated from the code, and whether they are current."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onevoice.documents.asyncapi import asyncapi
from onevoice.hosting import openapi
from shared import metrics

FOLDER = Path(__file__).parents[2] / "docs" / "generated"


def documents() -> Mapping[str, str]:
    """Every generated document, by its file's name."""
    found = {f"openapi-{name}.json": _json(document) for name, document in openapi().items()}
    return {**found, "asyncapi.json": _json(asyncapi()), "metrics.md": _metrics()}


def write() -> None:
    """Write them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in documents().items():
        (FOLDER / name).write_text(content)


def stale() -> list[str]:
    """The names of those that are missing or not as the code would write them."""
    return [
        name
        for name, content in documents().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text() != content
    ]


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _metrics() -> str:
    lines = [
        "# Metrics",
        "",
        "Generated from `shared/metrics.py` by `make docs`.",
        "",
        "| name | kind | what |",
        "|---|---|---|",
    ]
    for metric in sorted(metrics.REGISTRY.collect(), key=lambda m: m.name):
        name = metric.name + ("_total" if metric.type == "counter" else "")
        lines.append(f"| `{name}` | {metric.type} | {metric.documentation} |")
    return "\n".join(lines) + "\n"

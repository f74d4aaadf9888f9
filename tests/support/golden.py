"""Golden files: the exact bytes of every event type. ``python -m tests.support.golden`` adds missing ones.

A golden file is never written again: its bytes are on somebody's topic.
"""

from pathlib import Path

from shared.contracts.consultations.briefings import OutcomeRecorded
from shared.contracts.envelope import Event
from shared.contracts.notifications.notices import NoticeIssued
from tests.support.examples import EXAMPLES
from tests.support.examples_of_records import GROWN

FOLDER = Path(__file__).parents[2] / "shared" / "contracts" / "golden"


def name(event: Event) -> str:
    """``<type>.json``, or ``<type>+<kind>.json`` for an event whose content comes in kinds."""
    kind = f"+{event.outcome.kind}" if isinstance(event, OutcomeRecorded) else ""
    if isinstance(event, NoticeIssued):
        kind = f"+{event.tells.type.split('.')[-2]}"
    if event in GROWN:
        kind = "+grown"
    return f"{event.type}{kind}.json"


def type_of(path: Path) -> str:
    """The event type that a golden file is an example of."""
    return path.name.removesuffix(".json").partition("+")[0]


def add_missing() -> list[Path]:
    """Write the files that are not there; those written."""
    written = []
    for event in EXAMPLES:
        path = FOLDER / name(event)
        if not path.exists():
            path.write_bytes(event.encode())
            written.append(path)
    return written


if __name__ == "__main__":
    add_missing()

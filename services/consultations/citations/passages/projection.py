"""The cited passages, but for what they say: whose they are, where they stand, and in which findings."""

from typing import Any

from services.consultations.citations.passages.domain import ABSENT, Passage, evolve
from shared.contracts.consultations.citations import PassageMarked
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value
from shared.views.view import View


class PassageState(Value):
    """A passage's entry, for the service alone: its input's own id leads from a receipt to what is published."""

    version: int = 0
    id: str
    input: str = ""
    call: str = ""
    findings: tuple[str, ...] = ()
    by: str = ""
    passage: Passage = ABSENT

    @property
    def marked(self) -> PassageMarked:
        """What was marked."""
        assert self.passage.marked is not None  # noqa: S101 - of every one that names an input
        return self.passage.marked


def project(state: PassageState | None, record: Recorded[Any]) -> PassageState:
    """The entry after one more event."""
    before = state or PassageState(id=key_of(record.stream))
    now = evolve(before.passage, record.event)
    marked = {"input": now.marked.input, "call": now.marked.call} if now.marked else {}
    by = vars(record.event).get("by", before.by)
    update = {"version": record.version, "findings": now.findings, "passage": now, "by": by, **marked}
    return before.model_copy(update=update)


PASSAGES = View(
    name="passages",
    kinds=frozenset({"passage"}),
    state=PassageState,
    evolve=project,
    indexes=(("input",), ("call",), ("findings",)),
)

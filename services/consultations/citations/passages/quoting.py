"""What of a cited passage may be read: only what its input says now, where it says just what was marked. Pure.

Whether the input may be read at all is decided before, wherever inputs are read.
"""

import json
from collections.abc import Mapping

from shared.contracts.consultations.citations import PassageMarked
from shared.contracts.consultations.questions import Answer
from shared.vault import Drawer

_FIELD = "passage"
"""Of the commitments of an input's passages."""


def commitment(drawer: Drawer, question: str, start: int, end: int, text: str) -> str:
    """What commits to a passage: to where it stands and to its exact text."""
    return drawer.commitment(_FIELD, json.dumps([question, start, end, text]))


def quoted(marked: PassageMarked, answers: Mapping[str, Answer], drawer: Drawer) -> str | None:
    """The passage, as the answers have it now; None where something else stands there, or nothing."""
    answer = answers.get(marked.question)
    if not isinstance(answer, str):
        return None
    text = answer[marked.start : marked.end]
    said = commitment(drawer, marked.question, marked.start, marked.end, text)
    return text if said == marked.commitment else None

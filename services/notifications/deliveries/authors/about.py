"""What a letter to the author of an input is about. What it says is asked for when it is sent, and never kept."""

from typing import Final, Literal

from shared.contracts.consultations.inputs import InputId, RefusalReason
from shared.i18n.speech import N_, Speech
from shared.values import Value

What = Literal["receipt", "accepted", "refused", "redacted", "erased"]
"""What became of the input."""
SUBJECTS: Final[dict[What, str]] = {
    "receipt": N_("Receipt for your input"),
    "accepted": N_("Your input was accepted"),
    "refused": N_("Your input is not published"),
    "redacted": N_("Your input is published with passages left out"),
    "erased": N_("Your input was erased"),
}


class About(Value):
    """An input, what became of it, and a moderator's reason, as they stand in its events."""

    input: InputId
    what: What
    reason: RefusalReason | None = None


def subject_words(what: What, t: Speech) -> str:
    """The subject of the letter."""
    return t.say(SUBJECTS[what])

"""What a letter to the author of an input, or to a participant, is about.

What it says is asked for when it is sent, and never kept.
"""

from typing import Final, Literal

from shared.contracts.consultations.inputs import InputId, RefusalReason
from shared.contracts.consultations.registration import ParticipantId
from shared.i18n.speech import N_, Speech
from shared.values import Count, Key, Value

Citing = Literal["cited", "answered"]
"""It is cited in a finding; something came of that."""
What = Literal["receipt", "accepted", "refused", "redacted", "erased", Citing]
"""What became of the input."""
SUBJECTS: Final[dict[What, str]] = {
    "receipt": N_("Receipt for your input"),
    "accepted": N_("Your input was accepted"),
    "refused": N_("Your input is not published"),
    "redacted": N_("Your input is published with passages left out"),
    "erased": N_("Your input was erased"),
    "cited": N_("Your input is cited"),
    "answered": N_("This became of your input"),
}


class About(Value):
    """An input, what became of it, and a moderator's reason, as they stand in its events."""

    input: InputId
    what: What
    reason: RefusalReason | None = None


class AboutFinding(Value):
    """An input that is cited in the finding of this key; ``outcome`` came of that, as ``kind key``.

    ``after`` is what consultations must have seen to tell of it, each as ``<stream>@<version>``.
    """

    input: InputId
    finding: Key
    what: Citing
    outcome: str | None = None
    after: tuple[str, ...]


Happened = Literal["registered", "waiting", "to_approve", "moved_up", "cancelled", "briefing"]
"""What became of a registration, or that its briefing was moved or cancelled."""
HAPPENED: Final[dict[Happened, str]] = {
    "registered": N_("You are registered"),
    "waiting": N_("You are on the waiting list"),
    "to_approve": N_("Your registration is to be approved"),
    "moved_up": N_("A place has become free for you"),
    "cancelled": N_("Your registration is cancelled"),
    "briefing": N_("A briefing that you are registered for has changed"),
}


_SUBJECTS: Final = {str(what): words for each in (SUBJECTS, HAPPENED) for what, words in each.items()}


class AboutParticipant(Value):
    """A participant in the briefing of this key, and what happened; ``after`` is the briefing's version with it."""

    briefing: Key
    participant: ParticipantId
    what: Happened
    after: Count | None = None


def subject_words(what: What | Happened, t: Speech) -> str:
    """The subject of the letter."""
    return t.say(_SUBJECTS[what])


AboutAny = About | AboutFinding | AboutParticipant
"""Whatever a letter is about."""


def of_what(about: AboutAny, t: Speech) -> str:
    """What of its reader's it is about."""
    return t.say("Your registration") if isinstance(about, AboutParticipant) else t.say("Your own input")

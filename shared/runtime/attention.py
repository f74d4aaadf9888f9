"""What of an installation somebody should look at, in words: for the page, and for the command."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from shared.i18n.speech import N_, Speech

What = Literal["silent", "missing", "still", "pending", "due", "parked", "frozen"]
_SAYS: Final[dict[What, str]] = {
    "silent": N_("It does not answer."),
    "missing": N_("No process has the role {of}."),
    "still": N_("A consumer group stands still: {of}."),
    "pending": N_("Appends wait for Kafka: {number}."),
    "due": N_("Mails wait, the oldest for {number} s."),
    "parked": N_("Records are parked: {number}."),
    "frozen": N_("A stream takes no writes: {of}."),
}
REMEDY: Final[dict[What, str]] = {
    "silent": "Start it, or see its log.",
    "missing": "Start one.",
    "still": "See docs/OPERATIONS.md, A stalled consumer.",
    "pending": "See docs/OPERATIONS.md, 503: too much is waiting.",
    "due": "See docs/OPERATIONS.md, Mails.",
    "parked": "See: onevoice parked list",
    "frozen": "See: onevoice forks list",
}
"""What to do, or where it is said."""


class Attention(BaseModel):
    """One thing to look at: what it is, of which role, group or stream, and how many or for how many seconds."""

    what: What
    of: str = ""
    number: int = Field(0, description="Records, appends or seconds.")


def words(one: Attention, t: Speech) -> str:
    """As a sentence."""
    return t.say(_SAYS[one.what], of=one.of, number=t.number(one.number))

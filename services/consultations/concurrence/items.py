"""How far a draft is agreed: what each agency that is asked has said of it."""

import datetime as dt
from dataclasses import field
from typing import Final, Literal

from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.concurrence import How, Reminder, Silence
from shared.plain import plain

Answer = Literal["waiting", "concurs", "change", "silent"]


@plain
class Asked:
    """An agency that is asked: since which draft, until when, what its silence means, and what it said of which.

    ``said_of`` is the draft of its answer; ``change`` and ``reason`` are what it asked for.
    """

    agency: str
    draft: int
    since: dt.datetime
    due: Deadline
    silence: Silence
    answer: Answer = "waiting"
    said_of: int | None = None
    change: str | None = None
    reason: str | None = None
    reminded: frozenset[Reminder] = frozenset()

    @property
    def agrees(self) -> bool:
        """Whether nothing is left to wait for: silence agrees only where that was said before it fell."""
        return self.answer == "concurs" or (self.answer == "silent" and self.silence == "concurs")


@plain
class Concurrence:
    """How far the latest draft is agreed; ``draft`` counts from 1, and is 0 before the first."""

    draft: int = 0
    asked: dict[str, Asked] = field(default_factory=dict)
    agreed: How | None = None

    @property
    def waiting(self) -> bool:
        """Whether time will bring anything about."""
        return self.agreed is None and any(one.answer == "waiting" for one in self.asked.values())

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The agencies that have not agreed to the latest draft."""
        if self.agreed:
            return ()
        return tuple(sorted(agency for agency, one in self.asked.items() if not one.agrees))


NONE: Final = Concurrence()
"""Before the first draft."""

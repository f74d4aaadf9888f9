"""What a try means for a delivery, and when the next one is due: pure."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, Literal

from services.notifications.mail.result import Outcome
from shared.values import Value

State = Literal["due", "unknown", "sent", "bounced", "suppressed", "failed"]
"""Only ever forward: ``due`` and ``unknown`` are tried again, the others are final.

``unknown``: the connection broke after the mail was handed over; it is tried again under the same Message-ID.
"""

GIVEN_UP: Final = dt.timedelta(hours=24)
"""How long after its making a delivery is tried."""
_FIRST: Final = 60.0
_FACTOR: Final = 3
_LONGEST: Final = 4 * 3600.0
_JITTER: Final = 0.25


class Try(Value):
    """One try: when, what came of it, and the server's own words without any address."""

    at: dt.datetime
    outcome: Outcome | Literal["suppressed"]
    code: int | None = None
    text: str = ""
    queue: str | None = None


class Delivery(Value):
    """One notice to one contact by mail. ``by`` is the key under which they met; ``due`` None when it is final.

    ``version`` is that of the subscription from which on it is known.
    """

    contact: str
    by: str = ""
    version: int = 0
    state: State = "due"
    due: dt.datetime | None = None
    tries: tuple[Try, ...] = ()


def after(before: Delivery, one: Try, made: dt.datetime, chance: float) -> Delivery:
    """The delivery after one more try; ``chance`` from 0 to 1 spreads the next one."""
    tries = (*before.tries, one)
    match one.outcome:
        case Outcome.SENT | Outcome.BOUNCED | Outcome.FAILED | "suppressed":
            state: State = _FINAL[one.outcome]
            return before.model_copy(update={"state": state, "due": None, "tries": tries})
        case Outcome.LATER | Outcome.UNKNOWN:
            is_unknown = one.outcome is Outcome.UNKNOWN or before.state == "unknown"
            due = one.at + pause(tries, chance)
            if due - made > GIVEN_UP:
                state = "unknown" if is_unknown else "failed"
                return before.model_copy(update={"state": state, "due": None, "tries": tries})
            state = "unknown" if is_unknown else "due"
            return before.model_copy(update={"state": state, "due": due, "tries": tries})


_FINAL: Final[dict[Outcome | Literal["suppressed"], State]] = {
    "suppressed": "suppressed",
    Outcome.SENT: "sent",
    Outcome.BOUNCED: "bounced",
    Outcome.FAILED: "failed",
}


def pause(tries: Sequence[Try], chance: float) -> dt.timedelta:
    """How long to wait after so many tries: a minute, three, nine… at most four hours, a quarter more or less."""
    length = min(_LONGEST, _FIRST * _FACTOR ** (len(tries) - 1))
    return dt.timedelta(seconds=length * (1 + _JITTER * (2 * chance - 1)))

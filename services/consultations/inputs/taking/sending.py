"""What is sent, by whom, under which key: the same sent again is the same input, and nobody else's."""

import uuid
from dataclasses import dataclass
from typing import Final

from services.consultations.inputs.content import NewInput
from shared.auth import Caller
from shared.problems import Problem
from shared.web.links import Links

NOBODY: Final = "anybody"
"""Who is not signed in."""
_RANDOM: Final = 4
"""The version of a UUID that is random (RFC 9562): 122 bits that nobody guesses."""
_GUESSED: Final = (
    "Idempotency-Key: who is not signed in is known by it alone, so it must be one that nobody guesses; "
    "a random UUID (version 4) is right"
)


def key_of(given: str | None, caller: Caller | None) -> str:
    """The key that a request is kept under: the sender's, else a fresh one.

    Raises ``Problem`` 400 for one that others could guess, where nothing but the key says whose it is.
    """
    if given is None:
        return uuid.uuid4().hex
    if caller is None and not is_random(given):
        raise Problem(400, "malformed", _GUESSED)
    return given


def is_random(key: str) -> bool:
    """Whether it is one that nobody guesses."""
    try:
        return uuid.UUID(key).version == _RANDOM
    except ValueError:
        return False


@dataclass(frozen=True)
class Sending:
    """``upload`` is the one that it came with."""

    said: NewInput
    caller: Caller | None
    key: str
    upload: str | None = None

    @property
    def actor(self) -> str:
        """Under this name its key is kept."""
        return self.caller.actor if self.caller else NOBODY

    @property
    def whole(self) -> str:
        """All that its sender said, as JSON: what differs in anything is another input."""
        answers = dict(sorted(self.said.answers.items()))
        return self.said.model_copy(update={"answers": answers}).model_dump_json()

    def id(self, links: Links, call: str) -> str:
        """The id of the input to this call that it is, was, or will be."""
        return links.derive("input", self.actor, call, self.key)

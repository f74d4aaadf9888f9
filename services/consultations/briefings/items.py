"""What a briefing has many of, each under a key: documents, issues, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from shared.texts import Word
from shared.values import Refused

T = TypeVar("T")


@dataclass(frozen=True)
class Items(Generic[T]):
    """The documents, issues or outcomes of a briefing: those that stand, and those withdrawn."""

    noun: str
    standing: Mapping[str, T] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    def holding(self, key: str, content: T) -> "Items[T]":
        """With ``content`` standing under ``key``."""
        return replace(self, standing={**self.standing, key: content}, withdrawn=self.withdrawn - {key})

    def without(self, key: str) -> "Items[T]":
        """With ``key`` withdrawn."""
        standing = {other: content for other, content in self.standing.items() if other != key}
        return replace(self, standing=standing, withdrawn=self.withdrawn | {key})

    def is_new(self, key: str, content: T) -> bool:
        """Whether saying this adds an item; False for a repeat; Refused for other content."""
        if key in self.standing and self.standing[key] != content:
            raise Refused(
                "the {noun} {key} is recorded with other content: correct it instead",
                noun=Word(self.noun),
                key=key,
            )
        return key not in self.standing

    def to_correct(self, key: str) -> T:
        """What stands under ``key``; Refused where nothing does."""
        if key in self.withdrawn:
            raise Refused(
                "the {noun} {key} is withdrawn: record it again instead of correcting it",
                noun=Word(self.noun),
                key=key,
            )
        if key not in self.standing:
            raise Refused("no {noun} {key} is known: record it first", noun=Word(self.noun), key=key)
        return self.standing[key]

    def to_withdraw(self, key: str) -> T | None:
        """What stands under ``key``, None where it is withdrawn already; Refused where it is unknown."""
        return None if key in self.withdrawn else self.to_correct(key)

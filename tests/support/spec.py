"""Given these events, when this command, then these events: how the domains are tested."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pytest

from shared.values import Refused

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")


@dataclass(frozen=True)
class Spec(Generic[S, C, E]):
    """A domain under test, and the events that were given."""

    decide: Callable[[C, S], list[E]]
    evolve: Callable[[S, E], S]
    initial: S
    events: tuple[E, ...] = ()

    def given(self, *events: E) -> "Spec[S, C, E]":
        """After these events."""
        return Spec(self.decide, self.evolve, self.initial, (*self.events, *events))

    @property
    def state(self) -> S:
        """The state that the given events make."""
        state = self.initial
        for event in self.events:
            state = self.evolve(state, event)
        return state

    def when(self, command: C) -> "Answer[S, C, E]":
        """This command is answered."""
        return Answer(self, command)

    def after(self, *commands: C) -> "Spec[S, C, E]":
        """After what these commands were answered."""
        spec = self
        for command in commands:
            spec = spec.given(*spec.decide(command, spec.state))
        return spec

    def heard(self, *commands: C) -> "Spec[S, C, E]":
        """After these commands, those that were refused left out."""
        spec = self
        for command in commands:
            try:
                spec = spec.after(command)
            except Refused:
                continue
        return spec


@dataclass(frozen=True)
class Answer(Generic[S, C, E]):
    """What a command is answered."""

    spec: Spec[S, C, E]
    command: C

    @property
    def events(self) -> Sequence[E]:
        """The events decided, the same each time."""
        decided = self.spec.decide(self.command, self.spec.state)
        assert decided == self.spec.decide(self.command, self.spec.state)
        return decided

    def then(self, *events: E) -> None:
        """These events and no others."""
        assert list(self.events) == list(events)

    def refused(self, reason: str) -> None:
        """No, with a sentence that holds ``reason``."""
        with pytest.raises(Refused) as refusal:
            self.spec.decide(self.command, self.spec.state)
        assert reason in refusal.value.reason


def spec(decide: Callable[[C, S], list[E]], evolve: Callable[[S, E], S], initial: S) -> Spec[S, C, E]:
    """The spec of a domain."""
    return Spec(decide, evolve, initial)

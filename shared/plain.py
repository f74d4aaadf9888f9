"""Plain values: what ``evolve`` makes, event by event, of what was validated already."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

from pydantic import ConfigDict

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def plain(cls: type[T]) -> type[T]:
    """A frozen dataclass with slots. Read back from JSON it is validated, and closed to fields it does not name."""
    cls.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]  # what pydantic looks for
    return dataclass(frozen=True, slots=True)(cls)

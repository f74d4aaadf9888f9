"""What an action of the desk is, and the fields that several of them have."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desk.fields import Field
from shared.i18n.speech import N_


@dataclass(frozen=True)
class Action:
    """A command: what it is called, where it is posted, and its form.

    ``{key}`` and ``{item}`` in a path are fields of the same name: of the address where the thing is known,
    of the form where it begins with this command (``names``).
    """

    name: str
    title: str
    kind: str
    path: str
    fields: tuple[Field, ...] = ()
    names: tuple[Field, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    """The statuses in which a page of the thing offers it."""

    @property
    def begins(self) -> bool:
        """Whether it may be the first that is said of a thing."""
        return any(one.name == "key" for one in self.names)


@dataclass(frozen=True)
class Thing:
    """A kind of thing: where its document and its page are, and its stream."""

    document: str
    page: str


THINGS: Final[Mapping[str, Thing]] = {
    "briefing": Thing("/consultations/api/briefings/{key}", "/consultations/briefings/{key}"),
    "call": Thing("/consultations/api/call-drafts/{key}", "/consultations/calls/{key}"),
    "champion": Thing("/registry/api/champions/{key}", "/registry/champions/{key}"),
    "network": Thing("/registry/api/networks/{key}", "/registry/networks/{key}"),
    "secondment": Thing("/registry/api/secondments/{key}", "/registry/secondments/{key}"),
}

REASON = Field("reason", N_("Reason"), "text", required=True)
WHY = replace(REASON, required=False)
PARTIAL = N_("A year, a month or a day: 2020, 2020-03 or 2020-03-04.")
TITLE = Field("title", N_("Title"), required=True, now="title")

"""What a form says of a command: it stands with the command, and travels in the OpenAPI document as ``x-form``.

Labels are ``title``, hints ``description``. ``x-form`` of an operation is a ``Form``, with the ``thing`` that it is
said of; of a tag, a ``Thing``; of a property or a parameter, its ``kind`` where its type does not tell, or what its
value is made ``from``; of one with a few values, their ``words``;
of alternatives, the ``usual`` one. docs/forms.md is for whoever builds from it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

KEY: Final = "x-form"
Kind = Literal[
    "text", "country", "network", "time-zone", "language", "objective", "time", "partial-date", "group"
]
"""What a property is where its JSON type does not tell: a text of several lines, a country, a group with a label."""


def form(kind: Kind) -> dict[str, Any]:
    """The extension of a property of this kind."""
    return {KEY: {"kind": kind}}


def made_from(*names: str, fixed: bool = False) -> dict[str, Any]:
    """The extension of a key that is made from what these fields say, unless somebody may and does write another."""
    return {KEY: {"from": list(names), **({"fixed": True} if fixed else {})}}


def worded(words: Mapping[Any, str]) -> dict[str, Any]:
    """The extension of a property that is one of a few, or some of them: what each is called, in this order."""
    return {KEY: {"words": [list(pair) for pair in words.items()]}}


def titled(title: str) -> dict[str, Any]:
    """The extension of an alternative: what it is called."""
    return {KEY: {"title": title}}


LONG: Final = form("text")
"""Of a text of several lines."""
GROUP: Final = form("group")
"""Of an object whose fields are said with its own label: ``Chair: name``."""


@dataclass(frozen=True)
class Form:
    """What a command is called, and where it is offered.

    On the page of a thing in one of the statuses ``when``, where something ``begins``, or ``beside`` each entry of
    that list in the thing's document. What it ``replaces`` are the fields that begin with what the document says.
    """

    title: str
    when: tuple[str, ...] = ()
    begins: bool = False
    beside: str | None = None
    replaces: tuple[str, ...] = ()

    def extension(self, thing: str) -> dict[str, Any]:
        """Of the command's operation; what is not so is left out."""
        said = {"thing": thing, **asdict(self)}
        return {KEY: {name: value for name, value in said.items() if value}}


@dataclass(frozen=True)
class Entries:
    """A list in a thing's document, beside whose entries forms are offered.

    ``name`` are the fields that say what an entry is, ``within`` the one that holds them, ``none`` what is said where
    that is null.
    """

    title: str
    name: tuple[str, ...] = ("title",)
    within: str | None = None
    none: str | None = None


@dataclass(frozen=True)
class Thing:
    """A kind of thing: its lists, each by its title, its document and its page.

    ``name`` are the fields of its document, or of a list's entry, that say what it is called, ``day`` the one that
    says when it is; ``hidden`` the statuses in which it has no public page.
    """

    lists: Mapping[str, str]
    document: str
    page: str
    key: str = "key"
    name: tuple[str, ...] = ("title",)
    day: str | None = None
    hidden: tuple[str, ...] = ()
    entries: Mapping[str, Entries] = field(default_factory=dict)

    def tag(self, kind: str) -> dict[str, Any]:
        """The OpenAPI document's tag for it, by the kind of its streams."""
        said = asdict(self)
        return {"name": kind, KEY: {name: value for name, value in said.items() if value}}

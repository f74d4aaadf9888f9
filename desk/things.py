"""A thing on the desk's pages: what it is called, what can be done with it and with each entry of its lists. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from desk.forms.fields import at
from desk.forms.offers import Command, Offered
from shared.countries import is_country
from shared.forms import Entries, Thing
from shared.i18n.order import alphabetical
from shared.i18n.speech import Own, Speech


@dataclass(frozen=True)
class Link:
    """A form about the thing, and the alternatives of it where each has one of its own."""

    title: str
    address: str
    alternatives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Entry:
    """An entry of a list: what it is, as a text of ours or as words of the record, and the forms about it."""

    text: str | None
    words: Own | None
    key: str | None
    withdrawn: bool
    links: tuple[Link, ...]


def title_of(thing: Thing, document: Mapping[str, Any], t: Speech, key: str = "") -> Own | str:
    """What it is called: in the reader's language where it has a title in several, or is a country."""
    said = [value for name in thing.name if (value := at(document, name))]
    if len(said) == 1 and isinstance(said[0], Mapping):
        return Own.version(said[0], t)
    if len(said) == 1 and thing.name == (thing.key,) and is_country(said[0]):
        return t.country(said[0])
    return Own(" → ".join(str(one) for one in said) or key)


def line(kind: str, thing: Thing, one: Mapping[str, Any], t: Speech) -> tuple[str, Own | str, str | None]:
    """A thing in a list: where the desk has it, what it is called, and when it is."""
    day = at(one, thing.day) if thing.day else None
    said = t.day(dt.date.fromisoformat(day)) if day else None
    return f"/desk/{kind}/{one[thing.key]}", title_of(thing, one, t), said


def lines(kind: str, thing: Thing, document: Any, t: Speech) -> list[tuple[str, Own | str, str | None]]:
    """Every thing of a list's document: as it comes where each has a day, else by the reader's alphabet."""
    found = list(every(document, thing))
    if thing.day is None:
        found.sort(key=lambda one: _order(one[thing.key], title_of(thing, one, t), t))
    return [line(kind, thing, one, t) for one in found]


def _order(key: str, title: str, t: Speech) -> tuple[str, str]:
    return t.country_order(key) if is_country(key) and title == t.country(key) else alphabetical(title)


def page_of(thing: Thing, key: str, document: Mapping[str, Any]) -> str | None:
    """Where everybody sees it; None while nobody does."""
    return None if document.get("status") in thing.hidden else thing.page.format(key=key)


def every(document: Any, thing: Thing) -> Iterator[Mapping[str, Any]]:
    """Every thing of this kind in a list's document, whether it is a list or a tree."""
    if isinstance(document, Mapping):
        if document.get(thing.key) and "status" in document:
            yield document
        else:
            for part in document.values():
                yield from every(part, thing)
    elif isinstance(document, list):
        for part in document:
            yield from every(part, thing)


def links(commands: Iterable[Command], key: str) -> Iterator[Link]:
    """The forms of these commands about a thing."""
    for one in commands:
        address = f"/desk/do/{one.name}?{urlencode({'key': key})}"
        each = [choice for choice in one.choices if not choice.usual]
        yield Link(
            one.form.title,
            address,
            tuple(
                (title, f"{address}&{urlencode({f'{choice.name}.kind': tag})}")
                for choice in each
                for tag, title in choice.alternatives.items()
            ),
        )


def entries_of(
    offers: Offered, kind: str, key: str, document: Mapping[str, Any]
) -> Iterator[tuple[str, list[Entry]]]:
    """Each list of the thing that says anything, by its title, with the forms about each entry."""
    for name, listed in offers.thing(kind).entries.items():
        commands = offers.beside(kind, name)
        if found := [_entry(listed, one, commands, key) for one in document.get(name) or ()]:
            yield listed.title, found


def _entry(listed: Entries, entry: Mapping[str, Any], commands: list[Command], key: str) -> Entry:
    said = entry[listed.within] if listed.within else entry
    kinds = {tag: words for one in commands for c in one.choices for tag, words in c.alternatives.items()}
    about = {} if said is None else said
    found = [str(about[name]) for name in listed.name if about.get(name)]
    text = listed.none if said is None else kinds.get(found[0]) if listed.name == ("kind",) else None
    language = str(about.get("language") or "en")
    withdrawn = bool(entry.get("withdrawn"))
    return Entry(
        text,
        None if text else Own(" · ".join(found), language),
        entry.get("key"),
        withdrawn,
        () if withdrawn else tuple(_link(one, entry, key) for one in commands),
    )


def _link(command: Command, entry: Mapping[str, Any], key: str) -> Link:
    """The form about an entry: by its key, or with all that the entry says where it has none."""
    if entry.get("key"):
        about = {"key": key, "item": str(entry["key"])}
    else:
        chosen = command.chosen_by(entry)
        said = command.body_of(entry)
        action = command.action(chosen)
        given = {one.name: at(said, one.name) for one in action.fields}
        about = {"key": key, **chosen, **{n: str(value) for n, value in given.items() if value is not None}}
    return Link(command.form.title, f"/desk/do/{command.name}?{urlencode(about)}")

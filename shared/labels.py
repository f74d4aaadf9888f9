"""What the field at a path is called: the title that stands with it in its type (``shared.forms``)."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from shared.forms import GROUP
from shared.i18n.speech import N_, Speech


def label_of(kind: Any, path: Sequence[str], t: Speech) -> str | None:
    """To a reader, of the narrowest field on the path that is called something; None where none is.

    Between the fields of a path stand places in a list, keys, and the kind where there are alternatives.
    """
    label = group = None
    here = list(_models(kind))
    for step in path:
        one_of = [one for one in here if len(here) > 1 and _kind(one) == step]
        found = next((one.model_fields[step] for one in here if step in one.model_fields), None)
        if one_of or found is None:
            here = one_of or here
            continue
        if found.title:
            said = t.say(found.title)
            label = t.say(N_("{part}: {field}"), part=group, field=said) if group else said
        group = label if found.json_schema_extra == GROUP else None
        here = list(_models(found.annotation))
    return label


def _kind(model: type[BaseModel]) -> object:
    told = model.model_fields.get("kind")
    return told.default if told else None


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    """Every model that a value of the type may be, or hold in a list or by its keys."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for one in get_args(kind):
        yield from _models(one)

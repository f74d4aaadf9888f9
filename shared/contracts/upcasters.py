"""How an older version of an event becomes the next one; the bytes on the topic stay as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Upcaster:
    """From the payload of ``old`` to that of ``new``, the next version of the same event.

    ``convert`` is pure and total over every payload ever published as ``old``; it need not set ``type``.
    """

    old: str
    new: str
    convert: Callable[[dict[str, Any]], dict[str, Any]]


def _complete_unknown(old: dict[str, Any]) -> dict[str, Any]:
    """It was not noted when the last of the body had come."""
    return {**old, "complete_at": None}


def _next(name: str, version: int, convert: Callable[[dict[str, Any]], dict[str, Any]]) -> Upcaster:
    return Upcaster(f"{name}.v{version}", f"{name}.v{version + 1}", convert)


UPCASTERS: Mapping[str, Upcaster] = {
    one.old: one
    for one in (
        _next("onevoice.consultations.input-received", 1, _complete_unknown),
        _next("onevoice.consultations.upload-received", 1, _complete_unknown),
    )
}
"""Every upcaster by the type it starts from."""

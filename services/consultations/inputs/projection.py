"""The inputs, but for what they say: where each counts, and where it stands."""

from datetime import datetime
from typing import Any

from services.consultations.inputs.domain import ABSENT, Input, evolve
from shared.clock import iso
from shared.contracts.consultations.inputs import InputContactKnown, InputReceived, RefusalReason
from shared.contracts.envelope import Recorded
from shared.contracts.names import alias, key_of, name_of
from shared.plain import plain
from shared.values import Value
from shared.views.view import View


@plain
class InputChange:
    """One step of an input's history."""

    version: int
    at: datetime
    what: str
    reason: RefusalReason | None = None


class InputState(Value):
    """An input's entry. ``day`` is when it was received, in UTC, and ``order`` puts inputs in that order.

    ``public`` is the id under which anybody reads it, and ``place`` puts it into the lists that anybody reads: by
    day, and within a day by nothing that its receipt tells. ``published``: anybody may read it. ``waiting``: a
    moderator is to look at it.
    """

    version: int = 0
    id: str
    call: str = ""
    owner: str | None = None
    upload: str | None = None
    contact: str | None = None
    group: str = ""
    language: str = ""
    region: str | None = None
    day: str = ""
    order: str = ""
    public: str = ""
    place: str = ""
    published: bool = False
    waiting: bool = False
    input: Input = ABSENT
    history: tuple[InputChange, ...] = ()


def project(state: InputState | None, record: Recorded[Any]) -> InputState:
    """The entry after one more event."""
    event = record.event
    before = state or InputState(id=key_of(record.stream))
    now = evolve(before.input, event)
    change = InputChange(record.version, record.at, name_of(event), vars(event).get("reason"))
    update: dict[str, object] = {
        "version": record.version,
        "input": now,
        "published": now.published,
        "waiting": now.standing == "standing" and now.moderation == "waiting",
        "history": (*before.history, change),
    }
    if isinstance(event, InputReceived):
        update |= {name: getattr(event, name) for name in _COPIED}
        day, public = event.received_at.date().isoformat(), alias("public", record.id)
        update |= {
            "day": day,
            "order": f"{iso(event.received_at)} {before.id}",
            "public": public,
            "place": f"{day} {public}",
        }
    if isinstance(event, InputContactKnown):
        update["contact"] = event.contact
    return before.model_copy(update=update)


_COPIED = ("call", "owner", "upload", "contact", "group", "language", "region")

INPUTS = View(
    name="inputs",
    kinds=frozenset({"input"}),
    state=InputState,
    evolve=project,
    indexes=(
        ("call", "published", "place"),
        ("published", "place"),
        ("public",),
        ("owner", "order"),
        ("waiting", "order"),
        ("upload",),
        ("contact",),
    ),
)

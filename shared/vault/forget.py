"""Obeying an erasure: every service destroys what it keeps of the person."""

from typing import Any

from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.contacts import ContactErased
from shared.reactions.duty import Do, Duty


def _build(room: Any) -> Do:
    async def forget(record: Recorded[Any]) -> None:
        if isinstance(record.event, ContactErased):
            await room.vault.destroy(key_of(record.stream))

    return forget


FORGET = Duty("forget", frozenset({"contact"}), _build)

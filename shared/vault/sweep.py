"""Sweeping the vault: who was put into it and never became anything is destroyed.

Vault first, then append: a command that fails in between leaves a person whom nothing refers to.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from shared.vault.vault import Vault

Refers = Callable[[str], Awaitable[bool]]
"""Whether something refers to a person for good, such as a stream; asked of the store, not of a view."""


async def sweep(vault: Vault, refers: Refers, before: datetime) -> int:
    """Destroy whom nothing refers to and nobody was settled as since ``before``; how many there were.

    ``before`` lies further back than a command may take between vault and append: a day is right. Who is
    referred to is looked at once. Any number of processes may sweep at once. Raises ``Unavailable``.
    """
    swept = 0
    async for person, at in vault.waiting(before):
        if await refers(person):
            await vault.refer(person, at)
        else:
            swept += await vault.abandon(person, at)
    return swept

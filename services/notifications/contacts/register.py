"""From an address to a contact id, vault first: what is appended after it names only the id."""

from collections.abc import Mapping
from typing import Final

from services.notifications.mail.address import canonical
from shared.vault import Erased, Vault

ADDRESS: Final = "address"
"""The vault's field for where a contact is written to."""


def named(owner: str) -> str:
    """The vault's field for the name that an owner gave to a contact."""
    return f"name {owner}"


def kind_for(owner: str) -> str:
    """The vault's field for whether an owner knows a person or a shared mailbox there."""
    return f"kind {owner}"


def spelt(owner: str) -> str:
    """The vault's field for how an owner spells the address."""
    return f"address {owner}"


async def register(vault: Vault, address: str, texts: Mapping[str, str | None]) -> str:
    """The contact of this address, known or new, with its address and these texts in the vault.

    Mail goes to the address as it was spelt first: whoever gives it again changes nothing for the others.
    """
    while True:
        contact = await vault.settle(canonical(address))
        try:
            known = await vault.read([contact], ADDRESS)
            await vault.put(contact, ADDRESS, known.get(contact, address))
            for field, text in texts.items():
                if text is not None:
                    await vault.put(contact, field, text)
        except Erased:  # meanwhile: whoever registers now is somebody new
            continue
        return contact


async def find_again(vault: Vault) -> int:
    """Let every contact be found by its address under a new secret; how many they are. Raises ``Unavailable``."""
    return await vault.find_again(ADDRESS, canonical)

"""From an address to a contact id, vault first: what is appended after it names only the id."""

from collections.abc import Mapping

from services.notifications.mail.address import canonical
from shared.vault import Erased, Vault


def named(owner: str) -> str:
    """The vault's field for the name that an owner gave to a contact."""
    return f"name {owner}"


async def register(vault: Vault, address: str, texts: Mapping[str, str | None]) -> str:
    """The contact of this address, known or new, with its address and these texts in the vault."""
    while True:
        contact = await vault.settle(canonical(address))
        try:
            await vault.put(contact, "address", address)
            for field, text in texts.items():
                if text is not None:
                    await vault.put(contact, field, text)
        except Erased:  # meanwhile: whoever registers now is somebody new
            continue
        return contact

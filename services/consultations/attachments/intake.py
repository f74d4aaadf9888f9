"""Taking an attachment in: spooled to disk, judged, stripped, and kept in the vault under a key of its own.

The receipt commits to the bytes that came and, apart, to those that are kept, so that a sender can prove what was
sent and anybody who holds the file what was kept.
"""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from services.consultations.attachments.spooled import MOST, judged, parts, read, spool
from services.consultations.attachments.verdicts import Kind
from shared.contracts.commitment import Committing
from shared.eventstore.handle import KeyReused
from shared.values import Value
from shared.vault import Drawer, Erased, Vault

_FIELD: Final = "attachment"


class Attachment(Value):
    """What is known of an attachment: sizes in bytes, commitments in hexadecimal letters."""

    id: str
    kind: Kind
    received_size: int
    received: str
    stored_size: int
    stored: str


@dataclass(frozen=True)
class Secrets:
    """The nonces of the two commitments, for the sender's receipt alone."""

    received: bytes
    stored: bytes


async def take(vault: Vault, owner_id: str, content: AsyncIterator[bytes], most: int = MOST) -> Attachment:
    """Keep an attachment as the person ``owner_id``; the same bytes again are answered the same.

    Raises ``Problem`` 413 as soon as more than ``most`` bytes came, ``WrongKind`` and ``Unfit`` for what is no
    good, ``KeyReused`` where other bytes came under this id, ``Erased`` and ``Unavailable``. Nothing is kept of
    what raises. Vault first: what nothing refers to later is swept, as everybody in the vault is.
    """
    with tempfile.TemporaryFile() as received, tempfile.TemporaryFile() as stored:
        await spool(content, received, "attachment", most)
        kept = await find(vault, owner_id)
        if kept:
            drawer = await vault.open(owner_id)
        else:
            kind = await judged(received, stored)
            drawer = await vault.admit(owner_id)
            kept = await _deposit(vault, drawer, kind, received, stored)
        if kept.received != _committed(drawer, "received", received)[0]:
            raise KeyReused(
                "another file was sent under this Idempotency-Key; send this one under a key of its own"
            )
        return kept


async def find(vault: Vault, attachment: str) -> Attachment | None:
    """The attachment of this id, where all of it is there."""
    try:
        known = await (await vault.open(attachment)).read(_FIELD)
        whole = known and await vault.files.open(attachment, _FIELD)
    except Erased:
        return None
    return Attachment.model_validate_json(known) if known and whole else None


async def stream(vault: Vault, attachment: str) -> AsyncIterator[bytes] | None:
    """The bytes that are kept, piece by piece; None where there are none. Raises ValueError as ``Files.open``."""
    try:
        return await vault.files.open(attachment, _FIELD)
    except Erased:
        return None


async def secrets(vault: Vault, attachment: str) -> Secrets:
    """What opens the commitments. Raises ``Erased``."""
    drawer = await vault.open(attachment)
    return Secrets(drawer.nonce("received"), drawer.nonce("stored"))


async def _deposit(
    vault: Vault, drawer: Drawer, kind: Kind, received: BinaryIO, stored: BinaryIO
) -> Attachment:
    """What is known first, then the file: two senders under one id cannot each get half of it."""
    came, came_size = _committed(drawer, "received", received)
    stays, stays_size = _committed(drawer, "stored", stored)
    said = Attachment(
        id=drawer.person,
        kind=kind,
        received_size=came_size,
        received=came,
        stored_size=stays_size,
        stored=stays,
    )
    kept = Attachment.model_validate_json(await drawer.deposit(_FIELD, said.model_dump_json()))
    if kept.received != said.received:
        return kept
    if kept != said:  # a first try was cut off before its file, and the libraries strip otherwise by now
        await drawer.put(_FIELD, said.model_dump_json())
    await vault.files.deposit(drawer.person, _FIELD, parts(stored))
    return said


def _committed(drawer: Drawer, field: str, file: BinaryIO) -> tuple[str, int]:
    """The commitment to a file, and its size."""
    committing = Committing(drawer.nonce(field))
    for part in read(file):
        committing.add(part)
    return committing.said(), committing.size

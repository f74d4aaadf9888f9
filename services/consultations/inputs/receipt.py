"""Receipts: what everybody holds who sent an input. docs/receipt/README.md is the format, for other languages."""

import json
from collections.abc import Mapping
from typing import Any, Final

from shared.clock import Moment
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.inputs import Attached, Committed, InputReceived, Verdict
from shared.signing import Signed, Signer, opened
from shared.values import RECORDED, Value

KIND: Final = "onevoice-receipt"
"""The ``typ`` of its signature."""


class Deposit(Value):
    """What was received, committed to: sha256(nonce ‖ the bytes); the nonce in hexadecimal letters."""

    size: int
    commitment: str
    nonce: str


class ReceivedFile(Value):
    """A file, as it was received and as it is kept."""

    id: str
    media_type: str
    received: Deposit
    stored: Deposit


class Receipt(Value):
    """That an input was received, when, and what the deadline says of it.

    ``inclusion`` is kept for a proof that the receipt's event stands in a published log; none is given yet.
    """

    format: str = "1"
    issuer: str
    input: str
    call: str
    example: bool
    received_at: Moment
    verdict: Verdict
    closes: Deadline
    content: Deposit
    files: tuple[ReceivedFile, ...]
    inclusion: None = None


def receipt(
    issuer: str, id_: str, said: InputReceived, nonce: bytes, of_files: Mapping[str, tuple[bytes, bytes]]
) -> Receipt:
    """The receipt of an input that was taken."""
    return Receipt(
        issuer=issuer,
        input=id_,
        call=said.call,
        example=said.example,
        received_at=said.received_at,
        verdict=said.verdict,
        closes=said.closes,
        content=_deposit(said.content, nonce),
        files=tuple(_file(one, *of_files[one.id]) for one in said.files),
    )


def _deposit(committed: Committed, nonce: bytes) -> Deposit:
    return Deposit(size=committed.size, commitment=committed.commitment, nonce=nonce.hex())


def _file(one: Attached, received: bytes, stored: bytes) -> ReceivedFile:
    return ReceivedFile(
        id=one.id,
        media_type=one.media_type,
        received=_deposit(one.received, received),
        stored=_deposit(one.stored, stored),
    )


class SignedReceipt(Value):
    """A receipt as it is handed out: ``receipt`` to be read, ``signed`` (a flattened JWS) to be checked."""

    receipt: Receipt
    signed: Signed


def signed(made: Receipt, signer: Signer) -> SignedReceipt:
    """The receipt, signed: its JSON bytes are the payload."""
    return SignedReceipt(receipt=made, signed=signer.sign(KIND, made.model_dump_json().encode()))


def checked(file: Mapping[str, Any], keys: Mapping[str, Any]) -> tuple[str, Receipt]:
    """The thumbprint of the signing key and what it signed, whatever stands beside it.

    Raises ``BadSignature``, and ValueError for a payload that is no receipt.
    """
    key, payload = opened(KIND, file["signed"], keys)
    return key, Receipt.model_validate(json.loads(payload), context=RECORDED)

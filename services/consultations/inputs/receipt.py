"""Receipts: what everybody holds who sent an input. docs/receipt/README.md is the format, for other languages."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from shared.clock import Moment
from shared.contracts.commitment import commit
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.inputs import Attached, Committed, InputReceived, Verdict
from shared.signing import BadSignature, Signed, Signer, opened
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

    ``received_at`` is when the request's headers came, by which it is judged; ``complete_at`` when all of its body
    had, null where that was not noted, and not there in format 1. ``inclusion`` is kept for a proof that the
    receipt's event stands in a published log; none is given yet.
    """

    format: str = "2"
    issuer: str
    input: str
    call: str
    example: bool
    received_at: Moment
    complete_at: Moment | None = None
    verdict: Verdict
    closes: Deadline
    content: Deposit
    files: tuple[ReceivedFile, ...]
    inclusion: None = None


Nonces = Mapping[str, tuple[bytes, bytes]]
"""Of each file: of its bytes as they were received, and as they are stored."""


def receipt(issuer: str, id_: str, said: InputReceived, nonce: bytes, of_files: Nonces) -> Receipt:
    """The receipt of an input that was taken."""
    return Receipt(
        issuer=issuer,
        input=id_,
        call=said.call,
        example=said.example,
        received_at=said.received_at,
        complete_at=said.complete_at,
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


def checked(file: Any, keys: Mapping[str, Any] | None) -> tuple[str, Receipt]:
    """The thumbprint of the signing key and what it signed, whatever stands beside it.

    ``keys`` None takes the key that the receipt names: see ``shared.signing.opened``. Raises ``BadSignature``.
    """
    if not isinstance(file, Mapping) or not isinstance(file.get("signed"), Mapping):
        raise BadSignature("it is no receipt: the part `signed` is missing")
    key, payload = opened(KIND, file["signed"], keys)
    try:
        return key, Receipt.model_validate_json(payload, context=RECORDED)
    except ValidationError as error:
        raise BadSignature("it is signed, and no receipt of a format that is known here") from error


def part_of(made: Receipt, data: bytes) -> str | None:
    """Which part of the receipt commits to these bytes; None for none."""
    parts = {"content": made.content}
    for file in made.files:
        parts |= {f"file {file.id} as received": file.received, f"file {file.id} as kept": file.stored}
    fits = (name for name, one in parts.items() if commit(bytes.fromhex(one.nonce), data) == one.commitment)
    return next(fits, None)

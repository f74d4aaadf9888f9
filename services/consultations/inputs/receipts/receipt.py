"""Receipts: what everybody holds who sent an input. docs/receipt/README.md is the format, for other languages."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import ValidationError

from shared.clock import Moment
from shared.contracts.commitment import commit
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.inputs import Attached, InputReceived, Verdict
from shared.signing import BadSignature, Signed, Signer, opened
from shared.values import RECORDED, Value

KIND: Final = "onevoice-receipt"
"""The ``typ`` of its signature."""


class ReceivedFile(Value):
    """A file, committed to as it was received and as it is kept."""

    media_type: str
    received: str
    stored: str


class Receipt(Value):
    """That an input was received, when, and what the deadline says of it.

    ``received_at`` is when the request's headers came, by which it is judged; ``complete_at`` when all of its body
    had, null where that was not noted. ``content`` and the files are commitments: sha256(nonce ‖ the bytes) in
    hexadecimal letters. ``inclusion`` is kept for a proof that the receipt's event stands in a published log; none is
    given yet. Nothing in it leads to what was published: that takes the ``Opening``.
    """

    format: Literal["3"] = "3"
    issuer: str
    input: str
    call: str
    example: bool
    received_at: Moment
    complete_at: Moment | None
    verdict: Verdict
    closes: Deadline
    content: str
    files: tuple[ReceivedFile, ...]
    inclusion: None = None


class OpenedFile(Value):
    """The nonces of a file's two commitments, in hexadecimal letters."""

    id: str
    received: str
    stored: str


class Opening(Value):
    """What proves which bytes a receipt commits to: the nonces, of the content and of each file in their order.

    Who has it can tell which of the published inputs is meant.
    """

    content: str
    files: tuple[OpenedFile, ...]


Nonces = Mapping[str, tuple[bytes, bytes]]
"""Of each file: of its bytes as they were received, and as they are stored."""


def opening(nonce: bytes, of_files: Nonces) -> Opening:
    """What opens the receipt of an input."""
    files = (OpenedFile(id=id_, received=one.hex(), stored=two.hex()) for id_, (one, two) in of_files.items())
    return Opening(content=nonce.hex(), files=tuple(files))


def receipt(issuer: str, id_: str, said: InputReceived) -> Receipt:
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
        content=said.content.commitment,
        files=tuple(_file(one) for one in said.files),
    )


def _file(one: Attached) -> ReceivedFile:
    return ReceivedFile(
        media_type=one.media_type, received=one.received.commitment, stored=one.stored.commitment
    )


class SignedReceipt(Value):
    """A receipt as it is handed out: ``receipt`` to be read, ``signed`` (a flattened JWS) to be checked.

    It may be shown. With ``opening``, which its author alone gets, it also proves what was said.
    """

    receipt: Receipt
    signed: Signed
    opening: Opening | None = None

    def to_be_shown(self) -> bytes:
        """The file without what opens it, as JSON."""
        return self.model_dump_json(exclude={"opening"}, indent=1).encode()


def signed(made: Receipt, signer: Signer, opened: Opening | None = None) -> SignedReceipt:
    """The receipt, signed: its JSON bytes are the payload."""
    payload = made.model_dump_json().encode()
    return SignedReceipt(receipt=made, signed=signer.sign(KIND, payload), opening=opened)


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


def part_of(made: Receipt, opened: Opening, data: bytes) -> str | None:
    """Which part of the receipt commits to these bytes; None for none."""
    parts = {"content": (opened.content, made.content)}
    for number, (nonces, file) in enumerate(zip(opened.files, made.files, strict=False), 1):
        parts[f"file {number} as received"] = (nonces.received, file.received)
        parts[f"file {number} as kept"] = (nonces.stored, file.stored)
    fits = (name for name, (nonce, one) in parts.items() if commit(bytes.fromhex(nonce), data) == one)
    return next(fits, None)

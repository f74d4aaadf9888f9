"""The test vectors of receipts, docs/receipt/vectors.json: ``python -m tests.support.vectors`` writes them."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.consultations.inputs.content import Content
from services.consultations.inputs.receipts.receipt import Receipt, opening, receipt, signed
from shared.contracts.commitment import commit
from shared.contracts.consultations.inputs import Committed
from shared.signing import Signer
from tests.support.examples_of_calls import ID, RECEIVED

FILE = Path(__file__).parents[2] / "docs" / "receipt" / "vectors.json"
NONCES = [bytes([number]) * 32 for number in (1, 2, 3)]
PAPER, KEPT = b"%PDF-1.7 as received", b"%PDF-1.7 as kept"


def signer(seed: int) -> Signer:
    """Keys that are known to everybody: for these vectors alone."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return Signer([key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())])


def committed(nonce: bytes, data: bytes) -> Committed:
    """To these bytes."""
    return Committed(size=len(data), commitment=commit(nonce, data))


def vectors() -> dict[str, Any]:
    """Receipts with what a check of each has to find."""
    content = Content(
        answers={"progress": "où et quand"}, name=None, location=None, legal_status=None
    ).encode()
    [file] = RECEIVED.files
    file = file.model_copy(
        update={"received": committed(NONCES[1], PAPER), "stored": committed(NONCES[2], KEPT)}
    )
    said = RECEIVED.model_copy(update={"content": committed(NONCES[0], content.encode()), "files": (file,)})
    made = receipt("https://onevoice.example", ID, said)
    opened = opening(NONCES[0], {ID: (NONCES[1], NONCES[2])})

    def written(what: Receipt, by: Signer) -> dict[str, Any]:
        return signed(what, by, opened).model_dump(mode="json")

    good = written(made, signer(7))
    late = written(made.model_copy(update={"verdict": "late"}), signer(7))
    other = written(made, signer(8))
    changed = {**good, "signed": {**good["signed"], "payload": late["signed"]["payload"]}}
    dressed = {**good, "receipt": late["receipt"]}
    return {
        "keys": signer(7).published(),
        "content": content,
        "files": {ID: {"received": PAPER.decode(), "stored": KEPT.decode()}},
        "vectors": [
            {"name": "good", "file": good, "valid": True},
            {"name": "late, and so it says", "file": late, "valid": True},
            {"name": "the part for reading says something else", "file": dressed, "valid": True},
            {"name": "another payload under the signature", "file": changed, "valid": False},
            {"name": "signed with a key that is not published", "file": other, "valid": False},
        ],
    }  # fmt: skip


def text() -> str:
    """The file."""
    return json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())

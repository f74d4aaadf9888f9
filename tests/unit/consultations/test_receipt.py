"""Receipts: what anybody can check, in any language, with the keys that are published."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from typer.testing import CliRunner

from onevoice.cli import app
from services.consultations.inputs.receipts.receipt import Opening, checked, part_of
from shared.signing import BadSignature, Signer, opened
from tests.support import vectors as made

VECTORS = json.loads(made.FILE.read_text())
CASES = [pytest.param(one, id=one["name"]) for one in VECTORS["vectors"]]


def unpadded(text: str) -> bytes:
    """base64url as JWS writes it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def by_hand(signed: dict[str, str], keys: dict[str, Any]) -> dict[str, Any]:
    """A check as docs/receipt says, with nothing but a hash and Ed25519. Raises ``InvalidSignature``."""
    header = json.loads(unpadded(signed["protected"]))
    assert (header["alg"], header["typ"]) == ("Ed25519", "onevoice-receipt")
    known = {key["kid"]: unpadded(key["x"]) for key in keys["keys"]}
    if header["kid"] not in known:
        raise InvalidSignature
    public = Ed25519PublicKey.from_public_bytes(known[header["kid"]])
    public.verify(unpadded(signed["signature"]), f"{signed['protected']}.{signed['payload']}".encode())
    payload: dict[str, Any] = json.loads(unpadded(signed["payload"]))
    return payload


def test_the_vectors_are_what_the_code_makes() -> None:
    """Whoever has written a check against them has written it against us."""
    assert made.FILE.read_text() == made.text()


@pytest.mark.parametrize("case", CASES)
def test_our_check_and_one_by_hand_find_the_same(case: dict[str, Any]) -> None:
    """Valid or not, and what it says: the part for reading counts for nothing."""
    if not case["valid"]:
        with pytest.raises(BadSignature):
            checked(case["file"], VECTORS["keys"])
        with pytest.raises(InvalidSignature):
            by_hand(case["file"]["signed"], VECTORS["keys"])
        return
    _, receipt = checked(case["file"], VECTORS["keys"])
    found = by_hand(case["file"]["signed"], VECTORS["keys"])
    assert receipt.model_dump(mode="json") == found
    opened = Opening.model_validate_json(json.dumps(case["file"]["opening"]))
    content, nonce = VECTORS["content"].encode(), bytes.fromhex(case["file"]["opening"]["content"])
    assert hashlib.sha256(nonce + content).hexdigest() == found["content"]
    assert part_of(receipt, opened, content) == "content"
    [files] = VECTORS["files"].values()
    assert part_of(receipt, opened, files["received"].encode()) == "file 1 as received"
    assert part_of(receipt, opened, files["stored"].encode()) == "file 1 as kept"
    assert part_of(receipt, opened, b"something else") is None


@pytest.mark.parametrize("rubbish", [{}, [], None, "x", {"signed": 1}, {"signed": {"protected": "e30"}}])
def test_rubbish_is_no_receipt(rubbish: Any) -> None:
    """Whatever it is, the answer is the designed one."""
    for keys in (VECTORS["keys"], None):
        with pytest.raises(BadSignature):
            checked(rubbish, keys)


def test_an_old_key_is_published_after_a_new_one_signs() -> None:
    """What it signed stays good; its private half may be gone."""
    first, second = Signer.fresh(), Signer.fresh()
    old = Signer([first])
    earlier = old.sign("kind", b"{}")
    both = Signer([first, second])
    later = both.sign("kind", b"{}")
    assert opened("kind", earlier, both.published())[0] == old.published()["keys"][0]["kid"]
    assert opened("kind", later, both.published())[0] == both.published()["keys"][1]["kid"]
    with pytest.raises(BadSignature):
        opened("kind", later, old.published())
    with pytest.raises(BadSignature, match="not a other"):
        opened("other", later, both.published())


def run(*words: str | Path) -> tuple[int, str]:
    """The command's exit code and what it says."""
    found = CliRunner().invoke(app, ["verify-receipt", *map(str, words)])
    return found.exit_code, found.output + str(found.exception or "")


def test_the_command_checks_without_a_network(tmp_path: Path) -> None:
    """Signature, verdict, and whether a file is what was received; with the keys it also knows whose it is."""
    case, keys = tmp_path / "receipt.json", tmp_path / "keys.json"
    case.write_text(json.dumps(VECTORS["vectors"][0]["file"]))
    keys.write_text(json.dumps(VECTORS["keys"]))
    content, other = tmp_path / "content.json", tmp_path / "other.txt"
    content.write_text(VECTORS["content"])
    other.write_text("something else")
    code, said = run(case, "--offline", "--of", content)
    assert (code, "in time" in said, "is its content" in said, "compare" in said) == (0, True, True, True)
    shown = tmp_path / "shown.json"
    shown.write_text(json.dumps({**VECTORS["vectors"][0]["file"], "opening": None}))
    code, said = run(shown, "--offline", "--of", content)
    assert (code, "take the proof" in said) == (1, True)
    assert run(shown, "--offline")[0] == 0
    code, said = run(case, "--offline", "--keys", keys)
    assert (code, "publishes" in said) == (0, True)
    code, said = run(case, "--offline", "--of", other)
    assert (code, "NOT part" in said) == (1, True)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(VECTORS["vectors"][3]["file"]))
    code, said = run(bad, "--offline")
    assert (code, "not a receipt to rely on" in said) == (1, True)

"""Checking a receipt that somebody pastes."""

import json

import pytest

from services.consultations.inputs.receipts.pages import Unfit, judged
from services.consultations.inputs.receipts.receipt import receipt, signed
from shared.signing import Signer
from tests.support.examples_of_calls import ID, RECEIVED

SIGNER, OTHER = Signer([Signer.fresh()]), Signer([Signer.fresh()])
MADE = receipt("http://test", ID, RECEIVED)
FILE = json.loads(signed(MADE, SIGNER).model_dump_json())


def test_a_receipt_of_ours_says_what_was_signed() -> None:
    """And whether what stands beside it says the same."""
    key, found, same = judged(json.dumps(FILE), SIGNER.published())
    assert (key, found.input, same) == (SIGNER.published()["keys"][0]["kid"], ID, True)
    forged = {**FILE, "receipt": {**FILE["receipt"], "verdict": "late"}}
    assert not judged(json.dumps(forged), SIGNER.published())[2]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"signed": {}}', "[" * 100_000, '{"signed": "x"}', "1"]
)
def test_what_is_no_receipt_is_told_so(text: str) -> None:
    """Whatever is pasted."""
    with pytest.raises(Unfit):
        judged(text, SIGNER.published())


def test_another_key_is_not_ours() -> None:
    """A good signature by somebody else proves nothing."""
    with pytest.raises(Unfit, match="does not fit"):
        judged(json.dumps(FILE), OTHER.published())

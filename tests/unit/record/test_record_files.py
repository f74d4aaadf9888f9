"""Files beside a record: sent where what is there came of other bytes."""

import hashlib
from pathlib import Path

import pytest

from onevoice.record.format import BriefingRecord
from onevoice.record.merging import merged
from onevoice.record.plan import plan
from onevoice.record.read import RecordInvalid, read
from onevoice.record.steps import Step
from services.consultations.attachments.spooled import MOST
from services.consultations.briefings.filing_commands import WithdrawFile
from tests.support.api import Api

RECORD = """briefing:
  key: b
  title: Briefing
  held_on: 2020-03-04
  documents:
    - {key: minutes, title: Minutes, language: en, file: minutes.pdf%s}
"""
SENTENCE = "the file minutes.pdf of document minutes"


def written(folder: Path, content: bytes, more: str = "") -> BriefingRecord:
    """A record with a file beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "minutes.pdf").write_bytes(content)
    (folder / "record.yaml").write_text(RECORD % more)
    return read(folder / "record.yaml")


def files(steps: list[Step]) -> list[str]:
    """What is sent as a file."""
    return [step.sentence for step in steps if step.file]


def load(api: Api, record: BriefingRecord) -> list[Step]:
    """Load it, and see that nothing is left to say."""
    steps = plan(record, api.shown)
    api.send(steps)
    assert plan(record, api.shown) == []
    return steps


def test_a_file_is_sent_after_its_document_and_once(tmp_path: Path) -> None:
    """Another content is sent again; so is one that was taken back."""
    api, first = Api("b"), written(tmp_path, b"one")
    steps = load(api, first)
    assert files(steps) == [SENTENCE]
    [step] = [step for step in steps if step.file]
    assert step.path.endswith("/documents/minutes/file")
    assert step.file == tmp_path / "minutes.pdf"
    assert step.body == {"received": hashlib.sha256(b"one").hexdigest()}
    assert steps.index(step) > [one.sentence for one in steps].index("attach document minutes")
    again = load(api, written(tmp_path, b"two"))
    assert [one.sentence for one in again] == ["correct document minutes", SENTENCE]
    api.say(WithdrawFile(key="minutes", number=2, reason="wrong"))
    assert files(load(api, written(tmp_path, b"two"))) == [SENTENCE]
    assert api.state
    assert [one.number for one in api.state.documents[0].files] == [1, 2, 3]


def test_a_document_that_is_withdrawn_sends_no_file(tmp_path: Path) -> None:
    """It would be refused."""
    assert files(load(Api("b"), written(tmp_path, b"one", ", withdrawn: not ours"))) == []


def test_records_of_several_folders_send_each_file_once(tmp_path: Path) -> None:
    """From where it lies; the same content in two folders is one document."""
    one, other = (written(tmp_path / name, b"one") for name in ("a", "b"))
    steps = load(Api("b"), merged([one, other]))
    assert [step.file for step in steps if step.file] == [tmp_path / "a" / "minutes.pdf"]


def test_a_file_that_is_too_large_is_a_problem_of_the_record(tmp_path: Path) -> None:
    """Said with its line, before anything is sent."""
    with pytest.raises(RecordInvalid, match=r"line 6, .*at most 26214400 bytes are right"):
        written(tmp_path, bytes(MOST + 1))

"""What is decided about the files of documents, and which part of one a request asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.briefings.domain import ABSENT, decide, evolve
from services.consultations.briefings.filing_commands import FileDocument, WithdrawFile
from services.consultations.briefings.projection import BRIEFINGS, BriefingState
from shared.contracts.consultations import briefings as e
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.filing import DocumentFiled, FileWithdrawn
from shared.contracts.consultations.items import Document, Filed
from shared.contracts.envelope import Event
from shared.web.routes.kept_files import Unsatisfiable, part
from tests.support.spec import spec
from tests.support.streams import recorded

HELD = e.BriefingHeld(title="Briefing", when=When.model_validate({"date": "2020-03-04"}), place=None)
PAPER = Document(title="Paper", language="en")
BEGUN = (HELD, e.DocumentAttached(key="d", document=PAPER))
briefing = spec(decide, evolve, ABSENT)


def file(content: str, received: str | None = None) -> Filed:
    """A file that holds this, sent as it is or otherwise."""
    return Filed(
        media_type="application/pdf", size=9, sha256=content * 64, received=(received or content) * 64
    )


def send(one: Filed) -> FileDocument:
    """The command that files it."""
    return FileDocument(key="d", **dict(one))


def filed(one: Filed, number: int) -> DocumentFiled:
    """That it was."""
    return DocumentFiled(key="d", document=PAPER, number=number, file=one)


def taken_back(number: int) -> FileWithdrawn:
    """That this version was taken back."""
    return FileWithdrawn(key="d", document=PAPER, number=number, reason="wrong")


def shown(*events: Event) -> BriefingState:
    """The record after these events."""
    state: BriefingState | None = None
    for record in recorded("briefing-b", events):
        state = BRIEFINGS.evolve(state, record)
    assert state
    return state


def test_the_same_content_is_one_version_and_another_one_the_next() -> None:
    """Whether it came as the same bytes, or holds the same without metadata; and an older one is new again."""
    first = briefing.given(*BEGUN, filed(file("1"), 1))
    briefing.given(*BEGUN).when(send(file("1"))).then(filed(file("1"), 1))
    first.when(send(file("1"))).then()
    first.when(send(file("1", "a"))).then()
    first.when(send(file("2", "1"))).then()
    first.when(send(file("2"))).then(filed(file("2"), 2))
    both = briefing.given(*BEGUN, filed(file("1"), 1), filed(file("2"), 2))
    both.when(send(file("1"))).then(filed(file("1"), 3))


def test_a_file_belongs_to_a_document_that_stands() -> None:
    """One that is unknown or withdrawn has none."""
    briefing.given(HELD).when(send(file("1"))).refused("no document d is known")
    gone = e.DocumentWithdrawn(key="d", document=PAPER, reason="old")
    briefing.given(*BEGUN, gone).when(send(file("1"))).refused("the document d is withdrawn")


def test_a_version_is_taken_back_once_and_may_be_sent_again() -> None:
    """The others stay; what is sent after it is a version of its own."""
    first = briefing.given(*BEGUN, filed(file("1"), 1))
    back = WithdrawFile(key="d", number=1, reason="wrong")
    first.when(back).then(taken_back(1))
    gone = briefing.given(*BEGUN, filed(file("1"), 1), taken_back(1))
    gone.when(back).then()
    gone.when(send(file("1"))).then(filed(file("1"), 2))
    first.when(WithdrawFile(key="d", number=2, reason="wrong")).refused("has no file of this version")
    first.when(WithdrawFile(key="d", number=0, reason="wrong")).refused("has no file of this version")


def test_the_record_shows_every_version_and_leads_to_the_last_that_stands() -> None:
    """A correction keeps them; a document that is withdrawn leads nowhere, and does again once it is back."""
    again = Document(title="Paper, corrected", language="en")
    events = [*BEGUN, filed(file("1"), 1), filed(file("2"), 2)]
    [document] = shown(*events).documents
    assert [one.number for one in document.files] == [1, 2]
    assert document.files[0].href == "/consultations/briefings/b/documents/d/versions/1"
    events.append(e.DocumentCorrected(key="d", document=again, replaces=PAPER))
    events.append(taken_back(2))
    [document] = shown(*events).documents
    assert document.title == "Paper, corrected"
    assert document.current
    assert document.current.number == 1
    assert document.files[1].withdrawn
    events.append(e.DocumentWithdrawn(key="d", document=again, reason="old"))
    [document] = shown(*events).documents
    assert document.current is None
    events.append(e.DocumentAttached(key="d", document=again))
    [document] = shown(*events).documents
    assert document.current


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("bytes=0-", (0, 10)),
        ("bytes=0-3", (0, 4)),
        ("bytes=4-", (4, 6)),
        ("bytes=4-99", (4, 6)),
        ("bytes=-3", (7, 3)),
        ("bytes=-99", (0, 10)),
        ("bytes=3-1", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
    ],
)
def test_the_part_that_is_asked_for(header: str, found: tuple[int, int] | None) -> None:
    """One part as RFC 9110 has it; whatever else is asked for is answered with all of it."""
    assert part(header, 10) == found


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_beyond_the_end_is_none(header: str) -> None:
    """It is refused, not made up."""
    with pytest.raises(Unsatisfiable):
        part(header, 10)


@given(st.text("0123456789-=bytes,", max_size=20), st.integers(1, 100))
def test_any_header_is_a_part_of_the_file_or_none(header: str, size: int) -> None:
    """Never more than there is."""
    try:
        found = part(f"bytes={header}", size)
    except Unsatisfiable:
        return
    if found:
        first, number = found
        assert 0 <= first < size
        assert 0 < number <= size - first

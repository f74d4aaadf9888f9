"""The files of the form, on the real vault."""

import io

import pytest
from starlette.datastructures import UploadFile

from services.consultations.attachments.verdicts import Kind
from services.consultations.inputs.taking.choosing import Choosing, asked, held
from services.consultations.inputs.taking.form import Entered, entered
from shared.contracts.consultations.questions import FileQuestion
from shared.i18n.speech import speech
from shared.mongo import Database, Server
from shared.runtime.service import Room
from shared.web.edge.parts import Brought
from tests.support import taking
from tests.support.attached import all_kinds
from tests.support.examples_of_calls import TERMS

FIELD = "answer.papers"
PAPERS = TERMS.model_copy(update={"questions": (FileQuestion(key="papers", text={"en": "Papers"}, limit=3),)})
EMPTY = Entered({})


@pytest.fixture
async def room(server: Server, database: Database) -> Room:
    """A room of consultations on a database of its own."""
    return await taking.room(server, database)


def brought(data: bytes, name: str = "a.pdf", field: str = FIELD) -> Brought:
    """A file of a form."""
    return Brought(field, name, UploadFile(io.BytesIO(data), size=len(data), filename=name))


async def test_a_form_that_is_sent_again_brings_the_same_files(room: Room) -> None:
    """Whoever presses twice sends one input; another form's file is another one."""
    pdf = brought(all_kinds()[Kind.PDF])
    first, wrong = await Choosing(room, "one", speech("en")).take(EMPTY, [pdf])
    again, _ = await Choosing(room, "one", speech("en")).take(EMPTY, [pdf])
    other, _ = await Choosing(room, "two", speech("en")).take(EMPTY, [pdf])
    assert not wrong
    assert first == again != other
    [attachment] = (await held(room, first, PAPERS))[FIELD]
    assert (attachment.kind, attachment.id) == (Kind.PDF, first.one(FIELD))


async def test_a_file_that_is_not_taken_leaves_the_others(room: Room) -> None:
    """And says by its name what would be right."""
    kinds = all_kinds()
    files = [brought(kinds[Kind.PDF]), brought(b"words", "b.txt"), brought(kinds[Kind.PDF][:99], "c.pdf")]
    filled, wrong = await Choosing(room, "one", speech("en")).take(EMPTY, files[:2])
    assert len(filled.all(FIELD)) == 1
    assert "b.txt" in wrong[FIELD]
    assert "PDF, DOCX, ODT, PNG and JPEG" in wrong[FIELD]
    _, wrong = await Choosing(room, "one", speech("en")).take(filled, files[2:])
    assert "cut off on its way" in wrong[FIELD]


async def test_what_the_call_does_not_ask_for_is_not_taken(room: Room) -> None:
    """Nor is more shown than is there."""
    assert asked([brought(b"", field="answer.progress")], PAPERS) == []
    assert await held(room, entered([(FIELD, "0" * 32)]), PAPERS) == {FIELD: []}

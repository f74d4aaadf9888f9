"""The rows that became no input come back in a file that is put right and sent again."""

from collections.abc import AsyncIterator

from services.consultations.uploads.given_back import given_back
from services.consultations.uploads.results import RowResult
from services.consultations.uploads.tables.rows import rows
from shared.contracts.consultations.uploads import Format
from shared.mistakes import FieldError
from tests.support.examples_of_calls import TERMS

OPEN = TERMS.model_copy(update={"questions": TERMS.questions[:3]})
HEAD = "group,language,consent,answer progress,answer where,answer how\n"


async def back(data: bytes, form: Format) -> bytes:
    """What comes back of a file."""

    async def failed() -> AsyncIterator[tuple[RowResult, str]]:
        yield RowResult(line=0, errors=(FieldError(field="file", message="of the whole"),)), ""
        for row in rows(data, form, OPEN):
            if row.wrong:
                yield RowResult(line=row.line, errors=row.wrong), row.sent

    return b"".join([piece async for piece in given_back(failed(), form, OPEN)])


async def test_a_row_comes_back_with_what_is_wrong_and_is_read_again() -> None:
    """Its words are the same, formulas and line breaks too; put right, it is an input."""
    words = '=1+1, "so"\nand \u2018so\u2019'
    quoted = '"' + words.replace('"', '""') + '"'
    sent = f"{HEAD}migrants,fr,maybe,{quoted},home,3\nmigrants,fr,unnamed,taken,,\nmigrants,fr,unnamed,-x,moon,\n"
    found = await back(sent.encode(), "csv")
    text = found.decode("utf-8-sig")
    assert text.startswith("group,language,consent,")
    assert "line 2: consent: " in text
    assert "line 5: answer where: " in text
    assert "taken" not in text
    first, second = rows(found.replace(b"maybe", b"unnamed").replace(b"moon", b"way"), "csv", OPEN)
    assert first.said
    assert second.said
    assert first.said.answers == {"progress": words, "where": ("home",), "how": 3}
    assert second.said.answers == {"progress": "-x", "where": ("way",)}
    assert b"'=1+1" in found


async def test_what_stands_outside_of_the_columns_comes_back_too() -> None:
    """Behind them, where it is told of again until it has its place."""
    found = await back(f"{HEAD}migrants,fr,unnamed,some,,3,words\n".encode(), "csv")
    [again] = rows(found, "csv", OPEN)
    assert "words" in again.sent
    assert "are right, as in line 1" in again.wrong[0].message


async def test_json_comes_back_as_it_was_sent_one_object_on_each_line() -> None:
    """Also what is no JSON; what Unicode calls a line separator ends no line."""
    line = '{"group": "migrants", "answers": {"progress": "a\u2028b"}}'
    assert await back(f"{line}\n{{\n".encode(), "jsonl") == f"{line}\n{{\n".encode()
    spread = '[{"group": "migrants",\r\n "answers": {}}]'
    assert await back(spread.encode(), "jsonl") == b'{"group": "migrants",  "answers": {}}\n'

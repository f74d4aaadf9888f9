"""Published inputs over HTTP: found by what they are about, as files, and the numbers of a call."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from services.consultations.calls.api import one as one_call
from services.consultations.calls.projection import CALLS
from services.consultations.inputs.publishing.export import csv_lines, json_lines
from services.consultations.inputs.publishing.library import FILTERS, Library, Published
from services.consultations.inputs.publishing.numbers import Counting, Numbers
from services.consultations.inputs.sealed import sealed_until
from shared.auth import ANYBODY, PUBLIC, Caller
from shared.clock import iso, now
from shared.contracts.consultations.calls import Audience, Objective
from shared.contracts.consultations.inputs import InputId
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Key, Language, NetworkKey, Region, Value
from shared.web.routes.queries import ITEM_PROBLEMS, QUERY_PROBLEMS, After, Paged, reading

_END = "Every input of all the list's pages; the last line says how many, with a hash of the lines before."
LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}, "description": _END},
    **QUERY_PROBLEMS,
}
ROWS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": _END},
    **ITEM_PROBLEMS,
}


class InputList(Value):
    """Published inputs, newest first; ``next`` is the cursor of the rest."""

    inputs: tuple[Published, ...]
    next: str | None


async def asked(  # noqa: PLR0917  one for each filter
    call: Key | None = None,
    group: Audience | None = None,
    region: Region | None = None,
    language: Language | None = None,
    network: NetworkKey | None = None,
    objective: Annotated[Objective | None, Query()] = None,
    question: Key | None = None,
) -> dict[str, object]:
    """The dependency that reads what a list of inputs is asked for."""
    given = {"call": call, "group": group, "region": region, "language": language, "network": network,
             "objective": objective, "question": question}  # fmt: skip
    return {FILTERS[name]: value for name, value in given.items() if value is not None}


Asked = Annotated[dict[str, object], Depends(asked)]
Who = Annotated[Caller | None, Depends(ANYBODY)]


def routes(room: Room) -> APIRouter:
    """The routes for everybody who reads."""
    router = APIRouter(tags=["inputs"])
    library, counting, calls = Library(room), Counting(room), room.reader(CALLS)

    @reading(router, "/calls/{key}/numbers", PUBLIC)
    async def call_numbers(key: Key, region: Region | None = None) -> Numbers:
        """How many inputs the call has received, by group, language, region and day; an hour after it has closed."""
        until = sealed_until(await one_call(calls, key))
        if until and now() < until:
            raise Problem(404, "not-found", f"the numbers of this call are told from {iso(until)} on")
        return await counting.of(key, region)

    @reading(router, "/inputs", private=True)
    async def input_list(asked: Asked, part: Paged, seen: After, caller: Who) -> InputList:
        """The inputs that anybody may read, newest first."""
        await library.wait_for(seen, caller)
        found, following = await library.page(asked, part.cursor, part.limit)
        return InputList(inputs=tuple(found), next=following)

    @router.get("/inputs.jsonl", response_class=Response, responses=LINES, dependencies=[Depends(PUBLIC)])
    async def input_lines(asked: Asked) -> Response:
        """The same as a file of JSON lines, whole."""
        return _file(json_lines(library.every(asked)), "application/x-ndjson", "inputs.jsonl")

    @router.get(
        "/calls/{key}/inputs.csv", response_class=Response, responses=ROWS, dependencies=[Depends(PUBLIC)]
    )
    async def input_rows(key: Key, asked: Asked) -> Response:
        """The published inputs of a call as a table, with a column for each of its questions."""
        call = await one_call(calls, key)
        questions = [question.key for question in call.terms.questions] if call.terms else []
        every = library.every({**asked, "call": key})
        return _file(csv_lines(every, questions), "text/csv; charset=utf-8", f"{key}.csv")

    @reading(router, "/inputs/{id}", private=True)
    async def one_input(id: InputId, seen: After, caller: Who) -> Published:  # noqa: A002  as the field is called
        await library.wait_for(seen, caller)
        return await published(library, id)

    return router


async def published(library: Library, id_: str) -> Published:
    """One input that anybody may read. Raises ``Problem`` 404."""
    found = await library.one(id_)
    shown = await library.read([found]) if found else []
    if not shown:
        raise Problem(404, "not-found", "there is no such input, or it is not published")
    return shown[0]


def _file(lines: AsyncIterator[bytes], media_type: str, name: str) -> StreamingResponse:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, headers=headers, media_type=media_type)

"""What every query route shares: ``?after=``, cursors, and conditional answers."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from shared.problems import Problem, documented

QUERY_PROBLEMS = documented(400, 422, 503)
ITEM_PROBLEMS = documented(400, 404, 422, 503)
PAGE_SIZE = 100

_AFTER = re.compile(r"([A-Za-z]+-[A-Za-z0-9_-]{1,200})@(\d{1,9})")


async def read_after(
    after: Annotated[
        list[str] | None,
        Query(
            description="Wait until this is visible: `<stream>@<version>` as a command answered it. Repeatable.",
            max_length=20,
        ),
    ] = None,
) -> list[tuple[str, int]]:
    """The dependency that reads ``?after=``. Raises ``Problem`` 400."""
    found = [_AFTER.fullmatch(value) for value in after or ()]
    if not all(found):
        raise Problem(400, "malformed", "after: <stream>@<version> is right, as in champion-PRT@3")
    return [(match[1], int(match[2])) for match in found if match]


After = Annotated[list[tuple[str, int]], Depends(read_after)]
Limit = Annotated[int, Query(ge=1, le=1_000, description="How many items a page holds at most.")]
Cursor = Annotated[
    str | None, Query(max_length=400, description="Where to go on: `next` of the page before.")
]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for."""

    limit: int
    cursor: str | None


async def read_paging(limit: Limit = PAGE_SIZE, cursor: Cursor = None) -> Paging:
    """The dependency that reads it."""
    return Paging(limit, cursor)


Paged = Annotated[Paging, Depends(read_paging)]
R = TypeVar("R", bound=Callable[..., Awaitable[BaseModel]])


def reading(
    router: APIRouter,
    path: str,
    access: Any = None,
    *,
    wait: Callable[[list[tuple[str, int]]], Awaitable[None]] | None = None,
    private: bool = False,
) -> Callable[[R], R]:
    """Declare a reading: what the function returns is sent as JSON with its ETag, to whom ``access`` lets in.

    ``wait`` is done first, for what the reader has ``seen``. Without ``access`` the function has one of its own.
    """

    def declare(read: R) -> R:
        @wraps(read)
        async def answer(
            *, request: Request, awaited: Sequence[tuple[str, int]] = (), **given: Any
        ) -> Response:
            if wait:
                await wait(list(awaited))
            return conditional(request, await read(**given), private=private)

        said, kind = signature(read), Parameter.KEYWORD_ONLY
        taken = {"request": Request, **({"awaited": After} if wait else {})}
        every = [one.replace(kind=kind) for one in said.parameters.values()]
        every += [Parameter(name, kind, annotation=one) for name, one in taken.items()]
        answer.__signature__ = Signature(every)  # type: ignore[attr-defined]  # what FastAPI looks at
        router.get(
            path,
            response_model=said.return_annotation,
            responses=ITEM_PROBLEMS if "{" in path else QUERY_PROBLEMS,
            dependencies=[Depends(access)] if access else None,
        )(answer)
        return read

    return declare


def conditional(request: Request, body: BaseModel, *, private: bool = False) -> Response:
    """The body as JSON with an ETag of its bytes, or 304 when the caller has it."""
    return conditional_bytes(
        request, body.model_dump_json(by_alias=True).encode(), "application/json", private=private
    )


def conditional_bytes(request: Request, data: bytes, media_type: str, *, private: bool = False) -> Response:
    """The same for a body that is made already."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-store" if private else "no-cache"}
    if matches(request.headers.get("If-None-Match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=media_type)


def matches(header: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` header says that its sender has this."""
    return etag in [tag.strip().removeprefix("W/") for tag in header.split(",")]

"""Declaring a slice's command routes: one line for each command, one way to run them all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError, create_model

from shared.auth import Caller
from shared.contracts.names import key_of
from shared.eventstore.handle import Slice
from shared.forms import Form
from shared.values import Value
from shared.web.routes.commands import COMMAND_PROBLEMS, Accepted, Commands, Sent, sent
from shared.web.routes.preview import Preview

Acting = Callable[..., Awaitable[Caller]]
"""A dependency that lets in who may act, and says who: ``allow(...)``, or one that looks at the thing itself."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a command's path says: the stream, where the result is seen, and fields of the command."""

    stream: str
    location: str
    fields: Mapping[str, object] = field(default_factory=dict)


@cache
def body_of(kind: type[BaseModel], given: frozenset[str]) -> type[BaseModel]:
    """The command without the fields that its path gives."""
    left = {
        name: (info.annotation if not info.metadata else Annotated[(info.annotation, *info.metadata)], info)
        for name, info in kind.model_fields.items()
        if name not in given
    }
    return create_model(f"{kind.__name__}Body", __base__=Value, __doc__=kind.__doc__, **left)  # type: ignore[call-overload, no-any-return]  # fields are made at run time


Make = Callable[[str, Any, Caller], Awaitable[BaseModel]]
"""Makes the command of what was sent: from its stream's key, the body, and who sent it."""


Take = Callable[[Address, AsyncIterator[bytes]], Awaitable[BaseModel]]
"""Keeps the file that comes, and makes the command that names it."""
FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. Its declared type and its name are not looked at.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""The body of a route that takes one, in the OpenAPI document."""


class CommandRoutes:
    """Adds command routes of one slice to a router.

    ``address`` is a dependency that reads the path, async because FastAPI sends any other through a thread;
    ``given`` names the command's fields that it fills in, ``problems`` what else the routes answer.
    """

    def __init__(
        self,
        router: APIRouter,
        commands: Commands,
        aggregate: Slice[Any, Any],
        access: Acting,
        problems: Mapping[int | str, dict[str, Any]] = {},
    ) -> None:
        self._router = router
        self._commands = commands
        self._aggregate = aggregate
        self._access = access
        self._problems = {**COMMAND_PROBLEMS, **problems}

    def add(
        self,
        path: str,
        kind: type[BaseModel],
        address: Callable[..., Awaitable[Address]],
        given: frozenset[str] = frozenset(),
        check: Callable[[Any], Awaitable[None]] | None = None,
    ) -> None:
        """``POST path`` runs a command of this kind; ``check`` refuses what the stream alone cannot tell."""
        filled = given.intersection(kind.model_fields)
        body_type = body_of(kind, filled) if filled else kind

        async def endpoint(
            body: body_type,  # type: ignore[valid-type]  # made at run time
            response: Response,
            caller: Annotated[
                Caller, Depends(self._access)
            ],  # first: a stranger learns nothing of what there is
            address: Annotated[Address, Depends(address)],
            sent: Annotated[Sent, Depends(sent)],
            *,
            preview: Annotated[
                bool, Query(description="Say what the command would add, and keep nothing.")
            ] = False,
        ) -> Preview | Accepted:
            fields = {name: value for name, value in address.fields.items() if name in filled}
            command = _command(kind, {**dict(body), **fields}) if filled else body
            if check:
                await check(command)
            if preview:
                return await self._commands.preview(self._aggregate, address.stream, command, sent.expected)
            return await self._commands.run(
                self._aggregate,
                address.stream,
                command,
                caller=caller,
                sent=sent,
                response=response,
                location=address.location,
            )

        self._post(path, endpoint, Preview | Accepted, kind, (kind.__doc__ or "").splitlines()[0])

    def made(
        self, path: str, body: type[BaseModel], make: Make, address: Callable[..., Awaitable[Address]]
    ) -> None:
        """``POST path`` runs the command that ``make`` makes, where a part of it is first kept elsewhere."""
        body_type = body

        async def endpoint(
            body: body_type,  # type: ignore[valid-type]  # made at run time
            response: Response,
            caller: Annotated[Caller, Depends(self._access)],
            address: Annotated[Address, Depends(address)],
            sent: Annotated[Sent, Depends(sent)],
        ) -> Accepted:
            return await self._commands.run(
                self._aggregate,
                address.stream,
                await make(key_of(address.stream), body, caller),
                caller=caller,
                sent=sent,
                response=response,
                location=address.location,
            )

        self._post(path, endpoint, Accepted, body, (make.__doc__ or "").splitlines()[0])

    def sent(
        self, path: str, kind: type[BaseModel], take: Take, address: Callable[..., Awaitable[Address]]
    ) -> None:
        """``POST path`` runs the command of this kind that ``take`` makes of a file, which is kept by then."""

        async def endpoint(
            request: Request,
            response: Response,
            caller: Annotated[Caller, Depends(self._access)],
            address: Annotated[Address, Depends(address)],
            sent: Annotated[Sent, Depends(sent)],
        ) -> Accepted:
            return await self._commands.run(
                self._aggregate,
                address.stream,
                await take(address, request.stream()),
                caller=caller,
                sent=sent,
                response=response,
                location=address.location,
            )

        endpoint.__doc__ = take.__doc__
        self._post(path, endpoint, Accepted, kind, (kind.__doc__ or "").splitlines()[0], FILE)

    def _post(  # noqa: PLR0917  what a route is
        self,
        path: str,
        endpoint: Callable[..., Any],
        answer: Any,
        kind: type[BaseModel],
        summary: str,
        body: dict[str, Any] | None = None,
    ) -> None:
        form: Form | None = getattr(kind, "FORM", None)
        self._router.post(
            path,
            response_model=answer,
            responses={
                201: {"model": Accepted, "description": "The stream began with it."},
                **self._problems,
            },
            name=kind.__name__,
            summary=summary,
            openapi_extra=body or (form.extension(self._aggregate.kind) if form else None),
        )(endpoint)


def _command(kind: type[BaseModel], fields: dict[str, object]) -> BaseModel:
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error

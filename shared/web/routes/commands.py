"""From an HTTP request to a command and back: what every command route shares."""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import Header, Response
from pydantic import BaseModel

from shared import metrics, traces
from shared.auth import Caller
from shared.contracts.envelope import Context, Event
from shared.eventstore.handle import Answer, Handler, Origin, Slice
from shared.eventstore.port import StoredEvent
from shared.problems import Problem, documented
from shared.values import Refused
from shared.web.routes.preview import Preview, preview

S = TypeVar("S")
_log = structlog.get_logger(__name__)
LONGEST_KEY = 255
COMMAND_PROBLEMS = documented(400, 408, 409, 412, 413, 415, 422, 503)


class Accepted(BaseModel):
    """What a command answers: it is on disk, and will be published."""

    stream: str
    version: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What the headers of a command say."""

    key: str | None
    expected: int | None
    traceparent: str | None
    silent: bool


async def sent(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="The same key and body again gives the same answer, for ever.", max_length=LONGEST_KEY
        ),
    ] = None,
    if_match: Annotated[
        str | None, Header(description='The stream version that the caller has seen, as `"12"`.')
    ] = None,
    traceparent: Annotated[str | None, Header(include_in_schema=False)] = None,
    without_notices: Annotated[  # noqa: FBT002 - a header, given by its name
        bool, Header(description="History recorded late: nobody is told of what follows from it.")
    ] = False,
) -> Sent:
    """The dependency that reads them. Raises ``Problem`` 400."""
    if idempotency_key is not None and not re.fullmatch(r"[\x21-\x7e]{1,255}", idempotency_key):
        raise Problem(
            400, "malformed", "Idempotency-Key: printable ASCII without spaces is right, 1 to 255 letters"
        )
    return Sent(idempotency_key, _version(if_match), _trace(traceparent), without_notices)


def _version(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    found = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    if not found:
        raise Problem(400, "malformed", 'If-Match: one version in quotes is right, as in "12"')
    return int(found[1])


def _trace(traceparent: str | None) -> str | None:
    valid = traceparent and re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", traceparent)
    return traceparent if valid else None


class Door:
    """Whether commands may come in: shut until the store is prepared, and while too much waits."""

    def __init__(self, backlogged: Callable[[], bool] = lambda: False) -> None:
        self.prepared = False
        self._backlogged = backlogged

    def check(self) -> None:
        """Raises ``Problem`` 503."""
        if not self.prepared:
            raise Problem(503, "unavailable", "The service is starting.", {"Retry-After": "1"})
        if self._backlogged():
            raise Problem(
                503, "backlog", "Too much waits to be published; try again later.", {"Retry-After": "5"}
            )


class Commands:
    """Runs a route's command. One for each service in a process."""

    def __init__(self, service: str, handler: Handler, door: Door) -> None:
        self._service = service
        self._handler = handler
        self._door = door

    async def run(
        self,
        aggregate: Slice[Any, Any],
        stream: str,
        command: BaseModel,
        *,
        caller: Caller,
        sent: Sent,
        response: Response,
        location: str,
    ) -> Accepted:
        """Handle it as the caller; 201 when the stream began with it, else 200."""
        answer = await self.handle(aggregate, stream, command, _origin(caller, sent))
        return _accepted(answer, response, location)

    async def read(self, aggregate: Slice[Any, S], stream: str) -> tuple[int, S]:
        """The stream's version and state, from the store itself, where no view is good enough."""
        return await self._handler.read(aggregate, stream)

    async def history(self, stream: str) -> list[tuple[StoredEvent, Event]]:
        """The stream's events, from the store itself."""
        return await self._handler.history(stream)

    async def preview(
        self, aggregate: Slice[Any, Any], stream: str, command: BaseModel, expected: int | None
    ) -> Preview:
        """What the command would do now. Raises as ``Handler.preview``."""
        version, events = await self._handler.preview(aggregate, stream, command, expected)
        past = [event for _, event in await self._handler.history(stream)]
        return preview(stream, version, events, past)

    async def handle(
        self, aggregate: Slice[Any, Any], stream: str, command: BaseModel, origin: Origin
    ) -> Answer:
        """Handle it for anybody, such as who comes by a sealed link, or a worker.

        Raises as ``Handler.handle``, and ``Problem`` 503 while no commands are taken.
        """
        self._door.check()
        began = time.perf_counter()
        outcome = "failed"
        try:
            with traces.span(f"command {type(command).__name__}", parent=origin.context.traceparent):
                answer = await self._handler.handle(aggregate, stream, command, origin)
            outcome = "repeated" if answer.repeated else "done"
            _log.info(
                "command", what=type(command).__name__, stream=stream, version=answer.version, outcome=outcome
            )
        except Refused:
            outcome = "refused"
            raise
        finally:
            metrics.COMMANDS.labels(self._service, aggregate.kind, outcome).inc()
            metrics.COMMAND_SECONDS.labels(self._service).observe(time.perf_counter() - began)
        return answer


def context(*, silent: bool = False, traceparent: str | None = None) -> Context:
    """The context of a command that a request causes: its correlation id, or a fresh one."""
    known = structlog.contextvars.get_contextvars().get("correlation_id")
    return traces.within(Context(known or uuid.uuid4().hex, traceparent=traceparent, silent=silent))


def _origin(caller: Caller, sent: Sent) -> Origin:
    return Origin(
        actor=caller.actor,
        context=context(silent=sent.silent, traceparent=sent.traceparent),
        key=sent.key,
        expected=sent.expected,
    )


def _accepted(answer: Answer, response: Response, location: str) -> Accepted:
    response.status_code = 201 if answer.created else 200
    response.headers["ETag"] = f'"{answer.version}"'
    response.headers["Location"] = location
    return Accepted(stream=answer.stream, version=answer.version)

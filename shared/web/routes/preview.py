"""What a command would do: events that are not recorded, told by one service and judged by another."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, JsonValue

from shared.auth import Role, allow
from shared.clock import now
from shared.contracts.catalogue import CATALOGUE, Undecodable
from shared.contracts.envelope import Context, Event, Recorded
from shared.contracts.sentences import known_of
from shared.contracts.telling import Telling
from shared.eventstore.handle import Slice
from shared.i18n.refusals import refusal_words
from shared.problems import Problem, asked, documented
from shared.reactions.reaction import Reaction
from shared.values import AtMost, Refused, Value

PREVIEW_PROBLEMS = documented(400, 413, 415, 422, 503)
SECRETARIAT = allow(Role.SECRETARIAT)


class WouldBe(Value):
    """An event as a command would add it; ``it`` is what is known of its thing by then."""

    type: str
    data: Annotated[dict[str, JsonValue], AtMost(100)]
    it: Annotated[dict[str, JsonValue], AtMost(100)] = {}  # noqa: RUF012 - pydantic copies it, and the model is frozen


class Preview(Value):
    """What would be added to a stream that is at ``version``; ``refused`` says why nothing would be."""

    stream: Annotated[str, Field(pattern=r"^[a-z]+-[A-Za-z0-9_-]{1,200}$")]
    version: Annotated[int, Field(ge=0)]
    events: Annotated[tuple[WouldBe, ...], AtMost(100)]
    refused: str | None = None

    def tellings(self) -> list[Telling]:
        """Its events, as they are said."""
        kind = self.stream.partition("-")[0]
        return [Telling(kind=kind, type=one.type, facts=one.data, it=one.it) for one in self.events]


class Consequences(Value):
    """What would follow elsewhere."""

    previews: tuple[Preview, ...]


def preview(stream: str, version: int, events: Sequence[Event], past: Sequence[Event] = ()) -> Preview:
    """The preview of these events, after those of the ``past``."""
    known: dict[str, JsonValue] = {}
    for event in past:
        known = known_of(stream, event, known)
    shown = []
    for event in events:
        known = known_of(stream, event, known)
        shown.append(WouldBe(type=event.type, data=event.model_dump(mode="json"), it=known))
    return Preview(stream=stream, version=version, events=tuple(shown))


def records(of: Preview, at: dt.datetime) -> list[Recorded[Any]]:
    """Its events as if they were recorded at ``at``. Raises ``Problem`` 422 for one that is none of ours."""
    found = []
    for number, one in enumerate(of.events):
        try:
            event = CATALOGUE.decode(one.type, json.dumps(one.data).encode(), of.stream.partition("-")[0])
        except Undecodable as error:
            raise Problem(422, "invalid", f"events.{number}: {error}") from error
        context, version = Context(correlation_id=uuid.uuid4().hex), of.version + number + 1
        found.append(Recorded(of.stream, version, uuid.uuid4().hex, at, b"", event.encode(), event, context))
    return found


class Previews(Protocol):
    """What runs a command without keeping anything."""

    async def preview(
        self, aggregate: Slice[Any, Any], stream: str, command: BaseModel, expected: int | None
    ) -> Preview:
        """What the command would do now."""


def consequences(
    commands: Previews, slices: Sequence[Slice[Any, Any]], reactions: Sequence[Reaction]
) -> APIRouter:
    """The route that tells what a service's reactions would make of events; those that remember are left out."""
    router = APIRouter(tags=["previews"])
    kinds = {one.kind: one for one in slices}

    @router.post("/consequences", responses=PREVIEW_PROBLEMS, dependencies=[Depends(SECRETARIAT)])
    async def what_would_follow(body: Preview, request: Request) -> Consequences:
        """What this service's reactions would add to its streams if these events were recorded."""
        found = []
        for record in records(body, now()):
            for reaction in reactions:
                if record.kind not in reaction.kinds or reaction.memory:
                    continue
                for stream, command in reaction.react(record):
                    of = kinds[stream.partition("-")[0]]
                    try:
                        found.append(await commands.preview(of, stream, command, None))
                    except Refused as refusal:
                        found.append(
                            Preview(
                                stream=stream,
                                version=0,
                                events=(),
                                refused=refusal_words(refusal, asked(request.headers)),
                            )
                        )
        return Consequences(previews=tuple(found))

    return router

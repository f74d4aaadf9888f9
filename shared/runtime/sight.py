"""What an operator sees of a service, and the one thing to be done from there: what is parked is tried again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, computed_field

from shared.auth import Role, allow
from shared.eventstore.mongo import MongoEventStore
from shared.mongo import StoreClock
from shared.problems import documented
from shared.runtime.attention import Attention
from shared.runtime.beats import Beat, Beats, alive
from shared.runtime.service import Room, Service
from shared.settings import RoleOfProcess
from shared.values import Value
from shared.views.acknowledged import Acknowledged, place_of
from shared.views.generations import Generations
from shared.views.parked import Parked
from shared.web.routes.queries import reading

OPERATORS = allow(Role.OPERATOR)
_MOST = 200
"""Streams that are listed; all are counted."""
_LONG = 60.0
"""Seconds that something may wait before anybody is asked to look."""


class ProcessShown(BaseModel):
    """A process that was heard of within the last half minute."""

    process: str
    host: str
    roles: tuple[RoleOfProcess, ...]
    since: datetime
    at: datetime


class GroupShown(BaseModel):
    """A consumer group: how many processes it has, what they have to read, and for how long one stands still."""

    group: str
    processes: int
    unread: int
    still_seconds: float


class ParkedShown(BaseModel):
    """A stream of which records wait, for one view or reaction; null where a record names none."""

    stream: str | None
    owner: str
    records: int
    reason: str
    detail: str
    since: datetime


class FrozenShown(BaseModel):
    """A stream that takes no writes, and why."""

    stream: str
    reason: str


class ViewShown(BaseModel):
    """A view: the generation that is read, that which is being built with how many of its records, those kept."""

    view: str
    read: int
    building: int | None
    filled: int | None
    records: int | None
    kept: tuple[int, ...]


class Minute(BaseModel):
    """The most of a minute: records unread, appends that wait for Kafka, seconds that a delivery is due."""

    at: datetime
    unread: int
    pending: int
    due_seconds: float


class Operations(BaseModel):
    """How a service stands."""

    service: str
    at: datetime
    processes: tuple[ProcessShown, ...]
    missing: tuple[RoleOfProcess, ...] = Field(description="Roles that no process has.")
    groups: tuple[GroupShown, ...]
    pending: int = Field(description="Appends that are not on the topic yet.")
    pending_seconds: float = Field(description="The age of the oldest of these.")
    due_seconds: float = Field(description="For how long the oldest delivery is due.")
    parked: tuple[ParkedShown, ...]
    parked_records: int
    frozen: tuple[FrozenShown, ...]
    views: tuple[ViewShown, ...]
    hour: tuple[Minute, ...]

    @computed_field(description="What somebody should look at.")  # type: ignore[prop-decorator]  # as documented
    @property
    def attention(self) -> list[Attention]:
        """In the order in which it matters."""
        found = [Attention(what="missing", of=role) for role in self.missing]
        found += [Attention(what="still", of=one.group) for one in self.groups if one.still_seconds > _LONG]
        if self.pending_seconds > _LONG:
            found.append(Attention(what="pending", number=self.pending))
        if self.due_seconds > _LONG:
            found.append(Attention(what="due", number=int(self.due_seconds)))
        if self.parked_records:
            found.append(Attention(what="parked", number=self.parked_records))
        return found + [Attention(what="frozen", of=one.stream) for one in self.frozen]


class Stream(Value):
    """What is to be tried again."""

    stream: Annotated[str | None, Field(max_length=300, description="One stream; all of them for none.")] = (
        None
    )


class Replayed(BaseModel):
    """What came of it."""

    applied: int
    parked: int


def operations(service: Service, room: Room) -> APIRouter:
    """The routes of one service."""
    router = APIRouter(prefix="/operations", tags=["operations"])
    beats = Beats(service.name, room.database, frozenset())

    @reading(router, "", OPERATORS, private=True)
    async def see_operations() -> Operations:
        """Processes, consumer groups, what waits, what is parked or frozen, rebuilds, and the last hour."""
        return await _seen(service, room, await beats.hour())

    @router.post("/replay", responses=documented(400, 413, 422, 503), dependencies=[Depends(OPERATORS)])
    async def replay_parked(body: Stream) -> Replayed:
        """Try parked records again, by version, after their cause was mended."""
        applied, left = await room.replay(body.stream)
        return Replayed(applied=applied, parked=left)

    return router


async def _seen(service: Service, room: Room, hour: Sequence[Beat]) -> Operations:
    at = await StoreClock(room.database).now()
    running = alive(hour, at)
    parked, records = await _parked(room)
    return Operations(
        service=service.name,
        at=at,
        processes=tuple(ProcessShown(**beat.model_dump()) for beat in running),
        missing=tuple(sorted(roles_of(service).difference(*(beat.roles for beat in running)))),
        groups=tuple(_groups(running)),
        pending=max((beat.pending for beat in running), default=0),
        pending_seconds=max((beat.age for beat in running), default=0.0),
        due_seconds=max((beat.due for beat in running), default=0.0),
        parked=parked,
        parked_records=records,
        frozen=tuple(
            FrozenShown(stream=stream, reason=reason)
            for stream, reason in sorted((await MongoEventStore(room.database).frozen()).items())[:_MOST]
        ),
        views=tuple(await _views(service, room)),
        hour=tuple(_minutes(hour)),
    )


def roles_of(service: Service) -> set[RoleOfProcess]:
    """What processes of a service do, all together."""
    wanted = {RoleOfProcess.API, RoleOfProcess.RELAY}
    wanted |= {RoleOfProcess.PROJECT} if service.views else set()
    wanted |= {RoleOfProcess.REACT} if service.owners else set()
    return wanted | ({RoleOfProcess.DELIVER} if service.workers else set())


def _groups(running: Iterable[Beat]) -> Iterable[GroupShown]:
    found: dict[str, list[Beat]] = defaultdict(list)
    for beat in running:
        for group in beat.still:
            found[group].append(beat)
    for group, beats in sorted(found.items()):
        yield GroupShown(
            group=group,
            processes=len(beats),
            unread=sum(beat.lag.get(group, 0) for beat in beats),
            still_seconds=max(beat.still[group] for beat in beats),
        )


async def _parked(room: Room) -> tuple[tuple[ParkedShown, ...], int]:
    known = await Acknowledged(room.database).places()
    found: dict[tuple[str | None, str], dict[str, Any]] = {}
    records = 0
    async for one in Parked(room.database).everything():
        if place_of(one.raw) in known:
            continue
        records += 1
        first = {"reason": one.reason, "detail": one.detail, "since": one.at, "records": 0}
        shown = found.setdefault((one.stream, one.owner), first)
        shown["records"] += 1
        if shown["reason"] == "gap" != one.reason:  # what waits for another says less than that other
            shown |= {"reason": one.reason, "detail": one.detail}
        shown["since"] = min(shown["since"], one.at)
    listed = [ParkedShown(stream=stream, owner=owner, **shown) for (stream, owner), shown in found.items()]
    return tuple(sorted(listed, key=lambda one: one.since))[:_MOST], records


async def _views(service: Service, room: Room) -> Iterable[ViewShown]:
    states = await Generations(room.database).each(service.views)
    return [
        ViewShown(
            view=view.name,
            read=state.read,
            building=state.building,
            filled=state.filled[0] if state.building and state.filled else None,
            records=state.filled[1] if state.building and state.filled else None,
            kept=state.kept,
        )
        for view, state in zip(service.views, states, strict=True)
    ]


def _minutes(hour: Sequence[Beat]) -> Iterable[Minute]:
    """By the minute: of each process its last word, the processes' in sum."""
    found: dict[datetime, dict[str, Beat]] = defaultdict(dict)
    for beat in hour:
        found[beat.at.replace(second=0, microsecond=0)][beat.process] = beat
    for at, beats in found.items():
        yield Minute(
            at=at,
            unread=sum(sum(beat.lag.values()) for beat in beats.values()),
            pending=max(beat.pending for beat in beats.values()),
            due_seconds=max(beat.due for beat in beats.values()),
        )

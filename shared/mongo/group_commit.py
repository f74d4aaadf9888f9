"""What is asked for at the same time is done together: while one group is on its way, the next one fills.

Databases call it group commit. One trip for many is what carries the minutes before a deadline; where nobody else
asks, nobody waits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Any, Generic, TypeVar

from pymongo.errors import BulkWriteError, DuplicateKeyError, WriteError

from shared.mongo.client import Collection
from shared.mongo.ops import CHUNK, DUPLICATE_KEY

T = TypeVar("T")
R = TypeVar("R")


class GroupCommit(Generic[T, R]):
    """Does what is asked for in groups. For one event loop.

    ``do`` answers for each of a group, in order, with what its asker gets or with what is raised there; what it
    raises itself, all of them get.
    """

    def __init__(self, do: Callable[[Sequence[T]], Awaitable[Sequence[R | BaseException]]]) -> None:
        self._do = do
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, one: T) -> R:
        """The answer of a group that begins from now on. Who stops waiting may have been answered all the same."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._waiting.append((one, answer))
        if self._working is None or self._working.done():
            self._working = loop.create_task(
                self._work(), context=Context()
            )  # nobody's: not the first asker's
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:CHUNK], self._waiting[CHUNK:]
            try:
                answers = await self._do([one for one, _ in group])
            except Exception as error:  # noqa: BLE001  it is theirs who asked
                answers = [error] * len(group)
            for (_, waiting), answer in zip(group, answers, strict=True):
                if waiting.done():
                    continue
                if isinstance(answer, BaseException):
                    waiting.set_exception(answer)
                else:
                    waiting.set_result(answer)


class Inserts:
    """A collection's inserts, made together, each acknowledged as if it were alone."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._together = GroupCommit(self._insert)

    async def insert_one(self, document: dict[str, Any]) -> None:
        """Keep it, durably. Raises ``Duplicate`` and ``Unavailable``."""
        await self._together.ask(document)

    async def _insert(self, documents: Sequence[dict[str, Any]]) -> Sequence[Exception | None]:
        try:
            await self._collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            details = error.details or {}
            if details.get("writeConcernErrors"):
                raise
            failed = {one["index"]: _failure(one) for one in details["writeErrors"]}
            return [failed.get(index) for index in range(len(documents))]
        return [None] * len(documents)


def _failure(told: dict[str, Any]) -> Exception:
    kind = DuplicateKeyError if told["code"] == DUPLICATE_KEY else WriteError
    return kind(told["errmsg"], told["code"], told)

"""A load of HTTP requests over kept connections, light enough to share the machine with what it measures."""

import asyncio
import time
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST = 10.0
_DONE = frozenset({b"200", b"201"})


@dataclass
class Result:
    """What came of a load; times in seconds, from when a request was due to its whole answer."""

    seconds: float = 0.0
    done: int = 0
    failed: int = 0
    took: list[float] = field(default_factory=list)

    @property
    def p99_ms(self) -> float:
        """The time within which 99 of 100 were answered."""
        return sorted(self.took)[int(len(self.took) * 0.99)] * 1_000 if self.took else float("nan")


@dataclass(frozen=True)
class Load:
    """One kind of request, and the status that answers it well.

    ``{n}`` in the path becomes a name of its own; ``keyed`` adds an Idempotency-Key.
    """

    port: int
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    keyed: bool = False
    good: frozenset[bytes] = _DONE

    def request(self) -> bytes:
        """The next request's bytes."""
        name = uuid.uuid4().hex
        head = [f"{self.method} {self.path.replace('{n}', name)} HTTP/1.1", "Host: 127.0.0.1"]
        head += [f"{key}: {value}" for key, value in self.headers.items()]
        head += [f"Idempotency-Key: {name}"] if self.keyed else []
        head.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(head).encode() + b"\r\n\r\n" + self.body

    async def answers(self) -> bool:
        """Whether one request is answered well now."""
        try:
            line = await Line.to(self.port)
        except OSError:
            return False
        good = await line.ask(self)
        line.close()
        return good


class Line(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self) -> None:
        self._held = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.WriteTransport | None = None

    @staticmethod
    async def to(port: int) -> "Line":
        """A line to a port here. Raises ``OSError``."""
        _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it."""
        self._transport = transport  # type: ignore[assignment]  # a socket's can write

    def data_received(self, data: bytes) -> None:
        """An answer is whole when its declared length is there."""
        self._held += data
        head, end, body = self._held.partition(b"\r\n\r\n")
        if not end or not self._answer or self._answer.done():
            return
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(body) >= int(length or 0):
            self._held = b""
            self._answer.set_result(head[9:12])

    def connection_lost(self, _error: Exception | None) -> None:
        """What was asked is not answered."""
        if self._answer and not self._answer.done():
            self._answer.set_result(b"")

    async def ask(self, load: Load) -> bool:
        """Whether a request of this kind was answered well."""
        if self._transport is None:
            return False
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(load.request())
        async with asyncio.timeout(_LONGEST):
            return await self._answer in load.good

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


async def closed(load: Load, seconds: float, in_flight: int) -> Result:
    """As many as are answered in the time, always so many in flight."""
    result = Result()
    began = time.perf_counter()

    async def one_after_another(line: Line) -> None:
        while (sent := time.perf_counter()) < began + seconds:
            _note(result, await line.ask(load), sent)

    lines = [await Line.to(load.port) for _ in range(in_flight)]
    await asyncio.gather(*(one_after_another(line) for line in lines))
    result.seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return result


async def opened(load: Load, rate: float, seconds: float) -> Result:
    """So many a second, evenly, whether or not the earlier ones are answered; waiting counts as time."""
    result = Result()
    idle: deque[Line] = deque()
    asking: set[asyncio.Task[None]] = set()
    began = time.perf_counter()

    async def one(due: float) -> None:
        line = idle.popleft() if idle else await Line.to(load.port)
        _note(result, await line.ask(load), due)
        idle.append(line)

    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(one(due))
        asking.add(task)
        task.add_done_callback(asking.discard)
    await asyncio.gather(*asking)
    result.seconds = time.perf_counter() - began
    for line in idle:
        line.close()
    return result


def _note(result: Result, good: bool, due: float) -> None:  # noqa: FBT001 - an answer is good or not
    result.done += good
    result.failed += not good
    result.took.append(time.perf_counter() - due)

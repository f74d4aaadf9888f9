"""Somebody between a client and MongoDB who speaks its wire protocol, and answers as a real replica set may.

The engine that tests run on never steps down, is never short of a majority and never cuts a line at a bad moment.
This does it for it: what was asked is done, or not, and then its asker hears something else, or nothing.
"""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import bson

Document = Mapping[str, Any]
_OP_MSG = 2013
_HEADER = struct.Struct("<iiii")
WRITES = frozenset({"insert", "update", "delete", "findAndModify", "findandmodify"})


@dataclass(frozen=True)
class Fault:
    """What becomes of a command: ``done`` or not, and what its asker hears instead of the truth; nothing for None.

    The truth of what is not done is how many operations it holds, ``asked``.
    """

    name: str
    done: bool
    says: Callable[[Document], Document] | None


def _instead(code: int, message: str, *labels: str) -> Callable[[Document], Document]:
    return lambda _truth: {"ok": 0.0, "code": code, "errmsg": message, "errorLabels": list(labels)}


def _and_write_concern(code: int, message: str, *labels: str) -> Callable[[Document], Document]:
    told = {"code": code, "errmsg": message, "errInfo": {"wtimeout": code == _TIMED_OUT}}
    return lambda truth: {**truth, "writeConcernError": told, "errorLabels": list(labels)}


def _for_each(code: int, message: str) -> Callable[[Document], Document]:
    def says(truth: Document) -> Document:
        each = [{"index": place, "code": code, "errmsg": message} for place in range(truth["asked"])]
        return {"ok": 1.0, "n": 0, "nModified": 0, "writeErrors": each}

    return says


_TIMED_OUT = 64
_AGAIN = "RetryableWriteError"
FAULTS = (
    Fault("not primary any more", done=False, says=_instead(10107, "not primary", _AGAIN)),
    Fault("stepped down after it was done", done=True, says=_instead(189, "stepped down", _AGAIN)),
    Fault(
        "interrupted, and no retry is offered", done=True, says=_instead(11602, "operation was interrupted")
    ),
    Fault("stepped down in the middle of a bulk", done=False, says=_for_each(189, "stepped down")),
    Fault("interrupted in the middle of a bulk", done=False, says=_for_each(11602, "interrupted")),
    Fault(
        "no majority in time",
        done=True,
        says=_and_write_concern(_TIMED_OUT, "waiting for replication timed out"),
    ),
    Fault("shut down before a majority had it", done=True, says=_and_write_concern(91, "shutdown", _AGAIN)),
    Fault("too slow", done=False, says=_instead(50, "operation exceeded time limit")),
    Fault("the line is cut before it is done", done=False, says=None),
    Fault("the line is cut after it was done", done=True, says=None),
)
"""Codes of MongoDB's error_codes.yml, and labels as its servers give them."""


@dataclass
class Between:
    """Passes everything on, but a command for which ``fault`` names one; each ``late`` by seconds."""

    there: str
    fault: Callable[[str, Document], Fault | None] = lambda _name, _command: None
    late: Callable[[str, Document], float] = lambda _name, _command: 0.0
    met: list[str] = field(default_factory=list)
    _url: str = ""

    @property
    def url(self) -> str:
        """Where clients connect to."""
        return self._url

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Between"]:
        """Listen for as long as the block lasts."""
        server = await asyncio.start_server(self._met, "127.0.0.1", 0)
        self._url = f"mongodb://127.0.0.1:{server.sockets[0].getsockname()[1]}/?directConnection=true&serverMonitoringMode=poll"
        try:
            yield self
        finally:
            server.close()

    async def _met(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        where = urlsplit(self.there)
        answers, there = await asyncio.open_connection(where.hostname, where.port)
        changed: dict[int, Fault] = {}
        ways = [
            asyncio.create_task(self._asking(client, there, back, changed)),
            asyncio.create_task(self._answering(answers, back, changed)),
        ]
        with contextlib.suppress(asyncio.CancelledError):  # the test is over
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        there.close()
        back.close()
        await asyncio.gather(*ways, return_exceptions=True)

    async def _asking(
        self,
        client: asyncio.StreamReader,
        there: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        changed: dict[int, Fault],
    ) -> None:
        while True:
            message = await _read(client)
            _, number, _, kind = _HEADER.unpack_from(message)
            command = _body(message) if kind == _OP_MSG else {}
            name = next(iter(command), "")
            await asyncio.sleep(self.late(name, command))
            fault = self.fault(name, command)
            if fault:
                self.met.append(fault.name)
                if fault.done:
                    changed[number] = fault
                elif fault.says is None:
                    return
                else:
                    back.write(_answer(number, fault.says({"asked": _operations(message)})))
                    continue
            there.write(message)
            await there.drain()

    async def _answering(
        self, answers: asyncio.StreamReader, back: asyncio.StreamWriter, changed: dict[int, Fault]
    ) -> None:
        while True:
            message = await _read(answers)
            _, _, asked, _ = _HEADER.unpack_from(message)
            if fault := changed.pop(asked, None):
                if fault.says is None:
                    return
                message = _answer(asked, fault.says(_body(message)))
            back.write(message)
            await back.drain()


async def _read(stream: asyncio.StreamReader) -> bytes:
    head = await stream.readexactly(4)
    (size,) = struct.unpack("<i", head)
    return head + await stream.readexactly(size - 4)


def _sections(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The sections of an OP_MSG: each one's kind, and what it holds."""
    at = _HEADER.size + 4
    while at < len(message):
        (size,) = struct.unpack_from("<i", message, at + 1)
        yield message[at], message[at + 1 : at + 1 + size]
        at += 1 + size


def _body(message: bytes) -> Document:
    return next((bson.decode(section) for kind, section in _sections(message) if kind == 0), {})


def _operations(message: bytes) -> int:
    """How many documents or changes a write holds: in a section of their own, behind its name."""
    held = [section for kind, section in _sections(message) if kind == 1]
    return sum(len(bson.decode_all(section[section.index(0, 4) + 1 :])) for section in held) or 1


def _answer(asked: int, document: Document) -> bytes:
    body = b"\0\0\0\0\0" + bson.encode(dict(document))
    return _HEADER.pack(_HEADER.size + len(body), 0, asked, _OP_MSG) + body

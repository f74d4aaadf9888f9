"""A mail server that takes everything and does nothing else: ``python -m benchmarks.sink PORT``.

As fast as a program in Python can be, in a process of its own, so that what is measured is who sends. Beside
SMTP it answers ``XTOLD``: a line of JSON with how many mails it took, to how many recipients, and when each
correlation id came (this machine's monotonic clock); it forgets them with that.
"""

import asyncio
import json
import re
import sys
import time
from typing import Final

_CORRELATION: Final = re.compile(rb"\r\nX-Correlation-ID: ([A-Za-z0-9-]+)\r\n")
_END: Final = b"\r\n.\r\n"


class Told:
    """What came since it was last asked."""

    def __init__(self) -> None:
        self.mails = 0
        self.recipients: set[bytes] = set()
        self.times: dict[str, float] = {}


class Line(asyncio.Protocol):
    """One connection."""

    told = Told()

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._in_data = False
        self._to = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Commands by the line, mails by their end."""
        self._buffer += data
        while True:
            mark = _END if self._in_data else b"\r\n"
            found = self._buffer.find(mark)
            if found < 0:
                return
            part, self._buffer = self._buffer[:found], self._buffer[found + len(mark) :]
            if self._in_data:
                self._in_data = False
                self._take(part)
            else:
                self._answer(part)

    def _take(self, mail: bytes) -> None:
        told = Line.told
        told.mails += 1
        told.recipients.add(self._to)
        correlation = _CORRELATION.search(mail, 0, 4096)
        if correlation:
            told.times.setdefault(correlation[1].decode(), time.monotonic())
        self._say(b"250 2.0.0 Ok: queued\r\n")

    def _answer(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"DATA":
            self._in_data = True
            self._say(b"354 go on\r\n")
        elif verb == b"XTOL":
            told, Line.told = Line.told, Told()
            answer = {"mails": told.mails, "recipients": len(told.recipients), "times": told.times}
            self._say(b"250 " + json.dumps(answer).encode() + b"\r\n")
        elif verb == b"QUIT":
            self._say(b"221 bye\r\n")
            assert self._transport  # noqa: S101 - it spoke
            self._transport.close()
        else:
            if verb == b"RCPT":
                self._to = line
            self._say(b"250 sink\r\n")

    def _say(self, answer: bytes) -> None:
        assert self._transport  # noqa: S101 - it spoke
        self._transport.write(answer)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Line, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))

"""A file that comes from outside: spooled to disk, then judged and stripped of metadata in a process of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, Final

from services.consultations.attachments.aside import prepare
from services.consultations.attachments.verdicts import Kind
from shared.problems import Problem

MOST: Final = 25 * 1024 * 1024
"""Bytes of a file."""

_PART: Final = 256 * 1024
_AT_ONCE: Final = ThreadPoolExecutor(2, thread_name_prefix="attachment")
"""Judging and stripping take a core each, and memory: two at once beside a process."""


async def spool(content: AsyncIterator[bytes], received: BinaryIO, what: str, most: int = MOST) -> None:
    """Write down what comes. Raises ``Problem`` 413 as soon as more than ``most`` bytes came."""
    size = 0
    async for part in content:
        size += len(part)
        if size > most:
            raise Problem(413, "too-large", f"{what}: {most} bytes at most are right")
        received.write(part)


async def judged(received: BinaryIO, stored: BinaryIO) -> Kind:
    """The kind of what was received, which is stripped into ``stored``. Raises ``WrongKind`` and ``Unfit``."""
    return await asyncio.get_running_loop().run_in_executor(_AT_ONCE, prepare, received, stored)


def read(file: BinaryIO) -> Iterator[bytes]:
    """A spooled file from its beginning, piece by piece."""
    file.seek(0)
    while part := file.read(_PART):
        yield part


async def parts(file: BinaryIO) -> AsyncIterator[bytes]:
    """The same for who waits."""
    for part in read(file):
        yield part

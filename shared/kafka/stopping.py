"""Stopping aiokafka's clients: what they raise of their own tasks is not what was asked of the caller's."""

import asyncio
from collections.abc import Awaitable


async def stopped(stopping: Awaitable[object]) -> None:
    """Await a client's ``stop``. Raises as it does, and ``CancelledError`` only when the caller is cancelled.

    aiokafka 0.14 lets the CancelledError of a task of its own through: whoever awaits it ends as if cancelled.
    """
    try:
        await stopping
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise

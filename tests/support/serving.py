"""An app of a test's own behind a real port, as a process serves it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp

from deploy.local.engines import ports
from shared.runtime.connections import ORDINARY, Bounds, config


@contextlib.asynccontextmanager
async def served(app: ASGIApp, bounds: Bounds = ORDINARY) -> AsyncIterator[str]:
    """Its URL."""
    port = ports.pick()
    server = uvicorn.Server(config(app, "127.0.0.1", port, bounds))
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:
            assert not task.done()
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task

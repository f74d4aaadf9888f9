"""What a page's form does: it runs a command, and waits a moment for what came of it to be seen."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel

from shared.eventstore.handle import Origin, Slice
from shared.views.reader import NotYet
from shared.web.routes.commands import Commands, context

Wait = Callable[[list[tuple[str, int]]], Awaitable[None]]
"""Waits until a stream is seen as far as this."""


async def acted(  # noqa: PLR0917  what, by whom, and where it is seen
    commands: Commands,
    aggregate: Slice[Any, Any],
    stream: str,
    command: BaseModel,
    actor: str,
    wait: Wait,
    key: str | None = None,
) -> None:
    """Run it; that it is not seen soon is no fault. Raises Refused and ``Unavailable``."""
    answer = await commands.handle(aggregate, stream, command, Origin(actor, context(), key=key))
    with contextlib.suppress(NotYet):
        await wait([(stream, answer.version)])

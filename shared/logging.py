"""Logs: JSON lines, or readable on a terminal. What is bound to the context is on every line."""

import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from shared import traces

CLIENTS: Final = (
    "aiokafka",
    "faststream",
    "httpx",
    "httpcore",
    "pymongo",
    "asyncio",
    "uvicorn",
    "opentelemetry",
)
"""The libraries that talk to others, and say so again and again while those are away."""
EACH: Final = 5
"""Lines of one text that a client's logger may say in a minute."""
TOGETHER: Final = 30
"""Lines of all its texts."""
_MINUTE: Final = 60.0
_TEXTS: Final = 1_000
_log = logging.getLogger(__name__)


@dataclass
class _Window:
    began: float
    said: int = 0
    left_out: int = 0


class Sparing(logging.Filter):
    """Lets a client's logger say ``EACH`` lines of one text a minute, ``TOGETHER`` in all, and how many it left out.

    Without Kafka, its client says more than a thousand lines a second: a full disk would be the next fault.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._windows: dict[tuple[str, str | None], _Window] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is said."""
        if record.name.partition(".")[0] not in CLIENTS:
            return True
        together = self._window(record.name, None)
        of_text = self._window(record.name, str(record.msg))
        if together.said >= TOGETHER or of_text.said >= EACH:
            together.left_out += 1
            return False
        together.said += 1
        of_text.said += 1
        return True

    def _window(self, name: str, text: str | None) -> _Window:
        now, known = self._clock(), self._windows.get((name, text))
        if known and now < known.began + _MINUTE:
            return known
        if len(self._windows) >= _TEXTS:
            self._windows = {key: one for key, one in self._windows.items() if now < one.began + _MINUTE}
        made = self._windows[name, text] = _Window(now)
        if known and known.left_out:
            _log.warning("lines left out: %s of %s", known.left_out, name)
        return made


def configure(level: str = "INFO", *, json: bool | None = None) -> None:
    """Set up structlog and the standard library's logging through it, on stderr.

    ``json`` None means: readable when stderr is a terminal, else JSON.
    """
    machine = not sys.stderr.isatty() if json is None else json
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        traces.mark,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if machine else _keep,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # Plain tracebacks: the fancy ones print local variables, and with them tokens and people's data.
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if machine
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    handler.addFilter(Sparing())
    for noisy in CLIENTS:
        logging.getLogger(noisy).setLevel(max(logging.ERROR, logging.getLevelName(level)))
    # The local profile's mail server names senders and recipients at lower levels.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    # A fresh broker makes its coordinator on demand; the client logs each wait for it as an error.
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.CRITICAL)


def _keep(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return event

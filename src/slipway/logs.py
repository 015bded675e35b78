"""Structured logs of the whole process on standard error: readable on a terminal, one JSON object per line elsewhere.

Every line carries what is bound to its task (request id, actor, tenant); values under secret-looking names are masked.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from collections.abc import AsyncGenerator

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from slipway.masking import masked_value
from slipway.settings import Settings

# uvicorn.error tells of each WebSocket with its query: the command of a terminal session, secrets and all.
_QUIET = ("httpx2", "httpcore2", "uvicorn.access", "uvicorn.error", "aiosqlite", "alembic", "asyncio")


MOST_RECENT = 2000
MOST_WAITING = 1000


class Recent(logging.Handler):
    """The last lines of this process, for administrators who look at the runtime log, and lines to come."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=MOST_RECENT)
        self._followers: set[_Follower] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, from whichever thread it comes."""
        line = self.format(record)
        self._lines.append(line)
        for follower in tuple(self._followers):
            follower.loop.call_soon_threadsafe(follower.take, line)

    def lines(self) -> list[str]:
        """Return what is kept, oldest first."""
        return list(self._lines)

    async def follow(self) -> AsyncGenerator[str, None]:
        """Yield lines as they are written, for ever; one who reads too slowly misses some."""
        follower = _Follower()
        self._followers.add(follower)
        try:
            while True:
                yield await follower.lines.get()
        finally:
            self._followers.discard(follower)


class _Follower:
    """Lines that wait to be read."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.lines: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def take(self, line: str) -> None:
        if not self.lines.full():
            self.lines.put_nowait(line)


RECENT = Recent()


def configure(settings: Settings) -> None:
    """Set logging up once, for our own logs and for libraries'."""
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_renderers(console=console))
    )
    root = logging.getLogger()
    RECENT.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_renderers(console=False))
    )
    root.handlers[:] = [handler, RECENT]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _renderers(*, console: bool) -> list[Processor]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if console:
        return [remove, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_plain)]
    return [remove, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


_plain = structlog.dev.plain_traceback


def _mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        event[key] = masked_value(key, value)
    return event

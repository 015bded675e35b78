"""Start an ordered list of parts and stop them in reverse; the first failure stops what had started.

``server.py`` and ``worker.py`` list the parts, nobody else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class Part(Protocol):
    """Something that runs as long as the process: ``start`` returns when it is ready, ``stop`` when it is gone."""

    @property
    def name(self) -> str:
        """How logs call it."""
        ...

    async def start(self) -> None:
        """Become ready or raise."""
        ...

    async def stop(self) -> None:
        """Let go of everything; called once, only after a successful ``start``."""
        ...


@asynccontextmanager
async def running(parts: Sequence[Part]) -> AsyncIterator[None]:
    """Keep ``parts`` running for the time of the ``async with`` block."""
    async with AsyncExitStack() as stack:
        for part in parts:
            await part.start()
            stack.push_async_callback(_stop, part)
            log.info("part started", part=part.name)
        yield


async def _stop(part: Part) -> None:
    await part.stop()
    log.info("part stopped", part=part.name)

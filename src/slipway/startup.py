"""Start an ordered list of parts and stop them in reverse; the first failure stops what had started.

``server.py`` and ``worker.py`` list the parts, nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

STOP_SECONDS = 2.0


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


@dataclass(frozen=True, slots=True)
class Step:
    """A part made of two functions; ``undo`` is for what has to be let go."""

    name: str
    do: Callable[[], Awaitable[object]]
    undo: Callable[[], Awaitable[object]] | None = None

    async def start(self) -> None:
        """Do it."""
        await self.do()

    async def stop(self) -> None:
        """Undo it."""
        if self.undo is not None:
            await self.undo()


@asynccontextmanager
async def running(parts: Sequence[Part]) -> AsyncIterator[None]:
    """Keep ``parts`` running for the time of the ``async with`` block."""
    async with AsyncExitStack() as stack:
        for part in parts:
            await part.start()
            stack.push_async_callback(_stop, part)
            log.debug("part started", part=part.name)
        yield


async def _stop(part: Part) -> None:
    """Stop one part, but let none hold up the rest for long."""
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await part.stop()
    except TimeoutError:
        log.warning("part does not stop; going on without it", part=part.name)
    else:
        log.debug("part stopped", part=part.name)

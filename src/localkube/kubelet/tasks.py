"""Background tasks with a name, whose failures are never silent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


def spawn(name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Start ``work``; the caller keeps the task. An exception is logged."""
    task = asyncio.create_task(work, name=f"localkube: {name}")
    task.add_done_callback(_look)
    return task


async def cancel(tasks: list[asyncio.Task[None]]) -> None:
    """End tasks and wait for their end."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _look(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s failed", task.get_name(), exc_info=error)

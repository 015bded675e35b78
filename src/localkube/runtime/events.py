"""What happens to our containers, as it happens, also across restarts of the Engine."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator

from localkube.runtime import reading
from localkube.runtime.connection import Connection
from localkube.runtime.errors import EngineUnavailable
from localkube.runtime.labels import INSTANCE
from localkube.runtime.types import Happened

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

log = logging.getLogger(__name__)


def resync() -> Happened:
    """The sign that events may have been missed."""
    return Happened("", "container", "", "", "resync", None, time.time())


async def events(connection: Connection, instance: str, since: float) -> AsyncIterator[Happened]:
    """Events from ``since`` on, without end. After a lost connection: ``resync``, then what happens from there on."""
    pause = FIRST_PAUSE
    lost = False
    while True:
        try:
            async with connection.stream("GET", "/events", _query(instance, since)) as answer:
                pause = FIRST_PAUSE
                if lost:
                    yield resync()
                async for line in answer:
                    event = reading.happened(json.loads(line))
                    if event is not None:
                        yield event
        except EngineUnavailable as error:
            log.warning("events of containers are lost, asking again in %g s: %s", pause, error.message)
        lost = True
        since = time.time()
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _query(instance: str, since: float) -> dict[str, str]:
    wanted = {"type": ["container"], "label": [f"{INSTANCE}={instance}"], "event": sorted(reading.ACTIONS)}
    return {"since": f"{since:.9f}", "filters": json.dumps(wanted)}

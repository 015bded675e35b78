"""Addresses of the names that ExternalName services stand for.

dnsmasq gives aliases only for names that it holds itself, so the addresses are looked up here and kept fresh.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Collection

log = logging.getLogger(__name__)

_FRESH_SECONDS = 30.0


class Outside:
    """``changed`` is called when a name has other addresses than before."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.addresses: dict[str, tuple[str, ...]] = {}

    def want(self, names: Collection[str]) -> None:
        """From now on look up these and no others."""
        for name in self._tasks.keys() - set(names):
            self._tasks.pop(name).cancel()
            self.addresses.pop(name, None)
        for name in set(names) - self._tasks.keys():
            self._tasks[name] = asyncio.create_task(self._follow(name), name=f"network looks up {name}")

    async def stop(self) -> None:
        """Look up nothing more."""
        tasks = list(self._tasks.values())
        self.want(())
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, name: str) -> None:
        while True:
            found = await _look_up(name)
            if found and found != self.addresses.get(name):
                self.addresses[name] = found
                self._changed()
            await asyncio.sleep(_FRESH_SECONDS)


async def _look_up(name: str) -> tuple[str, ...]:
    """The addresses of a name, none when it cannot be resolved now: what was known of it then stays."""
    loop = asyncio.get_running_loop()
    try:
        answers = await loop.getaddrinfo(name, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError as failure:
        log.warning("the external name %s cannot be resolved: %s", name, failure)
        return ()
    return tuple(sorted({str(answer[4][0]) for answer in answers}))

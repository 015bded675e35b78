"""Tell the rest of the process at once that an application's desired state changed.

A hint, not a message: ids are coalesced, another process hears nothing, and whoever listens looks at everything from
time to time as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager


class Signals:
    """Hands the ids of changed applications to everybody who listens."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._callbacks: list[Callable[[str], None]] = []

    def changed(self, application_id: str) -> None:
        """Say that the application was changed, made or deleted; call it after the commit."""
        for listener in self._listeners:
            listener.add(application_id)
        for callback in tuple(self._callbacks):
            callback(application_id)

    def call(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call ``callback`` with each changed id, until the returned function is called. It must not block or raise."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[str]]:
        """Listen from now on: ``with signals.subscribe() as ids: async for application_id in ids``. It never ends."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


class _Listener:
    """Ids that were not taken yet, each once, in the order in which they came."""

    def __init__(self) -> None:
        self._pending: dict[str, None] = {}
        self._some = asyncio.Event()

    def add(self, application_id: str) -> None:
        self._pending[application_id] = None
        self._some.set()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        while not self._pending:
            self._some.clear()
            await self._some.wait()
        application_id = next(iter(self._pending))
        del self._pending[application_id]
        return application_id

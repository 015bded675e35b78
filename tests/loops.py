"""An event loop that lets connections end before it closes.

To close a connection takes a few turns of the loop, and with TLS an answer of the other side. A loop that is closed in
between leaves an open socket, which the garbage collector finds in the middle of some later test, to which pytest then
gives the blame. A connection that nobody closes is still found.
"""

from __future__ import annotations

import asyncio
import time
from weakref import WeakValueDictionary

PATIENCE = 2.0


class PatientLoop(asyncio.SelectorEventLoop):
    """Waits for closing connections at its end, two seconds at most."""

    def close(self) -> None:
        """Close, when the connections that are on their way out are gone."""
        deadline = time.monotonic() + PATIENCE
        while not self.is_closed() and self.connections() and time.monotonic() < deadline:
            self.run_until_complete(asyncio.sleep(0.005))
        super().close()

    def connections(self) -> int:
        """How many transports hold a socket; the loop of the standard library knows them, but tells nobody.

        It also knows those that are closed, until the garbage collector has taken them.
        """
        transports: WeakValueDictionary[int, asyncio.Transport] = getattr(self, "_transports", WeakValueDictionary())
        return sum(getattr(transport, "_sock", None) is not None for transport in transports.values())


class PatientPolicy(asyncio.DefaultEventLoopPolicy):
    """Makes such loops, for tests and for ``asyncio.run`` in them."""

    def new_event_loop(self) -> PatientLoop:
        return PatientLoop()

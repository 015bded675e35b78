"""A constant-rate HTTP load: requests start on a fixed schedule whether or not earlier ones were answered.

An open-loop generator does not slow down with the server, so that an outage is not hidden ("coordinated omission",
G. Tene, "How NOT to Measure Latency", 2013).
"""

from __future__ import annotations

import asyncio
import ssl
import statistics
import time
from collections import Counter
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import aiohttp


@dataclass
class Outcome:
    """What came of the requests; latencies in seconds."""

    latencies: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def requests(self) -> int:
        """All requests that were sent."""
        return len(self.latencies) + self.failures.total()

    @property
    def rate(self) -> float:
        """Requests per second that were sent."""
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int) -> float:
        """Latency in seconds below which ``percent`` of the answers came."""
        return statistics.quantiles(self.latencies, n=100)[percent - 1]


class Load:
    """Use as ``async with Load(url, host, rate) as load``; ``load.outcome`` is complete after the block.

    With ``trust`` each request goes by TLS, over a connection of its own, to a server that has to prove it is ``host``.
    """

    def __init__(
        self, url: str, host: str, rate: int, *, connections: int = 64, trust: ssl.SSLContext | None = None
    ) -> None:
        self._url = url
        self._trust = trust
        self._headers = {"Host": host}
        self._rate = rate
        self._connections = connections
        self._stop = asyncio.Event()
        self.outcome = Outcome()

    async def __aenter__(self) -> Load:
        self._task = asyncio.create_task(self._run(), name="load")
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._stop.set()
        await self._task

    async def _run(self) -> None:
        connector = aiohttp.TCPConnector(limit=self._connections, force_close=self._trust is not None)
        timeout = aiohttp.ClientTimeout(total=10)
        began = time.monotonic()
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session, asyncio.TaskGroup() as group:
            sent = 0
            while not self._stop.is_set():
                due = int((time.monotonic() - began) * self._rate) + 1
                for _ in range(due - sent):
                    group.create_task(self._one(session))
                sent = max(sent, due)
                await asyncio.sleep(0.005)
        self.outcome.seconds = time.monotonic() - began

    async def _one(self, session: aiohttp.ClientSession) -> None:
        began = time.monotonic()
        try:
            async with self._get(session) as response:
                body = await response.read()
                if response.status == 200:
                    self.outcome.latencies.append(time.monotonic() - began)
                else:
                    self.outcome.failures[f"HTTP {response.status} {body[:80]!r}"] += 1
        except (aiohttp.ClientError, TimeoutError) as error:
            self.outcome.failures[f"{type(error).__name__}: {error}"] += 1

    def _get(self, session: aiohttp.ClientSession) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        if self._trust is None:
            return session.get(self._url, headers=self._headers)
        return session.get(self._url, headers=self._headers, ssl=self._trust, server_hostname=self._headers["Host"])

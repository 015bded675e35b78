"""Follow the logs of all replicas: of those that run, of their next runs, and of replicas that start later."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

from slipway.cluster import Cluster, LogOptions
from slipway.containers.backlog import Backlog
from slipway.containers.find import Found
from slipway.containers.lines import Lines, read_lines, trouble
from slipway.containers.replicas import Replica
from slipway.errors import NotFound, SlipwayError, Unavailable

AGAIN_SECONDS = 1.0


class Follower:
    """One following of one service's logs."""

    def __init__(self, cluster: Cluster, service: Found, options: LogOptions, container: str | None) -> None:
        self._cluster = cluster
        self._service = service
        self._options = options
        self._container = container
        self._backlog = Backlog()
        self._changed = asyncio.Event()
        self._readers: dict[str, asyncio.Task[None]] = {}

    async def lines(self) -> Lines:
        """Yield lines as they are written, for ever."""
        unsubscribe = self._service.subscribe(self._changed.set)
        starter = asyncio.create_task(self._start_readers(), name="log readers")
        try:
            async with aclosing(self._backlog.lines()) as found:
                async for lines in found:
                    yield lines
        finally:
            unsubscribe()
            tasks = [starter, *self._readers.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _start_readers(self) -> None:
        """Read each run once. How much of the past is wanted concerns only those that are there at first."""
        options = self._options
        while True:
            self._changed.clear()
            runs = {each.run: each for each in self._replicas() if each.run}
            self._readers = {run: task for run, task in self._readers.items() if run in runs or not task.done()}
            for run, replica in runs.items():
                if run not in self._readers:
                    task = asyncio.create_task(self._read(replica, options), name=f"log {replica.ref.pod}")
                    self._readers[run] = task
            options = replace(options, tail=None, since_seconds=None)
            await self._changed.wait()

    async def _read(self, replica: Replica, options: LogOptions) -> None:
        """Read one run's log to its end; when the way to it breaks, go on after the last line that came."""
        last = b""
        while True:
            try:
                async with aclosing(read_lines(self._cluster, replica.ref, options)) as pieces:
                    async for lines in pieces:
                        new = [line for line in lines if line.time > last] if options.since_time else lines
                        if new:
                            last = new[-1].time
                            await self._backlog.put(new)
            except NotFound:
                return
            except Unavailable:
                pass  # tried again below, for as long as the container runs
            except SlipwayError as error:
                await self._backlog.put([trouble(replica.ref.pod, error)])
                return
            if not self._runs(replica):
                return
            if last:
                options = replace(options, tail=None, since_seconds=None, since_time=last.decode())
            await asyncio.sleep(AGAIN_SECONDS)

    def _runs(self, replica: Replica) -> bool:
        return any(each.run == replica.run and each.state == "running" for each in self._replicas())

    def _replicas(self) -> list[Replica]:
        return [each for each in self._service.replicas() if self._container in (None, each.ref.container)]

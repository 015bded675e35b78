"""One leader among the platform's replicas, by a Kubernetes Lease: only the leader reconciles.

Others' clocks are not believed: a lease counts as abandoned when it was not renewed for its whole duration by our own
clock. A leader that cannot renew steps down before anybody else may take over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from slipway.cluster import LEASE, Cluster, Obj
from slipway.errors import Conflict, SlipwayError
from slipway.reconcile.identity import is_dead, own_identity
from slipway.reconcile.supervise import end

log = structlog.get_logger(__name__)

Callback = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a lease lasts, by when a leader must have renewed it, and how often everybody tries; in seconds."""

    duration: float = 15.0
    renew: float = 10.0
    retry: float = 2.0


class Leader:
    """A part that takes part in the election and calls ``elected`` and ``deposed``, in turns."""

    def __init__(
        self, cluster: Cluster, lease: str, elected: Callback, deposed: Callback, terms: Terms | None = None
    ) -> None:
        self.name = f"leader {lease}"
        self.identity = own_identity()
        self._cluster = cluster
        self._lease = lease
        self._elected = elected
        self._deposed = deposed
        self._terms = terms or Terms()
        self._leading = False
        self._renewed = 0.0
        self._observed: tuple[str, float] = ("", 0.0)
        self._task: asyncio.Task[None] | None = None

    @property
    def leading(self) -> bool:
        """Whether this process leads."""
        return self._leading

    async def start(self) -> None:
        """Take part in the election from now on."""
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Step down and give the lease back, so that a successor need not wait."""
        task, self._task = self._task, None
        await end(task)
        if self._leading:
            await self._step_down()
            with suppress(SlipwayError):  # it runs out by itself
                await self._give_back()

    async def _run(self) -> None:
        while True:
            held = await self._try()
            now = asyncio.get_running_loop().time()
            if held:
                self._renewed = now
                if not self._leading:
                    await self._step_up()
            elif self._leading and now - self._renewed > self._terms.renew:
                await self._step_down()
            await asyncio.sleep(self._terms.retry)

    async def _try(self) -> bool:
        """Take or renew the lease; tell whether it is ours now."""
        try:
            async with asyncio.timeout(self._terms.renew / 2):
                return await self._take()
        except Conflict:
            log.debug("somebody else took the lease at the same moment", lease=self._lease)
            if self._leading:
                self._renewed = 0.0
        except (SlipwayError, TimeoutError) as error:
            log.debug("cannot reach the lease", lease=self._lease, reason=str(error))
        return False

    async def _take(self) -> bool:
        namespace = await self._cluster.namespace()
        found = await self._cluster.get(LEASE, self._lease, namespace)
        if found is None:
            await self._cluster.create(self._wanted({"name": self._lease, "namespace": namespace}, 1))
            return True
        spec = found.get("spec") or {}
        changes = int(spec.get("leaseTransitions") or 0)
        holder = str(spec.get("holderIdentity") or "")
        if holder != self.identity:
            if not self._abandoned(holder, str(spec.get("renewTime"))):
                return False
            changes += 1
        await self._cluster.replace(self._wanted(found["metadata"], changes))
        return True

    def _abandoned(self, holder: str, renewed: str) -> bool:
        """Tell whether nobody holds the lease any more, judged by how long we have seen it unchanged."""
        if not holder or is_dead(holder):
            return True
        now = asyncio.get_running_loop().time()
        mark = f"{holder} {renewed}"
        if self._observed[0] != mark:
            self._observed = (mark, now)
        return now - self._observed[1] > self._terms.duration

    def _wanted(self, metadata: Obj, changes: int, *, held: bool = True) -> Obj:
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        kept = {key: metadata[key] for key in ("name", "namespace", "resourceVersion", "uid") if key in metadata}
        spec: Obj = {
            "holderIdentity": self.identity if held else "",
            "leaseDurationSeconds": max(1, int(self._terms.duration)) if held else 1,
            "renewTime": now,
            "acquireTime": now,
            "leaseTransitions": changes,
        }
        return {"apiVersion": LEASE.api_version, "kind": LEASE.name, "metadata": kept, "spec": spec}

    async def _give_back(self) -> None:
        namespace = await self._cluster.namespace()
        found = await self._cluster.get(LEASE, self._lease, namespace)
        if found is not None and found["spec"].get("holderIdentity") == self.identity:
            changes = int(found["spec"].get("leaseTransitions") or 0)
            await self._cluster.replace(self._wanted(found["metadata"], changes, held=False))

    async def _step_up(self) -> None:
        log.info("leading", lease=self._lease)
        self._leading = True
        await self._elected()

    async def _step_down(self) -> None:
        log.info("no longer leading", lease=self._lease)
        self._leading = False
        await self._deposed()

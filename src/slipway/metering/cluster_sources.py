"""What of tenants' namespaces is metered: containers that hold resources of hosts, managed services', and volumes.

A container counts from the time its pod came to a host until the pod has ended, also while it is restarted: so long its
requests are kept free for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from slipway.applications import labels, quantities
from slipway.cluster import POD, VOLUME_CLAIM, Change, Kind, Obj, WatchCache
from slipway.db import Database
from slipway.metering.clock import SteadyClock
from slipway.metering.observed import Observed, Subject
from slipway.tenants import Tenant

REMEMBERED_SECONDS = 600
LARGEST = 2**63 - 1
Owner = tuple[str, str]
"""A tenant's id and name."""


class _OfCluster:
    """What both sources share: the cache, whose namespace is whose, and what has just gone."""

    resource = ""
    _kind: Kind

    def __init__(self, database: Database, cache: WatchCache, clock: SteadyClock) -> None:
        self._database = database
        self._cache = cache
        self._clock = clock
        self._gone: list[tuple[int, Obj]] = []

    async def observe(self) -> Sequence[Observed] | None:
        """Return everything that is there, and what has gone lately."""
        if not (self._cache.synced and self._cache.in_sight):
            return None
        async with self._database.read() as session:
            rows = await session.execute(select(Tenant.namespace, Tenant.id, Tenant.name))
            owners: dict[str, Owner] = {row.namespace: (row.id, row.name) for row in rows}
        oldest = self._clock.now() - REMEMBERED_SECONDS
        self._gone = [(heard, obj) for heard, obj in self._gone if heard >= oldest]
        found: list[Observed] = []
        for obj in self._cache.all(self._kind):
            if (owner := owners.get(obj["metadata"]["namespace"])) is not None:
                found += self._observed(obj, owner, None)
        for heard, obj in self._gone:
            if (owner := owners.get(obj["metadata"]["namespace"])) is not None:
                found += self._observed(obj, owner, heard)
        return found

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` with every change; from now on what goes is remembered as it was last."""

        def seen(change: Change) -> None:
            if change.kind not in (None, self._kind):
                return
            if change.gone and self._cache.in_sight:
                self._gone.append((self._clock.now(), change.obj))
            changed()

        return self._cache.subscribe(seen)

    def _observed(self, obj: Obj, owner: Owner, gone: int | None) -> Iterator[Observed]:
        raise NotImplementedError


class _OfPods(_OfCluster):
    """Containers of pods on hosts; their size is what they request."""

    _kind = POD

    def _counts(self, pod: Obj) -> bool:
        raise NotImplementedError

    def _observed(self, obj: Obj, owner: Owner, gone: int | None) -> Iterator[Observed]:
        status = obj.get("status") or {}
        if not status.get("startTime") or not self._counts(obj):
            return
        started, over, ended = _seconds(status["startTime"]), _is_over(obj), None
        if over:
            ended = _finished(obj)
        if gone is not None:
            over, ended = True, ended or gone
        for container in obj["spec"]["containers"]:
            resources = container.get("resources") or {}
            amounts = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
            subject = _subject(obj, owner, self.resource, str(amounts.get("cpu", "0")), str(amounts.get("memory", "0")))
            yield Observed(f"{obj['metadata']['uid']}/{container['name']}", subject, started, ended, over)


class Containers(_OfPods):
    """Those of tenants' own applications."""

    resource = "container"

    def _counts(self, pod: Obj) -> bool:
        return not _is_managed(pod)


class ManagedServices(_OfPods):
    """Those of managed services, which have a price of their own."""

    resource = "managed_service"

    def _counts(self, pod: Obj) -> bool:
        return _is_managed(pod)


class Volumes(_OfCluster):
    """Volumes that tenants claim, from the claim until it is gone."""

    resource = "volume"
    _kind = VOLUME_CLAIM

    def _observed(self, obj: Obj, owner: Owner, gone: int | None) -> Iterator[Observed]:
        metadata, status = obj["metadata"], obj.get("status") or {}
        wanted = ((obj.get("spec") or {}).get("resources") or {}).get("requests") or {}
        size = (status.get("capacity") or {}).get("storage") or wanted.get("storage") or "0"
        subject = _subject(obj, owner, self.resource, "0", str(size))
        created = _seconds(metadata["creationTimestamp"]) if metadata.get("creationTimestamp") else None
        yield Observed(str(metadata["uid"]), subject, created, gone, gone is not None)


def _subject(obj: Obj, owner: Owner, resource: str, cpu: str, size: str) -> Subject:
    found = obj["metadata"].get("labels") or {}
    return Subject(
        tenant_id=owner[0],
        tenant=owner[1],
        resource=resource,
        application_id=found.get(labels.APPLICATION_ID, "")[:26],
        application=found.get(labels.APPLICATION, ""),
        service_id=found.get(labels.SERVICE_ID, "")[:26],
        service=found.get(labels.SERVICE, ""),
        cpu_milli=_amount(cpu, 1000),
        size_bytes=_amount(size, 1),
    )


def _is_managed(pod: Obj) -> bool:
    return labels.MANAGED in (pod["metadata"].get("labels") or {})


def _is_over(pod: Obj) -> bool:
    status = pod.get("status") or {}
    if status.get("phase") in ("Succeeded", "Failed"):
        return True
    states = status.get("containerStatuses") or []
    ended = bool(states) and all("terminated" in (each.get("state") or {}) for each in states)
    return ended and "deletionTimestamp" in pod["metadata"]


def _finished(pod: Obj) -> int | None:
    """Return when the last of the pod's containers ended."""
    states = (pod.get("status") or {}).get("containerStatuses") or []
    times = [((each.get("state") or {}).get("terminated") or {}).get("finishedAt") for each in states]
    known = [_seconds(each) for each in times if each]
    return max(known) if known else None


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@lru_cache(maxsize=4096)
def _amount(quantity: str, factor: int) -> int:
    return min(int(quantities.parse(quantity) * factor), LARGEST)

"""Sends manifests to the cluster, and takes objects away: only what is needed, and safely repeated."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from slipway.applications import labels
from slipway.applications.publish.drift import in_place, stamp_of
from slipway.applications.status.observed import OWNED, Owned, label
from slipway.cluster import DEPLOYMENT, FIELD_MANAGER, POD, REPLICA_SET, VOLUME_CLAIM, Cluster, Kind, Obj, WatchCache
from slipway.errors import Conflict, NotFound

TRUST_SECONDS = 5.0
"""How long what was just applied is believed to be there though the watch has not shown it yet."""
SCALER = f"{FIELD_MANAGER}-scaler"
"""Who holds the number of replicas until an autoscaler changes it."""
KINDS = (*OWNED, REPLICA_SET, POD)
_KIND_OF = {kind.name: kind for kind in (*OWNED, VOLUME_CLAIM)}
"""What is applied. Claims are never taken away as something that a service no longer has."""

Ref = tuple[Kind, str, str]


class Carrier:
    """Remembers for a moment what it applied, because the watch cache learns of it only a little later."""

    def __init__(self, cluster: Cluster, cache: WatchCache) -> None:
        self._cluster = cluster
        self._cache = cache
        self._applied: dict[Ref, tuple[str | None, float]] = {}

    async def apply(self, manifests: Sequence[Obj]) -> None:
        """Apply, in their order, the manifests that are not in place."""
        for manifest in manifests:
            ref = _ref(_KIND_OF[manifest["kind"]], manifest)
            if self._is_in_place(ref, manifest):
                continue
            await self._cluster.apply([manifest])
            self._applied[ref] = (stamp_of(manifest), time.monotonic())

    async def hand_over_replicas(self, live: Obj | None, manifests: Sequence[Obj]) -> None:
        """Before a deployment is applied that leaves the number of its replicas to others, see that it stays as it is.

        What an applier no longer names falls back to its default, unless somebody else has it. So another manager takes
        it as it is. Where that conflicts, an autoscaler has it already, and may be changing it just now.
        """
        left = [each for each in manifests if each["kind"] == DEPLOYMENT.name and "replicas" not in each["spec"]]
        for manifest in left:
            if live is None or self._is_in_place(_ref(DEPLOYMENT, manifest), manifest):
                continue
            identity = {key: manifest["metadata"][key] for key in ("name", "namespace")}
            body = {**manifest, "metadata": identity, "spec": {"replicas": live["spec"].get("replicas", 1)}}
            with suppress(Conflict):
                await self._cluster.apply([body], SCALER, force=False)

    async def delete(self, objects: Sequence[Owned]) -> None:
        """Delete objects: one kind after the other, visitors first."""
        for kind in (*KINDS, VOLUME_CLAIM):
            await asyncio.gather(*(self._delete(each) for each in objects if each.kind == kind))

    async def holders(self, namespace: str, service_ids: Iterable[str]) -> set[str]:
        """Ask the cluster itself which of the services still have objects."""
        selector = f"{labels.SERVICE_ID} in ({','.join(service_ids)})"
        found = await asyncio.gather(*(self._list(kind, namespace, selector) for kind in KINDS))
        return {str(label(obj, labels.SERVICE_ID)) for objects in found for obj in objects}

    async def claims(self, namespace: str) -> list[Obj]:
        """Ask the cluster itself which volume claims there are."""
        return await self._list(VOLUME_CLAIM, namespace, f"{labels.MANAGED_BY}={labels.MANAGER}")

    def forget(self, kind: Kind, obj: Obj) -> None:
        """Trust no longer that an object is there: it was seen to go."""
        self._applied.pop(_ref(kind, obj), None)

    def _is_in_place(self, ref: Ref, manifest: Obj) -> bool:
        live = self._cache.get(*ref)
        if in_place(live, manifest):
            self._applied.pop(ref, None)
            return True
        stamp, applied_at = self._applied.get(ref, (None, 0.0))
        if live is not None and stamp_of(live) == stamp_of(manifest):
            return False  # the watch has shown our manifest already, so somebody changed the object since
        return stamp == stamp_of(manifest) and time.monotonic() - applied_at < TRUST_SECONDS

    async def _delete(self, owned: Owned) -> None:
        namespace = owned.obj["metadata"]["namespace"]
        self.forget(owned.kind, owned.obj)
        try:
            await self._cluster.delete(owned.kind, owned.name, namespace, uid=owned.uid)
        except Conflict:
            return  # a newer object has that name; the watch will show it

    async def _list(self, kind: Kind, namespace: str, selector: str) -> list[Obj]:
        try:
            return await self._cluster.list_all(kind, namespace, labels=selector)
        except NotFound:
            return []  # a cluster without this kind


def _ref(kind: Kind, obj: Obj) -> Ref:
    metadata = obj["metadata"]
    return kind, metadata["namespace"], metadata["name"]

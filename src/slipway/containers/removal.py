"""Take a pod away: so that another comes in its place (restart), or whether or not one does (delete).

Kubernetes does not restart a container on demand; a new pod is what a restart is. So a restart is refused where nothing
would make one.
"""

from __future__ import annotations

from dataclasses import dataclass

from slipway.access import Action
from slipway.audit import Target, record, record_refusal
from slipway.cluster import POD, REPLICA_SET, Obj
from slipway.containers.detail import controller_of
from slipway.containers.detail_schemas import PodController, PodRemoval
from slipway.containers.inspector import FoundPod, Inspector
from slipway.containers.labels import SERVICE_ID
from slipway.errors import Conflict, NotFound, SlipwayError


@dataclass(frozen=True, slots=True)
class Remover:
    """Takes pods away for one actor, and keeps it in the operation log."""

    inspect: Inspector

    async def restart(self, tenant_id: str, pod: str) -> PodRemoval:
        """Have a pod replaced. Raises Conflict when nothing would replace it."""
        found = await self.inspect.find(tenant_id, pod, Action.CONTAINER_RESTART)
        replaced_by = await self._replacer(found)
        if replaced_by is None:
            raise Conflict("container.not_replaced", {"pod": pod})
        return await self._remove(found, Action.CONTAINER_RESTART, replaced_by)

    async def delete(self, tenant_id: str, pod: str) -> PodRemoval:
        """Delete a pod; what made it may make another."""
        found = await self.inspect.find(tenant_id, pod, Action.CONTAINER_DELETE)
        return await self._remove(found, Action.CONTAINER_DELETE, await self._replacer(found))

    async def _remove(self, found: FoundPod, action: Action, replaced_by: PodController | None) -> PodRemoval:
        if "deletionTimestamp" in found.pod["metadata"]:
            raise Conflict("container.ending", {"pod": found.name})
        try:
            there = await self.inspect.cluster.delete(POD, found.name, found.home.namespace, uid=found.uid)
            if not there:
                raise NotFound("container.pod_not_found", {"pod": found.name})
        except SlipwayError as error:
            async with self.inspect.database.session() as session:
                record_refusal(session, self.inspect.actor, action.value, _target(found), error.code)
            raise
        await self._keep(found, action, replaced_by)
        return PodRemoval(tenant_id=found.home.id, pod=found.name, replaced_by=replaced_by)

    async def _replacer(self, found: FoundPod) -> PodController | None:
        """Return what would make another pod in place of this one, as far as the cluster tells."""
        owner = controller_of(found.pod)
        if owner is None:
            return None
        if owner["kind"] == REPLICA_SET.name:
            owner_now = await self.inspect.cluster.get(REPLICA_SET, owner["name"], found.home.namespace)
            if owner_now is None or not _makes_another(owner_now):
                return None
        elif owner["kind"] == "Job" and (found.pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
            return None
        return PodController(kind=owner["kind"], name=owner["name"])

    async def _keep(self, found: FoundPod, action: Action, replaced_by: PodController | None) -> None:
        """Keep in the operation log what was taken away, and what comes in its place."""
        labels, host = found.pod["metadata"].get("labels") or {}, found.pod["spec"].get("nodeName")
        before = {"pod": found.name, "host": host, "service_id": labels.get(SERVICE_ID)}
        after = {"replaced_by": replaced_by and replaced_by.model_dump()}
        async with self.inspect.database.session() as session:
            record(session, self.inspect.actor, action.value, _target(found), before, after)


def _target(found: FoundPod) -> Target:
    return Target("container", found.uid, found.name, found.home.id)


def _makes_another(replica_set: Obj) -> bool:
    """Tell whether a replica set that misses a pod makes one: not when it is on its way down, or has too many."""
    wanted = int(replica_set["spec"].get("replicas", 1))
    has = int((replica_set.get("status") or {}).get("replicas") or 0)
    return "deletionTimestamp" not in replica_set["metadata"] and 0 < wanted >= has

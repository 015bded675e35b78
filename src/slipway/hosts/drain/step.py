"""One pass over a host that is drained: keep it unschedulable, look at its pods, evict those that may go."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from slipway.cluster import DISRUPTION_BUDGET, NODE, REPLICA_SET, Cluster, NotDisruptable, Obj, Rejected
from slipway.errors import Conflict, NotFound, SlipwayError
from slipway.hosts.drain.progress import Consent, DrainPod, PodState, budgets_of, progress_of, standing
from slipway.hosts.find import pods_on
from slipway.hosts.models import HostDrain
from slipway.hosts.observed import HostState, controller_of, is_ready, is_unschedulable, state_of

REPLACEMENT_SECONDS = 120.0
"""A replacement that is not ready after this long does not hold up the pods beside it any longer."""
NOTICE_SECONDS = 2.0
"""How long a controller may need to count its pods anew."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a pass found and did; ``gone``: there is no such host any more."""

    pods: Mapping[str, DrainPod]
    gone: bool = False


class Step:
    """One pass. Nothing is stored here: the same step again does no harm."""

    def __init__(self, cluster: Cluster, drain: HostDrain, still_wanted: Callable[[], Awaitable[bool]]) -> None:
        self._cluster = cluster
        self._still_wanted = still_wanted
        self._drain = drain
        self._consent = Consent(drain.force, drain.delete_local_data)
        self._evicted = {uid: pod["evicted_at"] for uid, pod in drain.pods.items() if pod.get("evicted_at") is not None}
        self._lately: dict[tuple[str, str], float] = {}
        for pod in drain.pods.values():
            self._note(pod["namespace"], pod["controller"], pod.get("evicted_at") or 0.0)

    async def take(self) -> Look:
        """Do it."""
        node = await self._cluster.get(NODE, self._drain.host)
        if node is None or node["metadata"]["uid"] != self._drain.host_uid:
            return Look({}, gone=True)
        if not is_unschedulable(node) and await self._still_wanted():
            await self._cluster.patch(NODE, self._drain.host, {"spec": {"unschedulable": True}})
        silent = state_of(node, draining=True) is HostState.UNREACHABLE
        found = {}
        for pod in await pods_on(self._cluster, self._drain.host):
            found[pod["metadata"]["uid"]] = await self._handle(pod, silent=silent)
        return Look({uid: each for uid, each in found.items() if each is not None})

    async def _handle(self, pod: Obj, *, silent: bool) -> DrainPod | None:
        """Evict a pod if nothing stands against it; None: it is gone."""
        uid = pod["metadata"]["uid"]
        state, reason = standing(pod, self._consent, silent=silent)
        if state is PodState.WAITING:
            reason = await self._waits_for_replacement(pod)
            if reason is None:
                return await self._evict(pod)
        return progress_of(pod, state, reason, self._evicted.get(uid))

    async def _evict(self, pod: Obj) -> DrainPod | None:
        metadata = pod["metadata"]
        try:
            await self._cluster.evict(
                metadata["name"], metadata["namespace"], uid=metadata["uid"], grace_seconds=self._drain.grace_seconds
            )
        except NotFound:
            return None
        except NotDisruptable as error:
            return progress_of(pod, PodState.BLOCKED, await self._budget(pod, error))
        except Rejected as error:
            return progress_of(pod, PodState.BLOCKED, Conflict("drain.refused", error.params))
        except Conflict:  # somebody changed it or its budget at the same moment: the next pass sees it anew
            return progress_of(pod, PodState.WAITING)
        gone = progress_of(pod, PodState.LEAVING, None, time.time())
        self._note(gone.namespace, gone.controller, gone.evicted_at or 0.0)
        return gone

    async def _budget(self, pod: Obj, refused: NotDisruptable) -> SlipwayError:
        """Say which budget stands against an eviction."""
        namespace = pod["metadata"]["namespace"]
        budgets = budgets_of(pod, await self._cluster.list_all(DISRUPTION_BUDGET, namespace))
        if len(budgets) != 1:
            return Conflict("drain.refused", refused.params)
        status = budgets[0].get("status") or {}
        return Conflict(
            "drain.budget",
            {
                "budget": budgets[0]["metadata"]["name"],
                "namespace": namespace,
                "healthy": status.get("currentHealthy") or 0,
                "needed": status.get("desiredHealthy") or 0,
            },
        )

    async def _waits_for_replacement(self, pod: Obj) -> SlipwayError | None:
        """Have one replica after the other leave, also where no disruption budget asks for that.

        Replicas on other hosts count, too: one of those may just have left in a drain beside this one.
        """
        controller, namespace = controller_of(pod), pod["metadata"]["namespace"]
        if controller is None or controller["kind"] != REPLICA_SET.name or not is_ready(pod):
            return None
        shown = f"{controller['kind']} {controller['name']}"
        evicted, began = self._lately.get((namespace, shown), 0.0), self._drain.started_at.timestamp()
        if time.time() - max(evicted, began) > REPLACEMENT_SECONDS:
            return None
        if time.time() - evicted > NOTICE_SECONDS and await self._is_whole(namespace, controller["name"]):
            return None
        return Conflict("drain.replacement", {"controller": shown})

    async def _is_whole(self, namespace: str, name: str) -> bool:
        """Tell whether all replicas of a set are ready."""
        found = await self._cluster.get(REPLICA_SET, name, namespace) or {}
        wanted: int = (found.get("spec") or {}).get("replicas") or 0
        ready: int = (found.get("status") or {}).get("readyReplicas") or 0
        return ready >= wanted

    def _note(self, namespace: str, controller: str, moment: float) -> None:
        """Remember when a controller's last pod was evicted."""
        key = (namespace, controller)
        self._lately[key] = max(moment, self._lately.get(key, 0.0))

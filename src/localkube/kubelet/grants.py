"""What the node grants the containers of a pod, and how a resize of what runs gets on."""

from __future__ import annotations

from localkube.kubelet.allocation import ASK_AGAIN_SECONDS, Allocation
from localkube.kubelet.host import Host
from localkube.kubelet.observed import Observed
from localkube.kubelet.plan import differ
from localkube.kubelet.podspec import all_containers, uid_of
from localkube.kubelet.resources import budget
from localkube.kubelet.status import Resizing
from localkube.objects.access import Obj
from localkube.objects.defaults.pods import qos_class
from localkube.runtime import Found, Limits, RuntimeFault


class Grants:
    """Of one pod. ``pod`` is the pod as it may be run now, ``limits`` what its containers are to have, by name."""

    def __init__(self, host: Host, pod: Obj) -> None:
        self._host = host
        self._allocation = Allocation(pod)
        self._error = ""
        self.pod = pod
        self.limits: dict[str, Limits] = {}

    def take(self, pod: Obj) -> bool:
        """Look at the pod, and grant what there is room for; says whether something else is granted than before."""
        host, before, waited = self._host, self.pod, self._allocation.wait
        self.pod = self._allocation.take(pod, host.pods_of_node, host.allocatable)
        wait = self._allocation.wait
        if wait is not None and wait != waited:
            host.tell(pod).warning(f"Resize{wait.reason}", f"Pod resize {wait.reason}: {wait.message}")
        qos = qos_class(self.pod["spec"])
        containers = list(all_containers(self.pod))
        self.limits = {one["name"]: budget(one, qos, host.machine_memory).limits for one in containers}
        return bool(before["spec"] != self.pod["spec"])

    async def resize(self, found: Found, limits: Limits) -> None:
        """Give a running container other limits. Raises RuntimeFault."""
        try:
            await self._host.engine.update(found.id, limits)
        except RuntimeFault as fault:
            self._error = fault.message
            raise
        self._error = ""
        await self._host.inventory.refresh(uid_of(self.pod), found.id)
        said = f"Pod resize completed for container {found.name}"
        self._host.tell(self.pod).normal("ResizeCompleted", said, found.name)

    def resources(self) -> dict[str, Obj]:
        """What was granted, by container."""
        return {one["name"]: one.get("resources") or {} for one in all_containers(self.pod)}

    def unsettled(self, observed: Observed) -> frozenset[str]:
        """The running containers that do not have yet what was granted to them."""
        return frozenset(one.name for one in observed.running() if differ(one, self.limits.get(one.name)))

    def told(self, observed: Observed) -> Resizing:
        """For the conditions of the pod."""
        return Resizing(self._allocation.wait, bool(self.unsettled(observed)), self._error)

    def ask_again(self, now: float) -> float | None:
        """When there may be room for what was put off."""
        return now + ASK_AGAIN_SECONDS if self._allocation.wait is not None else None

"""Ends containers and whole pods: hooks, grace, removal."""

from __future__ import annotations

import asyncio
import time

from localkube.kubelet.failures import HookFailed, VolumeFault
from localkube.kubelet.hooks import run_hook
from localkube.kubelet.host import Host
from localkube.kubelet.observed import Observed
from localkube.kubelet.podspec import container_named, init_containers
from localkube.kubelet.volumes import release
from localkube.objects.access import Obj
from localkube.runtime import Found

_LEAST_AFTER_HOOK = 2.0
"""A container has this long for its SIGTERM, also when its hook used up the whole grace period."""

_LEAST_WHEN_LATE = 2.0
"""A pod has this long also when its end is noticed late: its hooks run, and its programs hear of it."""

_LEAST_FOR_SIDECARS = 2.0
"""A sidecar has this long at least, also when the containers before it used up the whole grace period."""


class Ender:
    """For one pod. Remembers whose hook began, so that a second, shorter ending does not run it again."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._hooked: set[str] = set()

    async def containers(self, pod: Obj, observed: Observed, address: str, grace: float) -> None:
        """Stop all containers of the pod: the main ones together, then sidecars in the reverse of their order."""
        inits = [container["name"] for container in init_containers(pod)]
        began = time.monotonic()
        mains = [found for found in observed.running() if found.name not in inits]
        await asyncio.gather(*(self.container(pod, found, address, grace) for found in mains))
        for name in reversed(inits):
            for found in observed.running():
                if found.name == name:
                    left = grace - (time.monotonic() - began)
                    await self.container(pod, found, address, max(left, _LEAST_FOR_SIDECARS) if grace else 0.0)

    async def container(self, pod: Obj, found: Found, address: str, grace: float, message: str = "") -> None:
        """Hook, SIGTERM, SIGKILL. Raises RuntimeFault."""
        host = self._host
        host.tell(pod).normal("Killing", message or f"Stopping container {found.name}", found.name)
        began = time.monotonic()
        hooked = grace > 0 and found.id not in self._hooked and await self._hook(pod, found, address, grace)
        left = grace - (time.monotonic() - began)
        await host.engine.stop_container(found.id, max(left, _LEAST_AFTER_HOOK if hooked else 0.0))
        await host.inventory.refresh(found.pod_uid, found.id)

    async def sandbox(self, found: Found) -> None:
        """A sandbox has nothing to lose: it ends at once."""
        await self._host.engine.kill(found.id)
        await self._host.inventory.refresh(found.pod_uid, found.id)

    async def remains(self, pod_uid: str) -> None:
        """Remove all that is left of a pod: containers, network, files."""
        await remove_remains(self._host, pod_uid)

    async def _hook(self, pod: Obj, found: Found, address: str, grace: float) -> bool:
        """Says whether there was one."""
        container = container_named(pod, found.name) or {}
        hook = (container.get("lifecycle") or {}).get("preStop")
        if not hook:
            return False
        self._hooked.add(found.id)
        try:
            await run_hook(self._host.engine, hook, container, found.id, address, grace)
        except HookFailed as error:
            self._host.tell(pod).warning("FailedPreStopHook", f"PreStopHook failed: {error}", found.name)
        return True


async def remove_remains(host: Host, pod_uid: str) -> None:
    """Remove containers, then sandboxes (which hold the network of the others), the address and the files."""
    observed = host.inventory.of(pod_uid)
    sandboxes = list(observed.sandboxes)
    containers = [found for found in observed.everything() if found not in sandboxes]
    await asyncio.gather(*(_remove(host, found) for found in containers))
    await asyncio.gather(*(_remove(host, found) for found in sandboxes), host.network.detach(pod_uid))
    try:
        await asyncio.to_thread(release, host.places(pod_uid))
    except OSError as error:
        raise VolumeFault(f"cannot remove the files of pod {pod_uid}: {error}") from error


async def _remove(host: Host, found: Found) -> None:
    await host.engine.remove(found.id)
    host.inventory.drop(found.pod_uid, found.id)


def grace_of(pod: Obj, now: float, deletion_time: float) -> float:
    """The seconds that a pod being deleted still has; ``deletion_time`` is its deletionTimestamp."""
    metadata = pod["metadata"]
    grace = metadata.get("deletionGracePeriodSeconds")
    if grace is None:
        return float(pod["spec"].get("terminationGracePeriodSeconds", 30))
    return max(min(float(grace), _LEAST_WHEN_LATE), min(float(grace), deletion_time + 1 - now))


def stop_grace(pod: Obj, name: str, *, by_probe: bool) -> float:
    """The seconds that one container gets; a probe that asks for its end may give it less than the pod would."""
    container = container_named(pod, name) or {}
    probes = [container.get("startupProbe"), container.get("livenessProbe")] if by_probe else []
    given = [
        probe["terminationGracePeriodSeconds"] for probe in probes if probe and "terminationGracePeriodSeconds" in probe
    ]
    return float(given[0] if given else pod["spec"].get("terminationGracePeriodSeconds", 30))

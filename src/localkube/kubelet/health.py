"""The probes of all containers of a pod."""

from __future__ import annotations

from collections.abc import Callable

from localkube.kubelet.container_status import SCHEME, Health
from localkube.kubelet.engine import Engine
from localkube.kubelet.observed import Observed
from localkube.kubelet.podspec import container_named, ephemeral_containers, init_containers, is_sidecar, old_status
from localkube.kubelet.probes import Prober
from localkube.kubelet.probes.check import Target
from localkube.kubelet.tell import Tell
from localkube.objects.access import Obj
from localkube.runtime import Found


class Probing:
    """Keeps one prober per container that runs. ``changed`` is called when one of them found something new."""

    def __init__(self, engine: Engine, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._changed = changed
        self._probers: dict[str, Prober] = {}
        self._started_here: set[str] = set()

    def started(self, container_id: str) -> None:
        """A container was started just now: what the status says of it is no knowledge of probes."""
        self._started_here.add(container_id)

    def keep(self, pod: Obj, observed: Observed, address: str, busy: frozenset[str], tell: Tell) -> None:
        """Begin to probe what runs (and is not in the middle of its start), and leave what does not run any more."""
        running = {found.id: found for found in observed.running()}
        for gone in self._probers.keys() - running.keys():
            self._probers.pop(gone).stop()
            self._started_here.discard(gone)
        if not address:
            return
        for found in running.values():
            container = container_named(pod, found.name)
            if container is not None and found.id not in self._probers and found.name not in busy:
                self._begin(pod, container, found, address, tell)

    def stop(self) -> None:
        """Ask no more."""
        for prober in self._probers.values():
            prober.stop()
        self._probers = {}

    def take_leave(self) -> None:
        """The pod ends: only readiness is asked for."""
        for prober in self._probers.values():
            prober.take_leave()

    def health(self) -> dict[str, Health]:
        """By container id."""
        return {container_id: prober.health for container_id, prober in self._probers.items()}

    def unhealthy(self) -> dict[str, str]:
        """The containers to be stopped, with the reason."""
        return {key: prober.unhealthy for key, prober in self._probers.items() if prober.unhealthy}

    def up(self) -> frozenset[str]:
        """The containers that passed their startup probe."""
        return frozenset(key for key, prober in self._probers.items() if prober.health.started)

    def _begin(self, pod: Obj, container: Obj, found: Found, address: str, tell: Tell) -> None:
        if container in ephemeral_containers(pod) or (container in init_containers(pod) and not is_sidecar(container)):
            return
        known = None if found.id in self._started_here else _known(pod, found)
        target = Target(container, found.id, address)
        self._probers[found.id] = Prober(self._engine, target, tell, self._changed, known)


def _known(pod: Obj, found: Found) -> Health | None:
    """What the status says of this very incarnation."""
    status = old_status(pod, found.name)
    if status is None or status.get("containerID") != SCHEME + found.id:
        return None
    return Health(bool(status.get("started")), bool(status.get("ready")))

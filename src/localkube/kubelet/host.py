"""What the workers of all pods of a node share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from localkube.kubelet.around import Around
from localkube.kubelet.env import Find
from localkube.kubelet.fields import Addresses, Allocatable
from localkube.kubelet.images import Images
from localkube.kubelet.inventory import Inventory
from localkube.kubelet.service_env import service_variables
from localkube.kubelet.settings import Settings
from localkube.kubelet.tell import Tell
from localkube.kubelet.volumes import Places
from localkube.objects.access import Obj

_API_SERVICE = ("default", "kubernetes")


@dataclass(frozen=True, slots=True)
class Host(Around):
    """``starts`` limits how many sandboxes and containers are started at once: more would only slow each other down.

    ``pressed``: whether the node's disk is short.
    """

    settings: Settings
    inventory: Inventory
    images: Images
    allocatable: Allocatable
    machine_memory: int
    starts: asyncio.Semaphore
    pressed: Callable[[], bool] = lambda: False

    def tell(self, pod: Obj) -> Tell:
        """Events about a pod."""
        return Tell(self.access, self.settings.node_name, pod)

    def places(self, pod_uid: str) -> Places:
        """Where a pod's files are."""
        return Places.of(self.settings.root, pod_uid)

    def addresses(self, pod_ip: str) -> Addresses:
        """For the downward API."""
        return Addresses(self.settings.internal_ip, pod_ip)

    def find_in(self, namespace: str) -> Find:
        """Looks up maps and secrets next to a pod."""
        return lambda resource, name: self.access.find(resource, namespace, name)

    def service_variables(self, pod: Obj) -> dict[str, str]:
        """Of the API itself, and of the services beside the pod unless it does not want them."""
        namespace = pod["metadata"]["namespace"]
        api = self.access.find("services", *_API_SERVICE)
        services = [api] if api is not None else []
        if self.settings.service_env and pod["spec"].get("enableServiceLinks", True):
            services += self.access.list("services", namespace)
        return service_variables(services)

    def pods_of_node(self) -> list[Obj]:
        """All pods that are bound to the node."""
        return self.access.list("pods", fields=f"spec.nodeName={self.settings.node_name}")

    def pull_secrets(self, pod: Obj) -> list[Obj]:
        """The image pull secrets of a pod that exist."""
        find = self.find_in(pod["metadata"]["namespace"])
        named = (find("secrets", reference.get("name", "")) for reference in pod["spec"].get("imagePullSecrets") or ())
        return [secret for secret in named if secret is not None]

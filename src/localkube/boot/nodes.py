"""The nodes of one localkube: a kubelet for each, and the end of those that are no more."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from localkube.boot.settings import Settings
from localkube.kubelet import Around, Kubelet
from localkube.kubelet import Settings as KubeletSettings
from localkube.network import Site
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import clone, set_condition
from localkube.objects.ports import NodePages
from localkube.objects.usage import NodeUsage, PodUsage

log = logging.getLogger(__name__)

INSTANCE = "localkube.slipway.io/instance"
NAMESPACE = "localkube.slipway.io/network-namespace"
"""Annotation of nodes: what ``ip netns`` calls their network; empty for the machine's own."""
MOST_PODS = 500


def roots(data_dir: Path) -> list[Path]:
    """Where pods of all nodes have their files, also of nodes that are no more."""
    return [data_dir / "pods", *data_dir.glob("nodes/*/pods")]


class Nodes:
    """The kubelets of all sites; the first is the machine itself. Implements ``objects.usage.UsageSource``."""

    def __init__(self, around: Around, settings: Settings, sites: list[Site]) -> None:
        self._around = around
        self._settings = settings
        self._sites = sites
        self._kubelets: dict[str, Kubelet] = {}

    async def start(self) -> None:
        """Return when every pod of every node is looked after."""
        for name in sorted(self._gone()):
            await self._retire(name)
        first: Kubelet | None = None
        for site in self._sites:
            kubelet = Kubelet(self._around, self._of_site(site), first)
            self._kubelets[site.node], first = kubelet, first or kubelet
            await kubelet.start()

    async def stop(self) -> None:
        """Stop looking after pods; their containers keep running."""
        for kubelet in reversed(self._kubelets.values()):
            await kubelet.stop()

    def locate(self, pod: Obj, container: str, previous: bool) -> str | None:
        """The id of a container's newest incarnation, or of the one before it."""
        kubelet = self._kubelets.get(pod["spec"].get("nodeName") or "")
        return kubelet.locate(pod, container, previous) if kubelet is not None else None

    def pages(self, name: str) -> NodePages | None:
        """What a node itself answers; None when there is none of that name here."""
        kubelet = self._kubelets.get(name)
        return kubelet.pages if kubelet is not None else None

    def pod(self, namespace: str, name: str) -> PodUsage | None:
        """See ``objects.usage.UsageSource``."""
        pod = self._around.access.find("pods", namespace, name)
        kubelet = self._kubelets.get((pod["spec"].get("nodeName") or "") if pod else "")
        return kubelet.usage.pod(namespace, name) if kubelet is not None else None

    def node(self, name: str) -> NodeUsage | None:
        """See ``objects.usage.UsageSource``."""
        kubelet = self._kubelets.get(name)
        return kubelet.usage.node(name) if kubelet is not None else None

    def _of_site(self, site: Site) -> KubeletSettings:
        settings = self._settings
        shares = 1 if settings.node_capacity == "whole" else len(self._sites)
        return KubeletSettings(
            node_name=site.node,
            internal_ip=str(site.address),
            root=self._root(site.node) if site.namespace else settings.data_dir / "pods",
            pod_cidr=str(site.pods),
            max_pods=min(MOST_PODS // shares, site.pods.num_addresses - 3),
            least_free_disk=settings.least_free_disk / 100,
            shares=shares,
            network_namespace=site.namespace_file,
            control_plane=site is self._sites[0],
            annotations={INSTANCE: settings.name, NAMESPACE: site.namespace},
            whole_machine=len(self._sites) == 1,
            sample_seconds=settings.metrics_resolution,
            log_dir=settings.log_dir,
        )

    def _root(self, node: str) -> Path:
        return self._settings.data_dir / "nodes" / node / "pods"

    # --- nodes that are no more

    def _gone(self) -> set[str]:
        """The names of nodes that an earlier run had, by their objects and by their files."""
        mine = (
            node["metadata"]["name"]
            for node in self._around.access.list("nodes")
            if INSTANCE in (node["metadata"].get("annotations") or {})
        )
        files = self._settings.data_dir / "nodes"
        return {*mine, *(path.name for path in files.glob("*"))} - {site.node for site in self._sites}

    async def _retire(self, name: str) -> None:
        """Its containers, its pods and its object go. Nobody waits for it as for a node that may only be silent."""
        log.info("node %s is no more: removing what it ran", name)
        own = self._root(name).parent
        root = self._root(name) if own.is_dir() else self._settings.data_dir / "pods"
        site = self._sites[0]
        settings = KubeletSettings(name, str(site.address), root, str(site.pods))
        await Kubelet(self._around, settings).retire()
        with suppress(OSError):  # something of a pod could not be removed: the next start tries again
            self._root(name).rmdir()
            own.rmdir()
        access = self._around.access
        for pod in access.list("pods", fields=f"spec.nodeName={name}"):
            metadata = pod["metadata"]
            where = metadata["namespace"], metadata["name"]
            access.mutate("pods", *where, _fail, "status")
            access.delete("pods", *where, uid=metadata["uid"], grace_seconds=0)
        try:
            access.delete("nodes", None, name)
        except NotFound:
            log.debug("node %s had no object", name)


def _fail(pod: Obj) -> None:
    """A pod whose node vanished failed by disruption; jobs may ignore such ends."""
    status = pod.setdefault("status", {})
    if status.get("phase") not in ("Succeeded", "Failed"):
        conditions = clone(status.get("conditions") or [])
        set_condition(conditions, "DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists")
        status |= {"phase": "Failed", "conditions": conditions}

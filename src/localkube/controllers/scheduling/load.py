"""What is placed on each node, kept up to date pod by pod, so that a decision costs nodes and not pods."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from localkube.controllers import pods
from localkube.controllers.cache import Change
from localkube.objects.access import Obj
from localkube.objects.meta import controller_of
from localkube.objects.quantity import parse
from localkube.objects.resources import Amounts, pod_resources

HostPort = tuple[str, str, int]
"""Host address (``0.0.0.0``: all), protocol, port."""

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Demand:
    """What one pod takes from a node."""

    requests: Amounts
    ports: tuple[HostPort, ...]
    owner: str
    """The uid of its controller: pods of one owner are spread over nodes."""


@dataclass(slots=True)
class Load:
    """What the pods of one node take together."""

    demands: dict[str, Demand] = field(default_factory=dict)
    used: Amounts = field(default_factory=dict)
    owners: Counter[str] = field(default_factory=Counter)

    def put(self, uid: str, demand: Demand) -> None:
        """Count a pod (once)."""
        self.take(uid)
        self.demands[uid] = demand
        for name, amount in demand.requests.items():
            self.used[name] = self.used.get(name, ZERO) + amount
        if demand.owner:
            self.owners[demand.owner] += 1

    def copy(self) -> Load:
        """To try something out."""
        return Load(dict(self.demands), dict(self.used), Counter(self.owners))

    def take(self, uid: str) -> None:
        """Count a pod no longer."""
        demand = self.demands.pop(uid, None)
        if demand is None:
            return
        for name, amount in demand.requests.items():
            self.used[name] -= amount
        if demand.owner:
            self.owners[demand.owner] -= 1


@dataclass(frozen=True, slots=True)
class Place:
    """A node as a candidate."""

    node: Obj
    load: Load

    @property
    def name(self) -> str:
        """The node's name."""
        name: str = self.node["metadata"]["name"]
        return name

    def allocatable(self, resource: str) -> Decimal:
        """How much of a resource pods may take."""
        status = self.node.get("status") or {}
        amounts = status.get("allocatable") or status.get("capacity") or {}
        return parse(amounts.get(resource, 0))

    @property
    def taints(self) -> list[Obj]:
        """The node's taints."""
        found: list[Obj] = (self.node.get("spec") or {}).get("taints") or []
        return found


class Loads:
    """The loads of all nodes; feed it every change of a pod."""

    def __init__(self) -> None:
        self._by_node: dict[str, Load] = {}

    def of(self, node: str) -> Load:
        """The load of one node."""
        return self._by_node.setdefault(node, Load())

    def changed(self, change: Change) -> bool:
        """Take in a change; says whether room was freed."""
        before, after = _place(change.old), _place(change.new)
        if before and before != after:
            self.of(before).take(change.obj["metadata"]["uid"])
        if after and change.new is not None and before != after:
            self.of(after).put(change.new["metadata"]["uid"], demand_of(change.new))
        if after and before == after and change.old and change.new and change.old["spec"] != change.new["spec"]:
            self.of(after).put(change.new["metadata"]["uid"], demand_of(change.new))  # it was resized
            return True
        return bool(before) and before != after


def demand_of(pod: Obj) -> Demand:
    """What the pod asks of a node."""
    controller = controller_of(pod)
    return Demand(pod_resources(pod, "requests"), tuple(_host_ports(pod)), controller["uid"] if controller else "")


def _place(pod: Obj | None) -> str:
    return pods.node_of(pod) if pod is not None and pods.phase(pod) not in pods.FINISHED else ""


def _host_ports(pod: Obj) -> list[HostPort]:
    return [
        (port.get("hostIP") or "0.0.0.0", port.get("protocol", "TCP"), port["hostPort"])  # noqa: S104 - Kubernetes' default
        for container in pods.containers(pod)
        for port in container.get("ports") or ()
        if port.get("hostPort")
    ]

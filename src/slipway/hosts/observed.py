"""What a host is at this moment, read off its node and the pods on it. Plain functions: nothing here asks anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from slipway.cluster import Obj
from slipway.quantities import parse

ROLE_LABEL = "node-role.kubernetes.io/"
CONTROL_PLANE = ("control-plane", "master")
MIRROR = "kubernetes.io/config.mirror"
RESOURCES = ("cpu", "memory")


class HostState(StrEnum):
    """How a host is, the gravest first."""

    UNREACHABLE = "unreachable"
    """Its kubelet has fallen silent: nobody knows what runs there."""
    NOT_READY = "not_ready"
    """Its kubelet says that it cannot run pods."""
    DRAINING = "draining"
    UNSCHEDULABLE = "unschedulable"
    """What runs there goes on, and nothing new comes."""
    READY = "ready"


class HostRole(StrEnum):
    """What a host is for."""

    CONTROL_PLANE = "control-plane"
    WORKER = "worker"


def state_of(node: Obj, *, draining: bool) -> HostState:
    """Return the gravest of what is true of a node."""
    ready = next((each for each in conditions(node) if each.get("type") == "Ready"), None)
    if ready is None or ready.get("status") == "False":
        return HostState.NOT_READY
    if ready.get("status") != "True":
        return HostState.UNREACHABLE
    if draining:
        return HostState.DRAINING
    return HostState.UNSCHEDULABLE if is_unschedulable(node) else HostState.READY


def role_of(node: Obj) -> HostRole:
    """Return whether the cluster's own components are at home there."""
    labels = node["metadata"].get("labels") or {}
    steers = any(ROLE_LABEL + name in labels for name in CONTROL_PLANE)
    return HostRole.CONTROL_PLANE if steers else HostRole.WORKER


def is_unschedulable(node: Obj) -> bool:
    """Tell whether the scheduler passes the node by."""
    return bool((node.get("spec") or {}).get("unschedulable"))


def conditions(node: Obj) -> list[Obj]:
    """Return what the node says of itself."""
    return (node.get("status") or {}).get("conditions") or []


def has_ended(pod: Obj) -> bool:
    """Tell whether nothing of the pod will ever run again."""
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def is_ready(pod: Obj) -> bool:
    """Tell whether the pod takes traffic."""
    told = (pod.get("status") or {}).get("conditions") or []
    return any(each.get("type") == "Ready" and each.get("status") == "True" for each in told)


def controller_of(pod: Obj) -> Obj | None:
    """Return the reference to what makes the pod anew when it is gone."""
    owners = pod["metadata"].get("ownerReferences") or []
    return next((each for each in owners if each.get("controller")), None)


def belongs_to_host(pod: Obj) -> bool:
    """Tell whether the pod is there because the host is: a daemon set's, or one that the kubelet itself keeps."""
    controller = controller_of(pod)
    of_daemon_set = controller is not None and controller.get("kind") == "DaemonSet"
    return of_daemon_set or MIRROR in (pod["metadata"].get("annotations") or {})


def running_containers(pods: Iterable[Obj]) -> int:
    """Count the containers that run."""
    return sum(_running_of(pod) for pod in pods)


def _running_of(pod: Obj) -> int:
    """Of pods that are no tenant's the watch cache keeps no more than the phase."""
    status = pod.get("status") or {}
    if "containerStatuses" not in status:
        return len(pod["spec"]["containers"]) if status.get("phase") == "Running" else 0
    return sum(1 for each in status["containerStatuses"] if "running" in (each.get("state") or {}))


@dataclass(frozen=True, slots=True)
class Load:
    """What is on a host: what the scheduler counts as taken, and how many containers run."""

    requested: Mapping[str, Decimal]
    containers: int


def load_of(pods: Iterable[Obj]) -> Load:
    """Add up what is on a host."""
    found = list(pods)
    return Load(requested(found), running_containers(found))


def requested(pods: Iterable[Obj]) -> dict[str, Decimal]:
    """Return what the scheduler counts as taken by pods; those that have ended take nothing."""
    taken = [each for each in pods if not has_ended(each)]
    sums = {resource: sum((_request(pod, resource) for pod in taken), Decimal(0)) for resource in RESOURCES}
    return {**sums, "pods": Decimal(len(taken))}


def _request(pod: Obj, resource: str) -> Decimal:
    """Return a pod's request: of all containers together, or of an init container beside earlier sidecars.

    Source: "Resource Management for Pods and Containers", "Sidecar Containers" and "Pod Overhead" in the Kubernetes
    documentation.
    """
    spec = pod["spec"]
    sidecars, largest = Decimal(0), Decimal(0)
    for each in spec.get("initContainers") or []:
        own = _amount(each, resource)
        if each.get("restartPolicy") == "Always":
            sidecars += own
            largest = max(largest, sidecars)
        else:
            largest = max(largest, sidecars + own)
    together = sum((_amount(each, resource) for each in spec["containers"]), sidecars)
    whole = _amount(spec, resource) if resource in _requests(spec) else max(together, largest)
    return whole + parse((spec.get("overhead") or {}).get(resource, "0"))


def _amount(holder: Obj, resource: str) -> Decimal:
    return parse(_requests(holder).get(resource, "0"))


def _requests(holder: Obj) -> Obj:
    return (holder.get("resources") or {}).get("requests") or {}


def local_volumes(pod: Obj) -> list[str]:
    """Return the names of volumes whose content goes with the pod."""
    return [each["name"] for each in pod["spec"].get("volumes") or [] if "emptyDir" in each]

"""Columns of nodes and pods."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.table import pod_status
from localkube.objects.table.columns import AGE, NAME, NONE, Column, at, column

_ROLE = "node-role.kubernetes.io/"


def _node_status(node: Obj) -> str:
    is_ready = condition(node, "Ready")
    status = "Unknown" if is_ready is None else "Ready" if is_ready["status"] == "True" else "NotReady"
    return f"{status},SchedulingDisabled" if at(node, "spec.unschedulable", False) else status


def _roles(node: Obj) -> str:
    labels: dict[str, str] = node["metadata"].get("labels") or {}
    return ",".join(sorted(key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE))) or NONE


def _address(node: Obj, kind: str) -> str:
    addresses: list[Obj] = at(node, "status.addresses", [])
    return next((str(address["address"]) for address in addresses if address.get("type") == kind), NONE)


def _gates(pod: Obj) -> str:
    gates: list[Obj] = pod["spec"].get("readinessGates") or []
    passed = [gate for gate in gates if (condition(pod, gate.get("conditionType", "")) or {}).get("status") == "True"]
    return f"{len(passed)}/{len(gates)}" if gates else NONE


NODE = (
    NAME,
    column("Status", _node_status),
    column("Roles", _roles),
    AGE,
    column("Version", lambda node: at(node, "status.nodeInfo.kubeletVersion")),
    column("Internal-IP", lambda node: _address(node, "InternalIP"), wide=True),
    column("External-IP", lambda node: _address(node, "ExternalIP"), wide=True),
    column("OS-Image", lambda node: at(node, "status.nodeInfo.osImage", NONE), wide=True),
    column("Kernel-Version", lambda node: at(node, "status.nodeInfo.kernelVersion", NONE), wide=True),
    column("Container-Runtime", lambda node: at(node, "status.nodeInfo.containerRuntimeVersion", NONE), wide=True),
)

POD = (
    NAME,
    column("Ready", pod_status.ready),
    column("Status", pod_status.word),
    Column("Restarts", pod_status.restarts),
    AGE,
    column("IP", lambda pod: at(pod, "status.podIP", NONE), wide=True),
    column("Node", lambda pod: at(pod, "spec.nodeName", NONE), wide=True),
    column("Nominated Node", lambda pod: at(pod, "status.nominatedNodeName", NONE), wide=True),
    column("Readiness Gates", _gates, wide=True),
)

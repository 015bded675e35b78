"""Columns of what pods and nodes use."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.quantity import add
from localkube.objects.table.columns import NAME, Column, at, column


def _sum(pod: Obj, resource: str) -> str:
    total = "0"
    for container in pod["containers"]:
        total = add(total, container["usage"][resource])
    return total


_WINDOW: Column = column("Window", lambda obj: str(at(obj, "window")))

MEASURED = {
    "nodes.metrics.k8s.io": (
        NAME,
        column("cpu", lambda node: str(at(node, "usage.cpu"))),
        column("memory", lambda node: str(at(node, "usage.memory"))),
        _WINDOW,
    ),
    "pods.metrics.k8s.io": (
        NAME,
        column("cpu", lambda pod: _sum(pod, "cpu")),
        column("memory", lambda pod: _sum(pod, "memory")),
        _WINDOW,
    ),
}

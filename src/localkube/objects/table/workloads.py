"""Columns of what makes pods."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.meta import controller_of
from localkube.objects.table.columns import AGE, NAME, NONE, at, column, number, shown_labels, shown_selector


def _ready(deployment: Obj) -> str:
    return f"{at(deployment, 'status.readyReplicas', 0)}/{at(deployment, 'spec.replicas', 0)}"


def _controller(revision: Obj) -> str:
    owner = controller_of(revision)
    if owner is None:
        return NONE
    group = owner["apiVersion"].partition("/")[0]
    return f"{owner['kind'].lower()}.{group}/{owner['name']}"


def _containers(key: str, obj: Obj) -> str:
    return ",".join(str(container.get(key, "")) for container in at(obj, "spec.template.spec.containers", []))


_TEMPLATE = (
    column("Containers", lambda obj: _containers("name", obj), wide=True),
    column("Images", lambda obj: _containers("image", obj), wide=True),
)
_SELECTOR = column("Selector", lambda obj: shown_selector(at(obj, "spec.selector", None)), wide=True)
_REPLICAS = (
    number("Desired", "spec.replicas"),
    number("Current", "status.replicas"),
    number("Ready", "status.readyReplicas"),
)

WORKLOADS = {
    "deployments.apps": (
        NAME,
        column("Ready", _ready),
        number("Up-to-date", "status.updatedReplicas"),
        number("Available", "status.availableReplicas"),
        AGE,
        *_TEMPLATE,
        _SELECTOR,
    ),
    "statefulsets.apps": (NAME, column("Ready", _ready), AGE, *_TEMPLATE),
    "daemonsets.apps": (
        NAME,
        number("Desired", "status.desiredNumberScheduled"),
        number("Current", "status.currentNumberScheduled"),
        number("Ready", "status.numberReady"),
        number("Up-to-date", "status.updatedNumberScheduled"),
        number("Available", "status.numberAvailable"),
        column("Node Selector", lambda obj: shown_labels(at(obj, "spec.template.spec.nodeSelector", None))),
        AGE,
        *_TEMPLATE,
        _SELECTOR,
    ),
    "controllerrevisions.apps": (NAME, column("Controller", _controller), number("Revision", "revision"), AGE),
    "replicasets.apps": (NAME, *_REPLICAS, AGE, *_TEMPLATE, _SELECTOR),
    "replicationcontrollers": (
        NAME,
        *_REPLICAS,
        AGE,
        *_TEMPLATE,
        column("Selector", lambda obj: shown_labels(at(obj, "spec.selector", None)), wide=True),
    ),
}

"""Defaults of what makes pods."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.defaults.pods import default_template

_QUARTER = "25%"


def default_deployment(deployment: Obj) -> None:
    """One replica, replaced by a rolling update."""
    spec: Obj = deployment.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    strategy: Obj = spec.setdefault("strategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling: Obj = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", _QUARTER)
        rolling.setdefault("maxSurge", _QUARTER)
    default_template(spec.setdefault("template", {}))


def default_replica_set(replica_set: Obj) -> None:
    """One replica."""
    spec: Obj = replica_set.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    default_template(spec.setdefault("template", {}))
    replica_set.setdefault("status", {}).setdefault("replicas", 0)


def default_controller(controller: Obj) -> None:
    """One replica; selector and labels are the template's when they are left out."""
    spec: Obj = controller.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    if "template" in spec:
        default_template(spec["template"])
        labels: dict[str, str] = spec["template"]["metadata"].get("labels") or {}
        if labels:
            spec["selector"] = spec.get("selector") or dict(labels)
            controller["metadata"]["labels"] = controller["metadata"].get("labels") or dict(labels)
    controller.setdefault("status", {}).setdefault("replicas", 0)

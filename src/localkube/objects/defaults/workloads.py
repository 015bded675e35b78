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


def default_stateful_set(stateful_set: Obj) -> None:
    """One replica; pods come and are replaced in order; claims stay."""
    spec: Obj = stateful_set.setdefault("spec", {})
    spec.setdefault("podManagementPolicy", "OrderedReady")
    strategy: Obj = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)
    retention: Obj = spec.setdefault("persistentVolumeClaimRetentionPolicy", {})
    retention.setdefault("whenDeleted", "Retain")
    retention.setdefault("whenScaled", "Retain")
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    for claim in spec.get("volumeClaimTemplates", []):
        claim.setdefault("apiVersion", "v1")
        claim.setdefault("kind", "PersistentVolumeClaim")
        claim.setdefault("metadata", {})
        claim.setdefault("spec", {}).setdefault("volumeMode", "Filesystem")
        claim.setdefault("status", {}).setdefault("phase", "Pending")
    default_template(spec.setdefault("template", {}))
    status: Obj = stateful_set.setdefault("status", {})
    status.setdefault("replicas", 0)
    status.setdefault("availableReplicas", 0)


def default_daemon_set(daemon_set: Obj) -> None:
    """One pod after the other is replaced."""
    spec: Obj = daemon_set.setdefault("spec", {})
    spec.setdefault("revisionHistoryLimit", 10)
    strategy: Obj = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling: Obj = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", 1)
        rolling.setdefault("maxSurge", 0)
    default_template(spec.setdefault("template", {}))
    status: Obj = daemon_set.setdefault("status", {})
    for count in ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"):
        status.setdefault(count, 0)


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

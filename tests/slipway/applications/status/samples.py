"""Makes views, pods and other objects as the cluster shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slipway.applications import labels
from slipway.applications.schemas import ServiceConfig
from slipway.applications.status.observed import Owned, Sight
from slipway.applications.views import ApplicationView, ServiceView
from slipway.cluster import DEPLOYMENT, SERVICE

Obj = dict[str, Any]
NOW = datetime(2025, 5, 1, 12, 0, 0, tzinfo=UTC)


def service(
    name: str = "web", *, revision: int = 1, replicas: int = 1, published: bool = True, **config: Any
) -> ServiceView:
    """Return a service whose id is its name with ``-id``."""
    return ServiceView(
        id=f"{name}-id",
        application_id="shop-id",
        name=name,
        replicas=replicas,
        published=published,
        deleting=bool(config.pop("deleting", False)),
        revision=revision,
        restarted_at=config.pop("restarted_at", None),
        partition_id=config.pop("partition_id", None),
        autoscaling=config.pop("autoscaling", None),
        trial=config.pop("trial", None),
        config=ServiceConfig.model_validate({"image": "web:1", **config}),
    )


def application(*services: ServiceView, deleting: bool = False) -> ApplicationView:
    """Return an application of these services."""
    return ApplicationView(
        id="shop-id",
        tenant_id="acme-id",
        tenant_name="acme",
        namespace="slipway-acme",
        name="shop",
        description="",
        deleting=deleting,
        created_at=NOW,
        updated_at=NOW,
        services=services,
    )


def at(seconds: float) -> str:
    """Return a time so many seconds before ``NOW``."""
    return datetime.fromtimestamp(NOW.timestamp() - seconds, UTC).isoformat().replace("+00:00", "Z")


def pod(name: str = "web-1", *, revision: int = 1, ready: bool = False, **status: Any) -> Obj:
    """Return a pod of ``web``; ``state``, ``last`` and ``restarts`` are its container's."""
    state = status.pop("state", {"running": {"startedAt": at(60)}})
    container = {
        "name": "web",
        "ready": ready,
        "restartCount": status.pop("restarts", 0),
        "state": state,
        "lastState": status.pop("last", {}),
    }
    spec = status.pop("container", {})
    conditions = [{"type": "Ready", "status": str(ready)}, *status.pop("conditions", [])]
    metadata: Obj = {"name": name, "namespace": "slipway-acme", "uid": f"{name}-uid", "ownerReferences": [{}]}
    if status.pop("ending", False):
        metadata["deletionTimestamp"] = at(1)
    return {
        "metadata": {**metadata, "labels": {labels.REVISION: str(revision), labels.SERVICE_ID: "web-id"}},
        "spec": {"containers": [{"name": "web", "image": "web:1", **spec}]},
        "status": {"phase": "Running", "conditions": conditions, "containerStatuses": [container], **status},
    }


def warning(reason: str, message: str, seconds_ago: float = 1, **about: str) -> Obj:
    """Return a warning event."""
    return {
        "metadata": {"name": "e", "namespace": "slipway-acme", "creationTimestamp": at(seconds_ago)},
        "reason": reason,
        "message": message,
        "lastTimestamp": at(seconds_ago),
        "involvedObject": about,
    }


def deployment(of: ServiceView, *, complete: bool = True, **changed: Any) -> Owned:
    """Return the deployment of a service; ``complete``: all of its newest replicas have been available."""
    replicas = of.replicas
    counts = dict.fromkeys(("replicas", "updatedReplicas", "availableReplicas"), replicas if complete else 0)
    progress = "NewReplicaSetAvailable" if complete else "ReplicaSetUpdated"
    conditions = changed.pop("conditions", [{"type": "Progressing", "status": "True", "reason": progress}])
    template = {"metadata": {"labels": {labels.REVISION: str(changed.pop("revision", of.revision))}}}
    return Owned(
        DEPLOYMENT,
        {
            "metadata": {"name": of.name, "namespace": "slipway-acme", "uid": f"{of.name}-d", "generation": 1},
            "spec": {"replicas": replicas, "template": template},
            "status": {"observedGeneration": 1, **counts, "conditions": conditions, **changed},
        },
    )


def cluster_service(of: ServiceView) -> Owned:
    """Return the Kubernetes Service of a service."""
    return Owned(SERVICE, {"metadata": {"name": of.name, "namespace": "slipway-acme", "uid": f"{of.name}-s"}})


def running(of: ServiceView) -> Sight:
    """Return the sight of a service that is completely up."""
    pods = tuple(pod(f"{of.name}-{number}", revision=of.revision, ready=True) for number in range(of.replicas))
    return Sight(owned=(deployment(of), cluster_service(of)), pods=pods)

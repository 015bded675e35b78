"""Objects for the tests, complete as the API server would have stored them."""

from __future__ import annotations

import itertools
from typing import Any

from localkube.objects.access import Obj

_numbers = itertools.count(1)


def obj(api_version: str, kind: str, name: str, *, namespace: str | None = "shop", **parts: Any) -> Obj:
    """Any object; ``metadata`` parts are merged in."""
    metadata = {
        "name": name,
        "uid": f"{kind}-{name}-{next(_numbers)}".lower(),
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "resourceVersion": "1",
        "generation": 1,
        **({"namespace": namespace} if namespace else {}),
        **parts.pop("metadata", {}),
    }
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **parts}


def template(app: str = "web", image: str = "web:1", **container: Any) -> Obj:
    """A pod template."""
    return {
        "metadata": {"labels": {"app": app}},
        "spec": {"containers": [{"name": "main", "image": image, **container}]},
    }


def deployment(name: str = "web", replicas: int = 3, **spec: Any) -> Obj:
    """A deployment with Kubernetes' defaults."""
    return obj(
        "apps/v1",
        "Deployment",
        name,
        spec={
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": template(name),
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
            "progressDeadlineSeconds": 600,
            "revisionHistoryLimit": 10,
            **spec,
        },
    )


def replica_set(name: str = "web", replicas: int = 1, *, available: int = 0, image: str = "web:1", **parts: Any) -> Obj:
    """A replica set with counts in its status."""
    status = {"replicas": replicas, "readyReplicas": available, "availableReplicas": available}
    return obj(
        "apps/v1",
        "ReplicaSet",
        name,
        spec={
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "template": template(image=image),
        },
        status={**status, **parts.pop("status", {})},
        **parts,
    )


def pod(name: str = "web-1", *, ready: bool | None = None, node: str = "", **parts: Any) -> Obj:
    """A pod; ``ready`` None leaves it without a status."""
    spec = {"containers": [{"name": "main", "image": "web:1"}], **parts.pop("spec", {})}
    if node:
        spec["nodeName"] = node
    status: Obj = {}
    if ready is not None:
        since = parts.pop("since", "2026-01-01T00:00:00Z")
        status = {
            "phase": "Running",
            "podIP": "10.0.0.9",
            "conditions": [{"type": "Ready", "status": str(ready), "lastTransitionTime": since}],
        }
    status.update(parts.pop("status", {}))
    metadata = {"labels": {"app": "web"}, **parts.pop("metadata", {})}
    return obj("v1", "Pod", name, metadata=metadata, spec=spec, status=status, **parts)


def node(name: str = "n1", *, cpu: str = "4", memory: str = "8Gi", pods: str = "110", **parts: Any) -> Obj:
    """A ready node."""
    amounts = {"cpu": cpu, "memory": memory, "pods": pods}
    status = {
        "capacity": dict(amounts),
        "allocatable": amounts,
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}],
    }
    return obj("v1", "Node", name, namespace=None, spec=parts.pop("spec", {}), status=status, **parts)


def service(name: str = "web", **spec: Any) -> Obj:
    """A service that selects ``app: name``."""
    ports = [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}]
    return obj("v1", "Service", name, spec={"type": "ClusterIP", "selector": {"app": name}, "ports": ports, **spec})


def namespace(name: str = "shop") -> Obj:
    """A namespace."""
    return obj("v1", "Namespace", name, namespace=None, spec={}, status={"phase": "Active"})

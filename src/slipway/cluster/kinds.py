"""The kinds of Kubernetes objects that Slipway reads or writes, and their addresses in the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Obj = dict[str, Any]
"""A Kubernetes object as the API sends it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: ``apps/v1`` ``Deployment``, addressed as ``deployments``."""

    api_version: str
    name: str
    plural: str
    namespaced: bool = True

    def path(self, namespace: str | None = None, name: str | None = None) -> str:
        """Return the address of one object, or of all of them (in one namespace, or everywhere)."""
        root = "/api" if "/" not in self.api_version else "/apis"
        steps = [root, self.api_version]
        if self.namespaced and namespace is not None:
            steps += ["namespaces", namespace]
        steps.append(self.plural)
        if name is not None:
            steps.append(name)
        return "/".join(steps)


NAMESPACE = Kind("v1", "Namespace", "namespaces", namespaced=False)
NODE = Kind("v1", "Node", "nodes", namespaced=False)
POD = Kind("v1", "Pod", "pods")
SERVICE = Kind("v1", "Service", "services")
EVENT = Kind("v1", "Event", "events")
CONFIG_MAP = Kind("v1", "ConfigMap", "configmaps")
SECRET = Kind("v1", "Secret", "secrets")
SERVICE_ACCOUNT = Kind("v1", "ServiceAccount", "serviceaccounts")
RESOURCE_QUOTA = Kind("v1", "ResourceQuota", "resourcequotas")
LIMIT_RANGE = Kind("v1", "LimitRange", "limitranges")
VOLUME_CLAIM = Kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims")
STORAGE_CLASS = Kind("storage.k8s.io/v1", "StorageClass", "storageclasses", namespaced=False)
DEPLOYMENT = Kind("apps/v1", "Deployment", "deployments")
REPLICA_SET = Kind("apps/v1", "ReplicaSet", "replicasets")
AUTOSCALER = Kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
DISRUPTION_BUDGET = Kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets")
LEASE = Kind("coordination.k8s.io/v1", "Lease", "leases")
INGRESS = Kind("networking.k8s.io/v1", "Ingress", "ingresses")
NETWORK_POLICY = Kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies")
GATEWAY = Kind("gateway.networking.k8s.io/v1", "Gateway", "gateways")
HTTP_ROUTE = Kind("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes")
POD_METRICS = Kind("metrics.k8s.io/v1beta1", "PodMetrics", "pods")

KINDS = (
    NAMESPACE, NODE, POD, SERVICE, EVENT, CONFIG_MAP, SECRET, SERVICE_ACCOUNT, RESOURCE_QUOTA, LIMIT_RANGE,
    VOLUME_CLAIM, STORAGE_CLASS, DEPLOYMENT, REPLICA_SET, AUTOSCALER, DISRUPTION_BUDGET, LEASE, INGRESS, NETWORK_POLICY,
    GATEWAY, HTTP_ROUTE, POD_METRICS,
)  # fmt: skip
_BY_TYPE = {(kind.api_version, kind.name): kind for kind in KINDS}


def kind_of(manifest: Obj) -> Kind:
    """Return the kind that a manifest says it is; KeyError for one that Slipway does not use."""
    return _BY_TYPE[manifest["apiVersion"], manifest["kind"]]

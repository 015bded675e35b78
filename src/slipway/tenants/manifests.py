"""What a tenant is in the cluster: a namespace and a resource quota. Pure."""

from __future__ import annotations

from slipway.cluster import NAMESPACE, RESOURCE_QUOTA, Obj
from slipway.tenants.models import Tenant

TENANT_LABEL, TENANT_ID_LABEL = "slipway.io/tenant", "slipway.io/tenant-id"
MANAGED_BY_LABEL, MANAGER = "app.kubernetes.io/managed-by", "slipway"
QUOTA_NAME = "slipway"


def manifests(tenant: Tenant) -> list[Obj]:
    """Return the objects that a tenant consists of, in the order in which they are applied."""
    labels = {TENANT_LABEL: tenant.name, TENANT_ID_LABEL: tenant.id, MANAGED_BY_LABEL: MANAGER}
    return [
        {
            "apiVersion": NAMESPACE.api_version,
            "kind": NAMESPACE.name,
            "metadata": {"name": tenant.namespace, "labels": labels},
        },
        {
            "apiVersion": RESOURCE_QUOTA.api_version,
            "kind": RESOURCE_QUOTA.name,
            "metadata": {"name": QUOTA_NAME, "namespace": tenant.namespace, "labels": labels},
            "spec": {"hard": hard_of(tenant)},
        },
    ]


def hard_of(tenant: Tenant) -> dict[str, str]:
    """Return the quota in Kubernetes' words."""
    return {
        "requests.cpu": tenant.quota_cpu,
        "requests.memory": tenant.quota_memory,
        "pods": str(tenant.quota_pods),
        "persistentvolumeclaims": str(tenant.quota_volumes),
        "requests.storage": tenant.quota_storage,
        "services": str(tenant.quota_services),
    }


def belongs_to(namespace: Obj, tenant: Tenant) -> bool:
    """Tell whether we made a namespace for this tenant; one that was there before us is nobody's to change."""
    return (namespace["metadata"].get("labels") or {}).get(TENANT_ID_LABEL) == tenant.id


def is_going(namespace: Obj) -> bool:
    """Tell whether a namespace is being deleted."""
    return "deletionTimestamp" in namespace["metadata"]


def in_order(tenant: Tenant, namespace: Obj | None, quota: Obj | None) -> bool:
    """Tell whether the cluster has what the tenant should be."""
    if tenant.deleted_at is not None or namespace is None or quota is None:
        return False
    labels = namespace["metadata"].get("labels") or {}
    named = labels.get(TENANT_LABEL) == tenant.name and labels.get(MANAGED_BY_LABEL) == MANAGER
    limited = (quota.get("spec") or {}).get("hard") == hard_of(tenant)
    return named and limited and belongs_to(namespace, tenant) and not is_going(namespace)

"""What a tenant is in the cluster: a namespace, its bounds, and who may reach and pull what. Pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slipway.cluster import (
    LIMIT_RANGE,
    NAMESPACE,
    NETWORK_POLICY,
    RESOURCE_QUOTA,
    SECRET,
    SERVICE_ACCOUNT,
    Kind,
    Obj,
)
from slipway.quantities import same
from slipway.settings import Settings
from slipway.tenants.models import Tenant
from slipway.tenants.pulls import PullLogin
from slipway.tenants.schemas import ContainerDefaults

TENANT_LABEL, TENANT_ID_LABEL = "slipway.io/tenant", "slipway.io/tenant-id"
MANAGED_BY_LABEL, MANAGER = "app.kubernetes.io/managed-by", "slipway"
POD_SECURITY_LABEL, POD_SECURITY = "pod-security.kubernetes.io/enforce", "baseline"
QUOTA_NAME, LIMITS_NAME, ISOLATION_NAME, PULL_NAME = "slipway", "slipway", "slipway-isolation", "slipway-pull"
KINDS = (NAMESPACE, RESOURCE_QUOTA, LIMIT_RANGE, NETWORK_POLICY, SECRET, SERVICE_ACCOUNT)


@dataclass(frozen=True, slots=True)
class Ground:
    """What all tenants have in common: credentials for the platform's registry, and addresses that may reach them."""

    registry: str = ""
    username: str = ""
    password: str = ""
    ingress_sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Ground:
        """Read it from the settings."""
        password = settings.registry_password.get_secret_value() if settings.registry_password else ""
        sources = tuple(each.strip() for each in settings.ingress_sources.split(",") if each.strip())
        return cls(settings.registry, settings.registry_username, password, sources)


def manifests(tenant: Tenant, ground: Ground, pulls: Sequence[PullLogin] = ()) -> list[Obj]:
    """Return the objects that a tenant consists of, in the order in which they are applied."""
    labels = {TENANT_LABEL: tenant.name, TENANT_ID_LABEL: tenant.id, MANAGED_BY_LABEL: MANAGER}

    def made(kind: Kind, name: str, **body: Any) -> Obj:
        metadata = {"name": name, "namespace": tenant.namespace, "labels": labels}
        return {"apiVersion": kind.api_version, "kind": kind.name, "metadata": metadata, **body}

    namespace = made(NAMESPACE, tenant.namespace)
    namespace["metadata"] = {"name": tenant.namespace, "labels": {**labels, POD_SECURITY_LABEL: POD_SECURITY}}
    return [
        namespace,
        made(RESOURCE_QUOTA, QUOTA_NAME, spec={"hard": hard_of(tenant)}),
        made(LIMIT_RANGE, LIMITS_NAME, spec={"limits": [_container_limits(tenant)]}),
        made(NETWORK_POLICY, ISOLATION_NAME, spec=_isolation(ground)),
        made(
            SECRET, PULL_NAME, type="kubernetes.io/dockerconfigjson", data={".dockerconfigjson": _auths(ground, pulls)}
        ),
        made(SERVICE_ACCOUNT, "default", imagePullSecrets=[{"name": PULL_NAME}]),
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


Live = Mapping[tuple[str, str, str], Obj]
"""Objects of the cluster by their kind, namespace (none for namespaces themselves) and name."""


def key_of(kind: str, obj: Obj) -> tuple[str, str, str]:
    """Return under which key an object is found in ``Live``."""
    return kind, obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def in_order(tenant: Tenant, live: Live, ground: Ground, pulls: Sequence[PullLogin] = ()) -> bool:
    """Tell whether the cluster has what the tenant should be."""
    namespace = live.get((NAMESPACE.name, "", tenant.namespace))
    if tenant.deleted_at is not None or namespace is None or is_going(namespace):
        return False
    return all(_holds(live.get(key_of(each["kind"], each)), each) for each in manifests(tenant, ground, pulls))


def _container_limits(tenant: Tenant) -> Obj:
    defaults = ContainerDefaults.model_validate(tenant.container_defaults)
    limits = {"cpu": defaults.cpu_limit, "memory": defaults.memory_limit}
    return {
        "type": "Container",
        "defaultRequest": {"cpu": defaults.cpu, "memory": defaults.memory},
        "default": {name: amount for name, amount in limits.items() if amount},
    }


def _isolation(ground: Ground) -> Obj:
    """Let in who is of the same tenant or of none: the cluster's own parts, such as gateways, probes and monitoring.

    As every tenant refuses all others, nobody's way out has to be narrowed.
    """
    infrastructure = {"matchExpressions": [{"key": TENANT_ID_LABEL, "operator": "DoesNotExist"}]}
    allowed: list[Obj] = [{"podSelector": {}}, {"namespaceSelector": infrastructure}]
    allowed += [{"ipBlock": {"cidr": source}} for source in ground.ingress_sources]
    return {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": allowed}]}


def _auths(ground: Ground, pulls: Sequence[PullLogin]) -> str:
    """Return the credentials as Docker writes them; without any, a file that knows no registry."""
    settings = [PullLogin(ground.registry, ground.username, ground.password)] if ground.registry else []
    auths: Obj = {}
    for login in (*settings, *pulls):
        pair = base64.b64encode(f"{login.username}:{login.password}".encode()).decode()
        auths[login.registry] = {"username": login.username, "password": login.password, "auth": pair}
    return base64.b64encode(json.dumps({"auths": auths}, sort_keys=True).encode()).decode()


def _holds(live: Any, wanted: Any) -> bool:
    """Tell whether all that is wanted stands in ``live``; quantities may be written differently there."""
    if live is None and not wanted:
        return True
    if isinstance(wanted, dict):
        return isinstance(live, dict) and all(_holds(live.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(live, list) and all(any(_holds(one, each) for one in live) for each in wanted)
    return bool(live == wanted) or same(live, wanted)

"""Tenants come into the cluster, follow changes, and leave it."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from slipway.cluster import Cluster
from slipway.db import Database
from slipway.settings import Settings
from slipway.tenants import Ground, Tenant, TenantSync
from slipway.tenants.manifests import manifests
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

NAMESPACE = "/api/v1/namespaces/slipway-acme"
QUOTA = f"{NAMESPACE}/resourcequotas/slipway"
PULL = f"{NAMESPACE}/secrets/slipway-pull"
POLICY = "/apis/networking.k8s.io/v1/namespaces/slipway-acme/networkpolicies/slipway-isolation"


@pytest.fixture
async def sync(cluster: Cluster, database: Database) -> AsyncIterator[TenantSync]:
    """The running part, whose rounds come so seldom that only its first and explicit wakes count."""
    part = TenantSync(cluster, database, round_seconds=60)
    await part.start()
    yield part
    await part.stop()


@pytest.fixture
async def acme(database: Database) -> Tenant:
    """A stored tenant."""
    tenant = Tenant(name="acme", namespace="slipway-acme", quota_cpu="4", quota_memory="8Gi", quota_pods=50)
    async with database.session() as session:
        session.add(tenant)
    return tenant


async def test_a_new_tenant_gets_namespace_and_quota(sync: TenantSync, acme: Tenant, kubernetes: Kubernetes) -> None:
    """At once, by the wake that follows its commit."""
    sync.wake(acme.id)

    await until(lambda: kubernetes.find(QUOTA))
    namespace, quota = kubernetes.find(NAMESPACE), kubernetes.find(QUOTA)
    assert namespace is not None and quota is not None
    assert namespace["metadata"]["labels"] == {
        "slipway.io/tenant": "acme",
        "slipway.io/tenant-id": acme.id,
        "app.kubernetes.io/managed-by": "slipway",
        "pod-security.kubernetes.io/enforce": "baseline",
    }
    assert quota["spec"]["hard"] == {
        "requests.cpu": "4",
        "requests.memory": "8Gi",
        "pods": "50",
        "persistentvolumeclaims": "20",
        "requests.storage": "100Gi",
        "services": "100",
    }


async def test_a_new_tenants_namespace_is_bounded_isolated_and_may_pull(
    sync: TenantSync, acme: Tenant, kubernetes: Kubernetes
) -> None:
    """Containers have defaults, other tenants are kept out, and pods have a pull secret without being told."""
    sync.wake(acme.id)

    await until(lambda: kubernetes.find(f"{NAMESPACE}/serviceaccounts/default"))
    limits, policy = kubernetes.find(f"{NAMESPACE}/limitranges/slipway"), kubernetes.find(POLICY)
    account, secret = kubernetes.find(f"{NAMESPACE}/serviceaccounts/default"), kubernetes.find(PULL)
    assert limits and policy and account and secret
    assert limits["spec"]["limits"] == [
        {
            "type": "Container",
            "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
            "default": {"memory": "512Mi"},
        }
    ]
    assert policy["spec"]["policyTypes"] == ["Ingress"]
    assert account["imagePullSecrets"] == [{"name": "slipway-pull"}]
    assert json.loads(base64.b64decode(secret["data"][".dockerconfigjson"])) == {"auths": {}}


@pytest.mark.parametrize(
    "path", ["limitranges/slipway", "secrets/slipway-pull", "serviceaccounts/default", "networkpolicies"]
)
async def test_a_round_puts_each_kind_in_order(
    cluster: Cluster, acme: Tenant, database: Database, kubernetes: Kubernetes, path: str
) -> None:
    """Whatever somebody has removed or changed."""
    address = POLICY if path == "networkpolicies" else f"{NAMESPACE}/{path}"
    part = TenantSync(cluster, database, round_seconds=0.05)
    await part.start()
    await until(lambda: kubernetes.find(address))

    await kubernetes.finish(address)

    await until(lambda: kubernetes.find(address))
    await part.stop()


def test_credentials_and_sources_come_from_the_settings() -> None:
    """As Docker writes them, and as network policies want them."""
    password = SecretStr("s3cret")
    settings = Settings(
        registry="reg:5000", registry_username="bot", registry_password=password, ingress_sources="10.0.0.0/8, fd00::/8"
    )
    bounds = {"quota_cpu": "1", "quota_memory": "1Gi", "quota_pods": 1, "quota_volumes": 1, "quota_storage": "1Gi"}
    tenant = Tenant(id="t", name="acme", namespace="slipway-acme", container_defaults={}, quota_services=1, **bounds)

    by_kind = {each["kind"]: each for each in manifests(tenant, Ground.of(settings))}

    auths = json.loads(base64.b64decode(by_kind["Secret"]["data"][".dockerconfigjson"]))["auths"]
    assert auths == {"reg:5000": {"username": "bot", "password": "s3cret", "auth": "Ym90OnMzY3JldA=="}}
    allowed = by_kind["NetworkPolicy"]["spec"]["ingress"][0]["from"]
    assert [each["ipBlock"]["cidr"] for each in allowed[2:]] == ["10.0.0.0/8", "fd00::/8"]


async def test_a_round_finds_what_no_wake_told(cluster: Cluster, database: Database, kubernetes: Kubernetes) -> None:
    """Changes by another process, and what somebody removed from the cluster, are put in order by themselves."""
    async with database.session() as session:
        session.add(Tenant(name="acme", namespace="slipway-acme", quota_cpu="1", quota_memory="1Gi", quota_pods=5))
    part = TenantSync(cluster, database, round_seconds=0.05)
    await part.start()
    await until(lambda: kubernetes.find(QUOTA))

    await kubernetes.finish(QUOTA)
    await until(lambda: kubernetes.find(QUOTA))

    async with database.session() as session:
        await session.execute(update(Tenant).values(quota_pods=9))
    await until(lambda: (kubernetes.find(QUOTA) or {})["spec"]["hard"]["pods"] == "9")
    await part.stop()


async def test_a_round_leaves_alone_what_is_in_order(
    cluster: Cluster, database: Database, acme: Tenant, kubernetes: Kubernetes
) -> None:
    """It costs a list for each kind, however many tenants there are."""
    part = TenantSync(cluster, database, round_seconds=0.02)
    await part.start()
    await until(lambda: kubernetes.find(QUOTA))
    await until(lambda: len(kubernetes.requests) > 40)
    await part.stop()

    assert {method for method, _ in kubernetes.requests[-10:]} == {"GET"}
    assert not [path for _, path in kubernetes.requests[-10:] if path.startswith(NAMESPACE)]


async def test_a_deleted_tenants_row_goes_after_its_namespace(
    sync: TenantSync, database: Database, acme: Tenant, kubernetes: Kubernetes
) -> None:
    """So that its name is free only when nothing of it is left."""
    kubernetes.lingering.add("api/v1/namespaces")
    sync.wake(acme.id)
    await until(lambda: kubernetes.find(QUOTA))

    async with database.session() as session:
        await session.execute(update(Tenant).values(deleted_at=datetime.now(UTC)))
    sync.wake(acme.id)
    await until(lambda: "deletionTimestamp" in (kubernetes.find(NAMESPACE) or {})["metadata"])
    assert await _row(database, acme.id) is not None

    await kubernetes.finish(NAMESPACE)
    await until(lambda: _gone(database, acme.id))


async def test_a_namespace_of_somebody_else_is_neither_taken_nor_removed(
    sync: TenantSync, database: Database, acme: Tenant, kubernetes: Kubernetes
) -> None:
    """Not even when a tenant of that name is deleted."""
    await kubernetes.put(NAMESPACE, {"metadata": {"labels": {"team": "infra"}}})
    sync.wake(acme.id)
    await until(lambda: ("GET", NAMESPACE) in kubernetes.requests)

    async with database.session() as session:
        await session.execute(update(Tenant).values(deleted_at=datetime.now(UTC)))
    sync.wake(acme.id)
    await until(lambda: _gone(database, acme.id))

    assert kubernetes.find(NAMESPACE) is not None
    assert kubernetes.find(QUOTA) is None
    assert {method for method, _ in kubernetes.requests} == {"GET"}


async def test_a_cluster_that_is_away_is_tried_again(sync: TenantSync, acme: Tenant, kubernetes: Kubernetes) -> None:
    """Until it is back, without anybody's help."""
    kubernetes.down = True
    sync.wake(acme.id)
    await until(lambda: ("GET", NAMESPACE) in kubernetes.requests)

    kubernetes.down = False

    await until(lambda: kubernetes.find(QUOTA))


async def _row(database: Database, tenant_id: str) -> Tenant | None:
    async with database.read() as session:
        return await session.get(Tenant, tenant_id)


async def _gone(database: Database, tenant_id: str) -> bool:
    return await _row(database, tenant_id) is None

"""What the cluster and the platform's records tell, and what is heard between two looks."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.applications import Application, Service, Signals
from slipway.cluster import POD, VOLUME_CLAIM, Cluster, WatchCache, Watched
from slipway.db import Database
from slipway.metering import Containers, Domains, ManagedServices, SteadyClock, Volumes
from slipway.tenants import Tenant
from tests.slipway.factory import Factory

PODS, CLAIMS = Watched(POD), Watched(VOLUME_CLAIM)
NOW = 1_767_225_600
TIME = "2026-01-01T00:00:00Z"


def _pod(phase: str = "Running", namespace: str = "slipway-acme", **status: Any) -> dict[str, Any]:
    requests = {"requests": {"cpu": "250m"}, "limits": {"cpu": "1", "memory": "1Gi"}}
    return {
        "metadata": {"name": "p", "namespace": namespace, "uid": "u", "resourceVersion": f"{phase}{status}"},
        "spec": {"containers": [{"name": "web", "resources": requests}, {"name": "side"}]},
        "status": {"phase": phase, "startTime": TIME, **status},
    }


@pytest.fixture
def clock() -> SteadyClock:
    """Ten seconds after the pods' start."""
    return SteadyClock(lambda: NOW + 10, lambda: 10)


@pytest.fixture
def pods() -> WatchCache:
    """A cluster in sight, without pods."""
    return _cache(PODS)


def _cache(watched: Watched) -> WatchCache:
    cache = WatchCache(Cluster(), [watched])
    cache.listed(watched, [])
    cache.seen(watched, seen=True)
    return cache


async def test_each_container_of_a_tenants_pod_counts(
    database: Database, tenant: Tenant, pods: WatchCache, clock: SteadyClock
) -> None:
    """With what it requests, which is its limit when it says nothing; other namespaces are nobody's."""
    pods.changed(PODS, "ADDED", _pod())
    pods.changed(PODS, "ADDED", _pod(namespace="kube-system"))

    found = await Containers(database, pods, clock).observe()

    assert found is not None
    told = [(each.key, each.subject.cpu_milli, each.subject.size_bytes, each.started, each.over) for each in found]
    assert told == [("u/web", 250, 2**30, NOW, False), ("u/side", 0, 0, NOW, False)]
    assert found[0].subject.tenant_id == tenant.id


async def test_pods_without_a_host_do_not_count(
    database: Database, tenant: Tenant, pods: WatchCache, clock: SteadyClock
) -> None:
    """Nothing is kept free for them."""
    pods.changed(PODS, "ADDED", _pod("Pending", startTime=None))

    assert await Containers(database, pods, clock).observe() == []


async def test_ends_are_told_by_the_last_state(
    database: Database, tenant: Tenant, pods: WatchCache, clock: SteadyClock
) -> None:
    """Also when the pod is gone before anybody looked."""
    source = Containers(database, pods, clock)
    heard: list[int] = []
    unsubscribe = source.subscribe(lambda: heard.append(1))
    ended = [{"state": {"terminated": {"finishedAt": f"2026-01-01T00:00:0{second}Z"}}} for second in (3, 7)]
    pods.changed(PODS, "ADDED", _pod("Succeeded", containerStatuses=ended))
    assert [(each.over, each.ended) for each in await source.observe() or []] == [(True, NOW + 7)] * 2

    pods.changed(PODS, "DELETED", _pod())
    assert [(each.over, each.ended) for each in await source.observe() or []] == [(True, NOW + 7)] * 2

    pods.changed(PODS, "ADDED", _pod())
    pods.changed(PODS, "DELETED", _pod())
    assert [(each.over, each.ended) for each in await source.observe() or []][2:] == [(True, NOW + 10)] * 2
    assert len(heard) == 4
    unsubscribe()


async def test_nothing_is_told_of_a_cluster_out_of_sight(
    database: Database, tenant: Tenant, pods: WatchCache, clock: SteadyClock
) -> None:
    """What is known may be old, and what seems gone may be there."""
    source = Containers(database, pods, clock)
    pods.seen(PODS, seen=False)

    assert await source.observe() is None


async def test_volumes_count_with_their_capacity(database: Database, tenant: Tenant, clock: SteadyClock) -> None:
    """From the claim on; before it is bound, with what it wants."""
    claims = _cache(CLAIMS)
    claim: dict[str, Any] = {
        "metadata": {
            "name": "data", "namespace": "slipway-acme", "uid": "v", "resourceVersion": "1", "creationTimestamp": TIME,
        },
        "spec": {"resources": {"requests": {"storage": "1Gi"}}},
    }  # fmt: skip
    source = Volumes(database, claims, clock)
    claims.changed(CLAIMS, "ADDED", claim)
    assert [each.subject.size_bytes for each in await source.observe() or []] == [2**30]

    vast = {**claim, "spec": {"resources": {"requests": {"storage": "100Ei"}}}}
    claims.changed(CLAIMS, "MODIFIED", {**vast, "metadata": {**claim["metadata"], "resourceVersion": "1b"}})
    assert [each.subject.size_bytes for each in await source.observe() or []] == [2**63 - 1]

    bound = {**claim, "metadata": {**claim["metadata"], "resourceVersion": "2"}}
    claims.changed(CLAIMS, "MODIFIED", {**bound, "status": {"capacity": {"storage": "2Gi"}}})
    found = await source.observe() or []
    assert [(each.key, each.subject.size_bytes, each.started) for each in found] == [("v", 2 * 2**30, NOW)]


async def test_domains_count_while_their_service_is_published(
    database: Database, factory: Factory, tenant: Tenant
) -> None:
    """And a change is heard of at once."""
    async with database.session() as session:
        application = Application(tenant_id=tenant.id, name="shop")
        session.add(application)
        await session.flush()
        for name, published in (("web", True), ("draft", False)):
            made = {"application_id": application.id, "tenant_id": tenant.id, "replicas": 1, "domain": f"{name}-x"}
            session.add(Service(name=name, published=published, **made))
    signals = Signals()
    source = Domains(database, signals)
    heard: list[int] = []
    unsubscribe = source.subscribe(lambda: heard.append(1))
    signals.changed("x")
    unsubscribe()
    signals.changed("x")

    found = await source.observe()
    assert [(each.subject.service, each.subject.application, each.over) for each in found] == [("web", "shop", False)]
    assert heard == [1]


async def test_containers_of_managed_services_count_as_these(
    database: Database, tenant: Tenant, pods: WatchCache, clock: SteadyClock
) -> None:
    """With the same size and times, and not as containers besides."""
    pod = _pod()
    pod["metadata"]["labels"] = {"slipway.io/managed": "redis"}
    pods.changed(PODS, "ADDED", pod)

    found = await ManagedServices(database, pods, clock).observe()

    assert await Containers(database, pods, clock).observe() == []
    assert found is not None
    told = [(each.subject.resource, each.subject.cpu_milli, each.subject.size_bytes, each.started) for each in found]
    assert told == [("managed_service", 250, 2**30, NOW), ("managed_service", 0, 0, NOW)]

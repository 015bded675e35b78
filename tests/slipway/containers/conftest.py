"""A platform with a pretended cluster, served on a real port, and a published service in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.applications import Application, Revision, Service
from slipway.cluster import POD, WatchCache
from slipway.server import Platform
from slipway.settings import Settings
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.serving import serving
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["database_url", "settings"]  # fixtures, found by their names

Obj = dict[str, Any]


@dataclass
class Web:
    """The service ``web`` of the tenant ``acme``, and what the cluster has of it."""

    service: Service
    tenant: Tenant
    cache: WatchCache
    kubernetes: Kubernetes

    @property
    def path(self) -> str:
        """The service's address in our API."""
        return f"/api/v1/services/{self.service.id}"

    async def pod(self, name: str, state: str = "running", *, seen: bool = True, **status: Any) -> None:
        """Have the cluster show a pod with one container, and wait until the platform sees it."""
        await self.kubernetes.put(
            f"/api/v1/namespaces/{self.tenant.namespace}/pods/{name}", self.manifest(name, state, **status)
        )
        if seen:
            await until(lambda: self._seen(name, state))

    def manifest(self, name: str, state: str = "running", **status: Any) -> Obj:
        """Return a pod as the API shows it."""
        container = {"name": "web", "state": {state: {"startedAt": "2026-01-02T03:04:05Z"}}, "restartCount": 0}
        if state != "waiting":
            container |= {"containerID": f"docker://{name}-1", "ready": state == "running"}
        else:
            container["state"] = {"waiting": {"reason": "ImagePullBackOff"}}
        labels = {
            "slipway.io/application": "shop",
            "slipway.io/application-id": self.service.application_id,
            "slipway.io/service": "web",
            "slipway.io/service-id": self.service.id,
            "slipway.io/revision": "1",
        }
        return {
            "metadata": {"labels": labels, "creationTimestamp": "2026-01-02T03:04:00Z"},
            "spec": {"nodeName": "host-1", "containers": [{"name": "web", "image": "web:1"}]},
            "status": {"podIP": "10.1.0.7", "containerStatuses": [container | status]},
        }

    def _seen(self, name: str, state: str) -> bool:
        pod = self.cache.get(POD, self.tenant.namespace, name)
        return pod is not None and state in pod["status"]["containerStatuses"][0]["state"]


async def put(web: Web, pod: Obj, name: str, namespace: str = "") -> None:
    """Have the cluster show a pod, and wait until the platform sees it as it is."""
    namespace = namespace or web.tenant.namespace
    made = await web.kubernetes.put(f"/api/v1/namespaces/{namespace}/pods/{name}", pod)
    version = made["metadata"]["resourceVersion"]

    def seen() -> bool:
        known = web.cache.get(POD, namespace, name)
        return known is not None and known["metadata"]["resourceVersion"] == version

    await until(seen, 30)


@pytest.fixture
async def web(platform: Platform, tenant: Tenant, kubernetes: Kubernetes) -> Web:
    """The service, without pods."""
    application = Application(tenant_id=tenant.id, name="shop")
    async with platform.database.session() as session:
        session.add(application)
        await session.flush()
        service = Service(
            application_id=application.id, tenant_id=tenant.id, name="web", replicas=2, published=True, revision=1
        )
        session.add(service)
        await session.flush()
        session.add(
            Revision(
                service_id=service.id, tenant_id=tenant.id, number=1, config={"image": "web:1"}, created_by="somebody"
            )
        )
    cache = platform.app.state.parts[WatchCache]
    await cache.wait_synced()
    return Web(service, tenant, cache, kubernetes)


@pytest.fixture
async def address(platform: Platform, settings: Settings) -> AsyncIterator[str]:
    """Where the platform is served."""
    async with serving(platform, settings) as (url, _):
        yield url


@pytest.fixture
async def developer(factory: Factory, tenant: Tenant, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A developer of the tenant, over the wire."""
    inside = await factory.client(Role.DEVELOPER, tenant)
    headers = {"Authorization": inside.headers["Authorization"]}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as client:
        yield client

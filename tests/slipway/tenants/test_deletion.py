"""Tenants are deleted with everything in them: announced, confirmed, in steps that survive a crash between them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import delete, func, select

from slipway.access import Role
from slipway.applications import Application, Occupant, Signals
from slipway.audit.models import Operation
from slipway.cluster import Cluster
from slipway.db import Database
from slipway.server import Platform
from slipway.tenants import Occupants, Tenant, TenantSync
from slipway.users import User
from tests.slipway.applications.client import Applications, refusal, service
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

TENANTS = "/api/v1/tenants"
NAMESPACE = "/api/v1/namespaces/slipway-acme"


@pytest.fixture
def signals() -> Signals:
    """Who hears that applications are to go."""
    return Signals()


@pytest.fixture
async def sync(cluster: Cluster, platform: Platform, signals: Signals) -> AsyncIterator[TenantSync]:
    """The running part, as the server makes it."""
    part = TenantSync(cluster, platform.database, Occupants([Occupant(signals)]), round_seconds=0.05)
    await part.start()
    yield part
    await part.stop()


@pytest.fixture
async def full(factory: Factory, tenant: Tenant, kubernetes: Kubernetes) -> Tenant:
    """A tenant that has something of everything."""
    api = Applications(await factory.client(Role.TENANT_ADMIN, tenant))
    web = service("web", ports=[{"port": 80}], domain="shop")
    await api.publish(await api.create({"name": "shop", "services": [web, service("db")]}))
    await kubernetes.put(NAMESPACE, {"metadata": {"labels": {"slipway.io/tenant-id": tenant.id}}})
    claim = {"spec": {"resources": {"requests": {"storage": "5Gi"}}}}
    await kubernetes.put(f"{NAMESPACE}/persistentvolumeclaims/data", claim)
    return tenant


async def test_what_will_be_lost_is_told_before(admin: httpx.AsyncClient, full: Tenant) -> None:
    """All of it by name; nothing is lost by asking."""
    told = (await admin.get(f"{TENANTS}/{full.id}/deletion")).json()

    assert told["requested_at"] is None
    lost = told["lost"]
    assert (lost["applications"], lost["services"], lost["domains"]) == (["shop"], ["shop/db", "shop/web"], ["shop"])
    assert (lost["volumes"], len(lost["users"]), lost["tokens"]) == (["data (5Gi)"], 1, 1)


async def test_a_tenant_with_something_in_it_goes_only_when_that_is_confirmed(
    admin: httpx.AsyncClient, full: Tenant
) -> None:
    """By its name, so that nobody deletes another one by mistake."""
    assert refusal(await admin.delete(f"{TENANTS}/{full.id}"))[:2] == (409, "tenant.not_empty")
    for confirm in ({}, {"confirm": "other"}):
        answer = await admin.delete(f"{TENANTS}/{full.id}", params={"cascade": True, **confirm})
        assert refusal(answer) == (422, "tenant.not_confirmed", "confirm")
    assert (await admin.get(f"{TENANTS}/{full.id}")).status_code == 200


async def test_volumes_that_were_kept_are_something(
    admin: httpx.AsyncClient, full: Tenant, platform: Platform, kubernetes: Kubernetes
) -> None:
    """They outlive their services so that nobody loses data without being told; nor by deleting an empty tenant."""
    made = await admin.post(TENANTS, json={"name": "bare"})
    bare, claims = made.json()["id"], f"/api/v1/namespaces/{made.json()['namespace']}/persistentvolumeclaims"
    await kubernetes.put(f"{claims}/db-data", {"spec": {"resources": {"requests": {"storage": "5Gi"}}}})

    answer = await admin.delete(f"{TENANTS}/{bare}")
    assert refusal(answer)[:2] == (409, "tenant.not_empty")
    assert "volume db-data (5Gi)" in answer.json()["error"]["message"]

    kubernetes.down = True
    assert refusal(await admin.delete(f"{TENANTS}/{bare}"))[:2] == (503, "tenant.volumes_unknown")
    kubernetes.down = False
    await kubernetes.finish(f"{claims}/db-data")
    assert (await admin.delete(f"{TENANTS}/{bare}")).status_code == 204


async def test_everything_goes_step_by_step(
    admin: httpx.AsyncClient, full: Tenant, sync: TenantSync, platform: Platform, kubernetes: Kubernetes
) -> None:
    """Accounts and applications, then the namespace, then the tenant; how far it is can be seen all the while."""
    database = platform.database
    kubernetes.lingering.add("api/v1/namespaces")
    query = {"cascade": True, "confirm": "acme"}
    assert (await admin.delete(f"{TENANTS}/{full.id}", params=query)).status_code == 204
    assert (await admin.get(f"{TENANTS}/{full.id}")).status_code == 404

    await until(lambda: _all_marked(database))
    told = (await admin.get(f"{TENANTS}/{full.id}/deletion")).json()
    assert (told["lost"]["applications"], told["remaining"], told["namespace_exists"]) == (
        ["shop"], {"application": 1}, True,
    )  # fmt: skip
    assert "deletionTimestamp" not in (kubernetes.find(NAMESPACE) or {})["metadata"]

    await _published_away(database)
    await until(lambda: "deletionTimestamp" in (kubernetes.find(NAMESPACE) or {})["metadata"])
    await kubernetes.finish(NAMESPACE)

    await until(lambda: _row_gone(database, full.id))
    assert (await admin.get(f"{TENANTS}/{full.id}/deletion")).status_code == 404
    actions = await _logged(database, full.id)
    assert {"tenant.delete", "application.delete", "user.delete", "tenant.removed", "application.create"} <= actions


async def test_a_crash_between_two_steps_does_no_harm(
    admin: httpx.AsyncClient, full: Tenant, cluster: Cluster, platform: Platform, kubernetes: Kubernetes
) -> None:
    """Whoever starts next goes on where it stopped; nothing is done or logged twice."""
    database = platform.database
    query = {"cascade": True, "confirm": "acme"}
    assert (await admin.delete(f"{TENANTS}/{full.id}", params=query)).status_code == 204
    for step in (lambda: _all_marked(database), lambda: _all_marked(database)):
        await _once(cluster, database, step)

    await _published_away(database)
    await _once(cluster, database, lambda: _row_gone(database, full.id))

    assert kubernetes.find(NAMESPACE) is None
    async with database.read() as session:
        query = select(func.count()).where(Operation.action == "application.delete", Operation.tenant_id == full.id)
        assert await session.scalar(query) == 1


async def test_nobody_of_it_gets_in_any_more(admin: httpx.AsyncClient, factory: Factory, full: Tenant) -> None:
    """From the request on, whatever is left of it."""
    client = await factory.client(Role.DEVELOPER, full)
    await admin.delete(f"{TENANTS}/{full.id}", params={"cascade": True, "confirm": "acme"})

    assert refusal(await client.get("/api/v1/session")) == (401, "tenant.disabled", None)


async def _once(cluster: Cluster, database: Database, done: object) -> None:
    """Run the part until ``done``, and stop it as a crash would: between any two steps."""
    part = TenantSync(cluster, database, Occupants([Occupant(Signals())]), round_seconds=0.05)
    await part.start()
    await until(done)  # type: ignore[arg-type]
    await part.stop()


async def _all_marked(database: Database) -> bool:
    async with database.read() as session:
        users = await session.scalar(select(func.count()).where(User.tenant_id.is_not(None)))
        return await session.scalar(select(Application).where(Application.deleted_at.is_(None))) is None and users == 0


async def _published_away(database: Database) -> None:
    """Do what the publisher does when the cluster has nothing of the applications any more."""
    async with database.session() as session:
        await session.execute(delete(Application).where(Application.deleted_at.is_not(None)))


async def _row_gone(database: Database, tenant_id: str) -> bool:
    async with database.read() as session:
        return await session.get(Tenant, tenant_id) is None


async def _logged(database: Database, tenant_id: str) -> set[str]:
    async with database.read() as session:
        return set(await session.scalars(select(Operation.action).where(Operation.tenant_id == tenant_id)))

"""Partitions by HTTP: who may make and see them, what refuses their removal, and what is logged."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.db import Database
from slipway.hosts.partitions import PartitionHost
from slipway.tenants import Tenant
from tests.slipway.applications.client import refusal
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes

URL = "/api/v1/partitions"
Json = dict[str, Any]


@pytest.fixture
async def gold(admin: httpx.AsyncClient) -> Json:
    """A partition."""
    made = await admin.post(URL, json={"name": "gold", "display_name": "金牌", "description": "fast disks"})
    assert made.status_code == 201, made.text
    found: Json = made.json()
    return found


def path(partition: Json, *steps: str) -> str:
    """Return an address below a partition's."""
    return "/".join([URL, partition["id"], *steps])


async def logged(admin: httpx.AsyncClient, action: str) -> list[Json]:
    """Return the operations of that kind, newest first."""
    found: list[Json] = (await admin.get("/api/v1/operations", params={"action": action})).json()["items"]
    return found


async def test_a_partition_is_made_renamed_and_deleted(admin: httpx.AsyncClient, gold: Json) -> None:
    """And each step is in the operation log."""
    renamed = await admin.patch(path(gold), json={"name": "silver", "description": ""})
    listed = (await admin.get(URL, params={"q": "silver"})).json()
    deleted = await admin.delete(path(gold))

    assert (gold["hosts"], gold["tenants"], gold["services"]) == ([], [], [])
    assert (renamed.status_code, renamed.json()["name"], renamed.json()["display_name"]) == (200, "silver", "金牌")
    assert (listed["total"], listed["items"][0]["id"]) == (1, gold["id"])
    assert deleted.status_code == 204 and (await admin.get(URL)).json()["total"] == 0
    (created,), (changed,), (removed,) = [
        await logged(admin, f"partition.{verb}") for verb in ("create", "change", "delete")
    ]
    assert created["after"]["name"] == changed["before"]["name"] == "gold"
    assert changed["after"]["name"] == removed["before"]["name"] == "silver"


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"name": "gold"}, 409, "partition.name_taken", "name"),
        ({"name": "Gold!"}, 422, "request.invalid", "name"),
        ({"name": ""}, 422, "request.invalid", "name"),
        ({"name": "x" * 41}, 422, "request.invalid", "name"),
        ({"name": "new", "hosts": ["node-1"]}, 422, "request.invalid", "hosts"),
        ({}, 422, "request.invalid", "name"),
    ],
)
async def test_bad_partitions_name_their_field(
    admin: httpx.AsyncClient, gold: Json, body: Json, status: int, code: str, field: str
) -> None:
    """And nothing is stored."""
    assert refusal(await admin.post(URL, json=body)) == (status, code, field)
    assert (await admin.get(URL)).json()["total"] == 1


async def test_a_rename_to_a_taken_name_is_refused(admin: httpx.AsyncClient, gold: Json) -> None:
    """And the old name stays."""
    await admin.post(URL, json={"name": "silver"})

    assert refusal(await admin.patch(path(gold), json={"name": "silver"})) == (409, "partition.name_taken", "name")
    assert (await admin.get(path(gold))).json()["name"] == "gold"


async def test_hosts_are_assigned_and_taken_out(admin: httpx.AsyncClient, gold: Json, database: Database) -> None:
    """Twice is the same as once; the row of a host that was taken out waits for the reconciler."""
    for host in ("node-2", "node-1", "node-1"):
        assert (await admin.put(path(gold, "hosts", host))).status_code == 200
    assert (await admin.get(path(gold))).json()["hosts"] == ["node-1", "node-2"]

    out = await admin.delete(path(gold, "hosts", "node-1"))

    assert (out.status_code, out.json()["hosts"]) == (200, ["node-2"])
    assert refusal(await admin.delete(path(gold, "hosts", "node-1")))[:2] == (404, "partition.host_not_in")
    async with database.read() as session:
        row = await session.get(PartitionHost, "node-1")
    assert row is not None and row.partition_id is None
    assert len(await logged(admin, "partition.assign")) == 2
    assert [each["before"] for each in await logged(admin, "partition.unassign")] == [{"host": "node-1"}]
    assert (await admin.put(path(gold, "hosts", "node-1"))).json()["hosts"] == ["node-1", "node-2"]


async def test_a_host_is_in_one_partition_at_most(admin: httpx.AsyncClient, gold: Json) -> None:
    """The refusal names the other one."""
    silver = (await admin.post(URL, json={"name": "silver"})).json()
    await admin.put(path(gold, "hosts", "node-1"))

    refused = await admin.put(path(silver, "hosts", "node-1"))

    assert refusal(refused)[:2] == (409, "partition.host_taken")
    assert refused.json()["error"]["params"] == {"host": "node-1", "name": "gold"}
    await admin.delete(path(gold, "hosts", "node-1"))
    assert (await admin.put(path(silver, "hosts", "node-1"))).json()["hosts"] == ["node-1"]


async def test_a_host_that_the_cluster_does_not_have_is_refused(
    admin: httpx.AsyncClient, gold: Json, kubernetes: Kubernetes
) -> None:
    """And while the cluster is away, nobody can tell. One that has vanished can still be taken out."""
    for name in ("nowhere", "%3Flimit=1", "Node-1", "%00"):
        assert refusal(await admin.put(path(gold, "hosts", name)))[:2] == (404, "host.not_found"), name
    await admin.put(path(gold, "hosts", "node-1"))
    await kubernetes.finish("/api/v1/nodes/node-1")
    kubernetes.down = True
    assert refusal(await admin.put(path(gold, "hosts", "node-2")))[:2] == (503, "cluster.unavailable")
    assert (await admin.delete(path(gold, "hosts", "node-1"))).status_code == 200


async def test_tenants_see_what_is_granted_to_them_only(admin: httpx.AsyncClient, gold: Json, factory: Factory) -> None:
    """And of the other tenants there nothing."""
    acme, other = await factory.tenant("acme"), await factory.tenant("other")
    viewer, stranger = await factory.client(Role.VIEWER, acme), await factory.client(Role.TENANT_ADMIN, other)
    assert (await viewer.get(URL)).json()["total"] == 0
    assert refusal(await viewer.get(path(gold)))[:2] == (404, "partition.not_found")

    for tenant in (acme, other, acme):
        granted = await admin.put(path(gold, "tenants", tenant.id))
        assert granted.status_code == 200
    assert [each["name"] for each in granted.json()["tenants"]] == ["acme", "other"]
    assert [each["tenants"] for each in (await viewer.get(URL)).json()["items"]] == [[{"id": acme.id, "name": "acme"}]]

    revoked = await admin.delete(path(gold, "tenants", other.id))

    assert [each["name"] for each in revoked.json()["tenants"]] == ["acme"]
    assert (await stranger.get(URL)).json()["total"] == 0
    assert refusal(await admin.delete(path(gold, "tenants", other.id)))[:2] == (404, "partition.not_granted")
    assert refusal(await admin.put(path(gold, "tenants", "nobody")))[:2] == (404, "tenant.not_found")
    assert len(await logged(admin, "partition.grant")) == 2
    (taken,) = await logged(admin, "partition.revoke")
    assert (taken["before"], taken["tenant_id"]) == ({"tenant": "other"}, other.id)


async def test_a_partition_in_use_is_not_deleted(admin: httpx.AsyncClient, gold: Json, tenant: Tenant) -> None:
    """The refusal names hosts and tenants; without them it goes."""
    await admin.put(path(gold, "hosts", "node-1"))
    await admin.put(path(gold, "tenants", tenant.id))

    refused = await admin.delete(path(gold))

    assert refusal(refused)[:2] == (409, "partition.in_use")
    assert refused.json()["error"]["params"]["users"] == ["host node-1", "tenant acme"]
    await admin.delete(path(gold, "hosts", "node-1"))
    await admin.delete(path(gold, "tenants", tenant.id))
    assert (await admin.delete(path(gold))).status_code == 204


@pytest.mark.parametrize("role", [Role.PLATFORM_AUDITOR, Role.TENANT_ADMIN, Role.DEVELOPER, Role.VIEWER])
async def test_only_administrators_of_the_platform_manage(
    admin: httpx.AsyncClient, gold: Json, tenant: Tenant, factory: Factory, role: Role
) -> None:
    """Also where the partition is granted to one's tenant."""
    await admin.put(path(gold, "tenants", tenant.id))
    client = await factory.client(role, None if role.of_platform else tenant)

    answers = [
        await client.post(URL, json={"name": "mine"}),
        await client.patch(path(gold), json={"name": "mine"}),
        await client.delete(path(gold)),
        await client.put(path(gold, "hosts", "node-1")),
        await client.put(path(gold, "tenants", tenant.id)),
        await client.delete(path(gold, "tenants", tenant.id)),
    ]

    assert {refusal(answer)[:2] for answer in answers} == {(403, "access.forbidden")}
    assert (await client.get(path(gold))).json()["name"] == "gold"


async def test_the_grants_of_a_deleted_tenant_go_with_it(
    admin: httpx.AsyncClient, gold: Json, factory: Factory, database: Database
) -> None:
    """So that they do not hold the partition."""
    gone = await factory.tenant("gone")
    await admin.put(path(gold, "tenants", gone.id))
    async with database.session() as session:
        await session.delete(await session.get_one(Tenant, gone.id))

    assert (await admin.get(path(gold))).json()["tenants"] == []
    assert (await admin.delete(path(gold))).status_code == 204

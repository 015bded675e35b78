"""Services that are pinned to partitions, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.db import Database
from slipway.hosts.partitions import Partition
from slipway.tenants import Tenant
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, service
from tests.slipway.factory import Factory

PARTITIONS = "/api/v1/partitions"


@pytest.fixture
async def gold(factory: Factory, tenant: Tenant) -> Partition:
    """A partition that is granted to ``acme``, beside one that is not."""
    await factory.partition("silver")
    return await factory.partition("gold", tenant)


def shop(**web: Any) -> Json:
    """Return an application of one service."""
    return {"name": "shop", "services": [service("web", **web)]}


async def config_of(api: Applications, made: Json) -> Json:
    """Return the service's configuration as it is now."""
    found: Json = (await api.get(made))["by_name"]["web"]["config"]
    return found


async def put(api: Applications, made: Json, **config: Any) -> httpx.Response:
    """Replace the service's configuration."""
    web = made["by_name"]["web"]
    return await api.client.put(f"{SERVICES}/{web['id']}", json={"config": {"image": "web:1", **config}})


async def test_a_service_is_pinned_moved_and_let_go(
    api: Applications, admin: httpx.AsyncClient, gold: Partition
) -> None:
    """Each is a revision, and the partition names it as long as it is pinned."""
    made = await api.create(shop(partition="gold"))
    assert (await config_of(api, made))["partition"] == "gold"
    assert (await admin.get(f"{PARTITIONS}/{gold.id}")).json()["services"] == ["shop/web"]

    assert (await put(api, made)).json()["revision"] == 2

    assert (await config_of(api, made))["partition"] is None
    assert (await admin.get(f"{PARTITIONS}/{gold.id}")).json()["services"] == []
    rolled = await api.act(made["by_name"]["web"], "rollback", {"revision": 1})
    assert rolled.status_code == 202
    assert (await admin.get(f"{PARTITIONS}/{gold.id}")).json()["services"] == ["shop/web"]


@pytest.mark.parametrize("name", ["silver", "nowhere"])
async def test_what_is_not_granted_is_refused_as_what_does_not_exist(
    api: Applications, gold: Partition, name: str
) -> None:
    """In every way to say it, with the field and what there is; and nothing changes."""
    made = await api.create(shop(partition="gold"))
    before = await api.everything()

    answer = await put(api, made, partition=name)

    assert refusal(answer) == (422, "partition.unknown", "config.partition")
    assert answer.json()["error"]["params"] == {"name": name, "known": ["gold"]}
    further = await api.client.post(f"{URL}/{made['id']}/services", json=service("api", partition=name))
    assert refusal(further) == (422, "partition.unknown", "partition")
    for query in ({}, {"dry_run": "true"}):
        refused = await api.refused_apply(shop(partition=name), **query)
        assert refused == (422, "partition.unknown", "services[0].partition")
    assert await api.everything() == before


async def test_a_file_tells_where_a_service_runs(api: Applications, gold: Partition) -> None:
    """Applying it twice changes nothing; leaving the field out lets the service go."""
    await api.apply(shop(partition="gold"))
    again, free = await api.apply(shop(partition="gold")), await api.apply(shop(), dry_run=True)

    assert again["changes"] == []
    assert free["changes"] == [{"service": "web", "field": "partition", "before": "gold", "after": None}]


async def test_a_rename_reaches_all_revisions(api: Applications, admin: httpx.AsyncClient, gold: Partition) -> None:
    """So that files with the new name change nothing, and older revisions can still be returned to."""
    made = await api.create(shop(partition="gold"))
    await put(api, made, image="web:2", partition="gold")

    await admin.patch(f"{PARTITIONS}/{gold.id}", json={"name": "platinum"})

    assert (await config_of(api, made))["partition"] == "platinum"
    applied = await api.apply(shop(image="web:2", partition="platinum"))
    assert applied["changes"] == []
    assert (await api.act(made["by_name"]["web"], "rollback", {"revision": 1})).status_code == 202
    assert (await config_of(api, made))["partition"] == "platinum"


async def test_a_partition_with_services_is_neither_deleted_nor_revoked(
    api: Applications, admin: httpx.AsyncClient, gold: Partition, tenant: Tenant
) -> None:
    """The refusals name them, published or not; a deleted service holds nothing."""
    made = await api.create(shop(partition="gold"))

    deleted = await admin.delete(f"{PARTITIONS}/{gold.id}")
    revoked = await admin.delete(f"{PARTITIONS}/{gold.id}/tenants/{tenant.id}")

    assert refusal(deleted)[:2] == (409, "partition.in_use")
    assert deleted.json()["error"]["params"]["users"] == ["service shop/web", "tenant acme"]
    assert refusal(revoked)[:2] == (409, "partition.grant_in_use")
    assert revoked.json()["error"]["params"]["users"] == ["service shop/web"]
    assert deleted.json()["error"]["message_zh"] == "资源分区 gold 正被使用：服务 shop/web、租户 acme"
    await api.client.delete(f"{URL}/{made['id']}")
    assert (await admin.delete(f"{PARTITIONS}/{gold.id}/tenants/{tenant.id}")).status_code == 200
    assert (await admin.delete(f"{PARTITIONS}/{gold.id}")).status_code == 204


async def test_a_revision_whose_partition_is_gone_cannot_be_returned_to(
    api: Applications, admin: httpx.AsyncClient, gold: Partition, tenant: Tenant
) -> None:
    """It would run nowhere."""
    made = await api.create(shop(partition="gold"))
    await put(api, made)
    await admin.delete(f"{PARTITIONS}/{gold.id}/tenants/{tenant.id}")

    rolled = await api.act(made["by_name"]["web"], "rollback", {"revision": 1})

    assert refusal(rolled) == (422, "partition.unknown", "revision.partition")


async def test_tenants_see_their_own_services_in_a_partition_only(
    api: Applications, factory: Factory, gold: Partition, database: Database
) -> None:
    """Not those of others who share it."""
    other = await factory.tenant("other")
    shared = await factory.partition("shared", other)
    stranger = Applications(await factory.client(Role.DEVELOPER, other))
    await stranger.create({"name": "theirs", "services": [service("web", partition="shared")]})
    await api.create(shop(partition="gold"))

    assert [each["services"] for each in (await api.client.get(PARTITIONS)).json()["items"]] == [["shop/web"]]
    assert (await stranger.client.get(f"{PARTITIONS}/{shared.id}")).json()["services"] == ["theirs/web"]

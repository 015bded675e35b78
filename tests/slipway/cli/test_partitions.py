"""The terminal's view of partitions, against a platform on a real port."""

from __future__ import annotations

import json

from slipway.access import Role
from tests.slipway.applications.client import Applications, service
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name


async def test_a_partition_from_its_making_to_its_end(run: Run, factory: Factory, kubernetes: Kubernetes) -> None:
    """Everything by names."""
    await factory.tenant("acme")
    for host in ("node-1", "node-2"):
        await kubernetes.put(f"/api/v1/nodes/{host}", {"apiVersion": "v1", "kind": "Node", "metadata": {}})

    assert "gold" in await run("partition", "create", "gold", "--display-name", "fast disks")
    assert "Host node-2 is in partition gold" in await run("partition", "assign", "gold", "node-1", "node-2")
    assert "Tenant acme may use partition gold" in await run("partition", "grant", "gold", "acme")
    assert "There is no host nowhere" in await run("partition", "assign", "gold", "nowhere", code=1)
    shown = await run("partition", "list")
    assert "node-1 node-2" in shown and "acme" in shown
    assert "host node-1" in await run("partition", "delete", "gold", "--yes", code=1)

    await run("partition", "rename", "gold", "silver", "--description", "slow disks")
    found = json.loads(await run("partition", "show", "silver", "-o", "json"))
    assert (found["hosts"], found["description"]) == (["node-1", "node-2"], "slow disks")
    assert "there is no partition 'gold'" in await run("partition", "show", "gold", code=1)

    await run("partition", "unassign", "silver", "node-1", "node-2")
    await run("partition", "revoke", "silver", "acme")
    assert "Deleted partition silver" in await run("partition", "delete", "silver", "--yes")
    assert "There are no partitions" in await run("partition", "list")


async def test_a_service_is_set_to_a_partition_and_away(run: Run, factory: Factory) -> None:
    """By the partition's name; saying neither or both is a mistake."""
    tenant = await factory.tenant("acme")
    await factory.partition("gold", tenant)
    api = Applications(await factory.client(Role.DEVELOPER, tenant))
    made = await api.create({"name": "shop", "services": [service("web", env={"A": "1"})]})

    await run("service", "set", "shop/web", "--partition", "gold")
    config = (await api.get(made))["by_name"]["web"]["config"]
    assert (config["partition"], config["env"]) == ("gold", {"A": "1"})
    assert "gold" in await run("service", "list", "shop")
    assert "no partition called silver" in await run("service", "set", "shop/web", "--partition", "silver", code=1)
    assert "--no-partition" in await run("service", "set", "shop/web", code=1)
    await run("service", "set", "shop/web", "--no-partition")
    assert (await api.get(made))["by_name"]["web"]["config"]["partition"] is None

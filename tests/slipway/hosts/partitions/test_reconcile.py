"""Partitions come to the nodes, stay there, and leave them; nothing else is touched."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete, update

from slipway.cluster import NODE, Cluster, WatchCache, Watched
from slipway.db import Database
from slipway.hosts.partitions import Partition, PartitionHost, PartitionSync
from tests.slipway.hosts.partitions.conftest import NODES, node
from tests.slipway.kubernetes import Kubernetes, Obj
from tests.slipway.waiting import until

ONE = f"{NODES}/node-1"
GPU = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}
SECONDS = 30.0


@pytest.fixture
async def gold(database: Database) -> Partition:
    """A partition of one host."""
    partition = Partition(id="gold-id", name="gold")
    async with database.session() as session:
        session.add(partition)
        await session.flush()
        session.add(PartitionHost(node="node-1", partition_id=partition.id))
    return partition


@pytest.fixture
async def cache(cluster: Cluster) -> AsyncIterator[WatchCache]:
    """A cache that follows nodes, as the platform's does."""
    made = WatchCache(cluster, [Watched(NODE)])
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def sync(cluster: Cluster, database: Database, cache: WatchCache) -> AsyncIterator[PartitionSync]:
    """The running part, whose rounds come so seldom that only its first, wakes and the nodes' changes count."""
    part = PartitionSync(cluster, database, cache, round_seconds=600)
    await part.start()
    yield part
    await part.stop()


def marks(kubernetes: Kubernetes, path: str = ONE) -> tuple[str | None, list[Obj]]:
    """Return the partition's label of a node, and all taints."""
    found = kubernetes.find(path)
    assert found is not None
    return found["metadata"]["labels"].get("slipway.io/partition"), found["spec"]["taints"]


def is_marked(kubernetes: Kubernetes) -> bool:
    """Tell whether the host has label and taint, beside what it had before."""
    taint = {"key": "slipway.io/partition", "value": "gold-id", "effect": "NoSchedule"}
    return marks(kubernetes) == ("gold-id", [GPU, taint])


async def test_a_host_gets_label_and_taint_and_others_get_nothing(
    gold: Partition, kubernetes: Kubernetes, sync: PartitionSync
) -> None:
    """And keeps what it had."""
    await until(lambda: is_marked(kubernetes), SECONDS)

    found = kubernetes.find(ONE)
    assert found is not None and found["metadata"]["labels"]["zone"] == "a"
    assert marks(kubernetes, f"{NODES}/node-2") == (None, [GPU])
    assert [path.partition("?")[0] for method, path in kubernetes.requests if method == "PUT"] == [ONE]


@pytest.mark.parametrize("lost", ["label", "taint", "both"])
async def test_what_somebody_removes_is_put_back_at_once(
    gold: Partition, kubernetes: Kubernetes, sync: PartitionSync, lost: str
) -> None:
    """Without waiting for a round: until then anything might land there."""
    await until(lambda: is_marked(kubernetes), SECONDS)

    changed = copy.deepcopy(kubernetes.find(ONE))
    assert changed is not None
    if lost != "taint":
        del changed["metadata"]["labels"]["slipway.io/partition"]
    if lost != "label":
        changed["spec"]["taints"] = [GPU]
    await kubernetes.put(ONE, changed)

    await until(lambda: is_marked(kubernetes), SECONDS)


async def test_a_host_that_vanishes_and_returns_is_marked_again(
    gold: Partition, kubernetes: Kubernetes, sync: PartitionSync
) -> None:
    """Its node is another one then, which bears nothing."""
    await until(lambda: is_marked(kubernetes), SECONDS)

    await kubernetes.finish(ONE)
    await kubernetes.put(ONE, node())

    await until(lambda: is_marked(kubernetes), SECONDS)


async def test_a_host_that_is_taken_out_loses_the_marks_and_then_its_row(
    gold: Partition, kubernetes: Kubernetes, sync: PartitionSync, database: Database
) -> None:
    """Also when the partition is forgotten before the cluster could be told."""
    await until(lambda: is_marked(kubernetes), SECONDS)
    kubernetes.down = True
    async with database.session() as session:
        await session.execute(update(PartitionHost).values(partition_id=None))
        await session.execute(delete(Partition))
    sync.wake("node-1")

    kubernetes.down = False

    await until(lambda: marks(kubernetes) == (None, [GPU]), SECONDS)
    await until(lambda: _forgotten(database), SECONDS)


async def test_marks_of_our_partitions_on_other_hosts_are_removed(
    gold: Partition, kubernetes: Kubernetes, sync: PartitionSync
) -> None:
    """A label by hand would draw pinned services to a host that is not in the partition."""
    await until(lambda: is_marked(kubernetes), SECONDS)

    forged = node()
    forged["metadata"]["labels"]["slipway.io/partition"] = gold.id
    await kubernetes.put(f"{NODES}/node-2", forged)

    await until(lambda: marks(kubernetes, f"{NODES}/node-2") == (None, [GPU]), SECONDS)


async def test_marks_of_another_platform_stay(gold: Partition, kubernetes: Kubernetes, sync: PartitionSync) -> None:
    """Their ids are not ours."""
    theirs = node()
    theirs["metadata"]["labels"]["slipway.io/partition"] = "theirs"
    theirs["spec"]["taints"] = [{"key": "slipway.io/partition", "value": "theirs", "effect": "NoSchedule"}]
    await kubernetes.put(f"{NODES}/node-2", theirs)
    sync.wake("node-2")

    await until(lambda: ("GET", f"{NODES}/node-2") in kubernetes.requests, SECONDS)
    await until(lambda: is_marked(kubernetes), SECONDS)
    assert marks(kubernetes, f"{NODES}/node-2") == ("theirs", theirs["spec"]["taints"])


async def test_a_round_finds_what_no_wake_told(
    gold: Partition, cluster: Cluster, database: Database, cache: WatchCache, kubernetes: Kubernetes
) -> None:
    """Changes by another process of the platform."""
    part = PartitionSync(cluster, database, cache, round_seconds=0.05)
    await part.start()
    await until(lambda: is_marked(kubernetes), SECONDS)

    async with database.session() as session:
        await session.execute(update(PartitionHost).values(partition_id=None))

    await until(lambda: marks(kubernetes) == (None, [GPU]), SECONDS)
    await part.stop()


async def test_a_node_that_is_changed_meanwhile_is_tried_again(
    gold: Partition, kubernetes: Kubernetes, cluster: Cluster, database: Database, cache: WatchCache
) -> None:
    """So that nobody's taint gets lost between reading and writing."""
    cordon = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
    replace, tried = cluster.replace, []

    async def slow(manifest: Obj) -> Obj:
        if not tried:
            cordoned = node()
            cordoned["spec"]["taints"] = [GPU, cordon]
            await kubernetes.put(ONE, cordoned)
        tried.append(manifest)
        return await replace(manifest)

    cluster.replace = slow  # type: ignore[method-assign]  # somebody is quicker than the first attempt
    part = PartitionSync(cluster, database, cache, round_seconds=600)
    await part.start()

    taint = {"key": "slipway.io/partition", "value": "gold-id", "effect": "NoSchedule"}
    await until(lambda: marks(kubernetes) == ("gold-id", [GPU, cordon, taint]), SECONDS)
    await part.stop()
    assert len(tried) >= 2


async def test_nodes_in_order_cost_one_list_a_round(
    gold: Partition, cluster: Cluster, database: Database, cache: WatchCache, kubernetes: Kubernetes
) -> None:
    """And nothing is written."""
    part = PartitionSync(cluster, database, cache, round_seconds=0.02)
    await part.start()
    await until(lambda: is_marked(kubernetes), SECONDS)
    await until(lambda: len(kubernetes.requests) > 40, SECONDS)
    await part.stop()

    last = {(method, path.partition("?")[0]) for method, path in kubernetes.requests[-10:]}
    assert last == {("GET", NODES)}


async def _forgotten(database: Database) -> bool:
    async with database.read() as session:
        return await session.get(PartitionHost, "node-1") is None

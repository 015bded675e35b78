"""What is known of containers stays true, whatever order news come in."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from localkube.kubelet.inventory import Inventory
from localkube.kubelet.observed import NODE_LABEL
from localkube.runtime import Found, Happened
from tests.localkube.kubelet.factory import found
from tests.localkube.kubelet.fake_engine import FakeEngine

UID = "uid-web-1"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def inventory(engine: FakeEngine) -> Inventory:
    return Inventory(engine, "n1")


def news(of: Found, action: str) -> Happened:
    return Happened(of.id, of.role, of.pod_uid, of.name, action, None, 0.0)  # type: ignore[arg-type]


async def test_death_that_is_told_before_the_start_is_not_forgotten(engine: FakeEngine, inventory: Inventory) -> None:
    started = found()
    engine.everything[started.id] = replace(started, state="exited", exit_code=1)
    await inventory.follow(news(started, "die"))
    inventory.started(started)
    newest = inventory.of(UID).newest("web")
    assert newest is not None and newest.state == "exited"


async def test_container_restarted_from_outside_runs_again(engine: FakeEngine, inventory: Inventory) -> None:
    running = found()
    inventory.put(replace(running, state="exited", exit_code=1))
    engine.everything[running.id] = running
    await inventory.follow(news(running, "start"))
    assert inventory.of(UID).running() == [running]


async def test_removed_container_is_forgotten_and_told(inventory: Inventory) -> None:
    changed: list[str] = []
    inventory.changed = changed.append
    running = found()
    inventory.started(running)
    await inventory.follow(news(running, "destroy"))
    assert inventory.pods() == set()
    assert changed == [UID]


async def test_news_of_another_node_are_not_taken_in(engine: FakeEngine, inventory: Inventory) -> None:
    elsewhere = found()
    engine.everything[elsewhere.id] = replace(elsewhere, state="exited", exit_code=1)
    await inventory.follow(replace(news(elsewhere, "die"), node="n2"))
    assert inventory.pods() == set()
    await inventory.follow(replace(news(elsewhere, "die"), node="n1"))
    assert inventory.pods() == {UID}


async def test_list_after_missed_events(engine: FakeEngine, inventory: Inventory) -> None:
    lost, other = found("lost"), found("web")
    inventory.started(lost)
    engine.everything = {other.id: other}
    changed: list[str] = []
    inventory.changed = changed.append
    await inventory.follow(Happened("", "container", "", "", "resync", None, 0.0))
    assert inventory.of(UID).running() == [other]
    assert changed == [UID]


async def test_what_is_started_during_a_list_is_kept(engine: FakeEngine, inventory: Inventory) -> None:
    listing = asyncio.Event()

    async def slow_list() -> list[Found]:
        await listing.wait()
        return []

    engine.containers = slow_list  # type: ignore[method-assign]
    loading = asyncio.create_task(inventory.load())
    await asyncio.sleep(0)
    running = found()
    inventory.started(running)
    listing.set()
    await loading
    assert inventory.of(UID).running() == [running]


async def test_containers_of_other_nodes_are_not_ours(engine: FakeEngine, inventory: Inventory) -> None:
    other = found(labels={NODE_LABEL: "n2"})
    engine.everything = {other.id: other}
    await inventory.load()
    assert inventory.pods() == set()

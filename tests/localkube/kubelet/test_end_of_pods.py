"""Deletion, and what is found again after localkube was away."""

from __future__ import annotations

import asyncio
from typing import Any

from localkube.kubelet.podspec import uid_of
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container


async def running(world: World, *containers: dict[str, Any], **spec: Any) -> str:
    """A pod that runs; the id of its container."""
    world.pod(*containers, **spec)
    await world.until(world.is_ready)
    return world.engine.one("web").id


async def test_deleted_pod_is_stopped_and_removed(world: World) -> None:
    await running(world, terminationGracePeriodSeconds=7)
    uid = uid_of(world.access.get("pods", "shop", "web-1"))
    world.access.delete("pods", "shop", "web-1")
    await world.until(world.is_gone)
    assert world.engine.everything == {}
    assert world.network.attached == {}
    assert not (world.settings.root / uid).exists()
    assert world.told("Killing") == ["Stopping container web"]
    assert 6 < world.engine.graces[0] <= 7


async def test_pod_being_deleted_is_asked_to_the_last_whether_it_serves(world: World) -> None:
    probe = {"exec": {"command": ["serves"]}, "periodSeconds": 1, "failureThreshold": 1}
    alive = {"exec": {"command": ["lives"]}, "periodSeconds": 1, "failureThreshold": 1}
    hook = {"preStop": {"sleep": {"seconds": 2}}}
    await running(world, container(lifecycle=hook, readinessProbe=probe, livenessProbe=alive))
    world.access.delete("pods", "shop", "web-1")
    assert world.is_ready()
    world.engine.answers |= {"serves": (1, "no"), "lives": (1, "no")}
    await world.until(lambda: not world.is_ready())
    assert world.engine.running()
    await world.until(world.is_gone)
    assert not [said for said in world.told("Unhealthy") if said.startswith("Liveness")]


async def test_pre_stop_runs_before_the_stop(world: World) -> None:
    hook = {"preStop": {"exec": {"command": ["say", "goodbye"]}}}
    await running(world, container(lifecycle=hook))
    world.access.delete("pods", "shop", "web-1")
    await world.until(world.is_gone)
    assert world.engine.commands == ["say goodbye"]


async def test_failing_hook_is_told_and_does_not_hold_up_the_end(world: World) -> None:
    world.engine.answers["say goodbye"] = (1, "no voice")
    await running(world, container(lifecycle={"preStop": {"exec": {"command": ["say", "goodbye"]}}}))
    world.access.delete("pods", "shop", "web-1")
    await world.until(world.is_gone)
    assert "no voice" in world.told("FailedPreStopHook")[0]


async def test_failing_post_start_kills_the_container(world: World) -> None:
    world.engine.answers["prepare"] = (1, "cannot")
    world.pod(container(lifecycle={"postStart": {"exec": {"command": ["prepare"]}}}))
    await world.until(lambda: world.told("FailedPostStartHook"))
    await world.until(lambda: world.waiting() == "PostStartHookError")
    assert world.engine.running() == []


async def test_less_grace_hurries_an_end_under_way(world: World) -> None:
    await running(world, container(lifecycle={"preStop": {"sleep": {"seconds": 25}}}))
    world.access.delete("pods", "shop", "web-1")
    await asyncio.sleep(0.05)

    def hurry(pod: dict[str, Any]) -> None:
        pod["metadata"]["deletionGracePeriodSeconds"] = 0

    world.access.mutate("pods", "shop", "web-1", hurry)
    await world.until(world.is_gone, seconds=2)


async def test_pod_removed_by_force_leaves_nothing(world: World) -> None:
    await running(world)
    world.access.delete("pods", "shop", "web-1", grace_seconds=0)
    await world.until(lambda: not world.engine.everything)
    await world.until(lambda: not list(world.settings.root.iterdir()))


async def test_pod_deleted_while_its_image_is_pulled(world: World) -> None:
    world.pod(container("far"))
    await world.until(lambda: world.waiting() == "ErrImagePull")
    world.access.delete("pods", "shop", "web-1")
    await world.until(world.is_gone)
    assert world.engine.everything == {}


async def test_new_pod_of_the_same_name_is_another_pod(world: World) -> None:
    await running(world)
    world.access.delete("pods", "shop", "web-1", grace_seconds=0)
    world.pod()
    await world.until(lambda: world.is_ready() and len(world.engine.everything) == 2)
    assert world.web()["restartCount"] == 0


async def test_running_containers_are_adopted(world: World) -> None:
    container_id = await running(world)
    before = world.status()
    await world.restart()
    await asyncio.sleep(0.05)
    assert world.engine.one("web").id == container_id
    assert world.status() == before


async def test_pod_stays_ready_while_it_is_adopted(world: World) -> None:
    probe = {"exec": {"command": ["check"]}}
    await running(world, container(readinessProbe=probe))
    seen: list[bool] = []
    world.access.on_write = lambda resource, _event: seen.append(world.is_ready()) if resource == "pods" else None
    await world.restart()
    await world.until(lambda: world.engine.commands.count("check") >= 2)
    assert all(seen)


async def test_death_during_the_absence_is_seen(world: World) -> None:
    container_id = await running(world)
    await world.kubelet.stop()
    world.engine.die(container_id, 9)
    world.kubelet = world.make()
    await world.kubelet.start()
    await world.until(lambda: world.web()["restartCount"] == 1 and world.is_ready())
    assert world.web()["lastState"]["terminated"]["exitCode"] == 9


async def test_containers_of_pods_that_are_gone_are_removed(world: World) -> None:
    await running(world)
    await world.kubelet.stop()
    world.access.delete("pods", "shop", "web-1", grace_seconds=0)
    world.kubelet = world.make()
    await world.kubelet.start()
    await world.until(lambda: not world.engine.everything and not world.network.attached)
    await world.until(lambda: not list(world.settings.root.iterdir()))


async def test_stop_leaves_containers_running(world: World) -> None:
    await running(world)
    await world.kubelet.stop()
    assert len(world.engine.running()) == 1

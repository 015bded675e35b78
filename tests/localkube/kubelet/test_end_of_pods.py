"""Deletion, and what is found again after localkube was away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from localkube.kubelet.ending import grace_of
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


async def test_changes_of_a_pod_that_ends_leave_its_hook_and_its_stop_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    hook_may_end, stop_may_end = asyncio.Event(), asyncio.Event()
    stop = world.engine.stop_container

    async def slow_hook(container_id: str, command: list[str], timeout_seconds: float) -> tuple[int, str]:
        seen.append("hook")
        await hook_may_end.wait()
        seen.append("hook ended")
        return 0, ""

    async def slow_stop(container_id: str, grace_seconds: float) -> None:
        seen.append("stop")
        await stop_may_end.wait()
        await stop(container_id, grace_seconds)

    async def change_later(value: str) -> None:
        await asyncio.sleep(2.1)  # so much of the grace period must have passed
        world.access.mutate("pods", "shop", "web-1", lambda pod: pod["metadata"].update(annotations={"told": value}))
        await asyncio.sleep(0.1)

    monkeypatch.setattr(world.engine, "run", slow_hook)
    monkeypatch.setattr(world.engine, "stop_container", slow_stop)
    await running(world, container(lifecycle={"preStop": {"exec": {"command": ["say", "goodbye"]}}}))
    world.access.delete("pods", "shop", "web-1")
    await world.until(lambda: seen == ["hook"])
    await change_later("while the hook runs")
    hook_may_end.set()
    await world.until(lambda: "stop" in seen)
    await change_later("while the container stops")
    stop_may_end.set()
    await world.until(world.is_gone)
    assert seen == ["hook", "hook ended", "stop"]


def test_hooks_run_also_when_the_end_is_noticed_late() -> None:
    def grace(given: int, late: float) -> float:
        return grace_of({"metadata": {"deletionGracePeriodSeconds": given}, "spec": {}}, late, 0.0)

    assert [grace(30, -30), grace(30, -9), grace(30, 60), grace(1, 60), grace(0, 60)] == [30, 10, 2, 1, 0]


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
    await world.until(world.is_gone, seconds=10)


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

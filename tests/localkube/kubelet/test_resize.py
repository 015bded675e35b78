"""Other resources for pods that run."""

from __future__ import annotations

from decimal import Decimal

import pytest

from localkube.kubelet.allocation import DEFERRED, INFEASIBLE, Allocation, Wait, no_room
from localkube.kubelet.fields import Allocatable
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.runtime import Limits, RuntimeFault
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container, pod

NODE = Allocatable(Decimal(2), Decimal(4 * 1024**3))


def sized(cpu: str, memory: str = "64Mi", **parts: object) -> Obj:
    amounts = {"cpu": cpu, "memory": memory}
    return container(resources={"requests": amounts, "limits": amounts}, **parts)


def has(cpu: str) -> Obj:
    """The status that tells of resources that were granted."""
    return {"containerStatuses": [{"name": "web", "resources": sized(cpu)["resources"]}]}


def taken(asked: str, *neighbours: Obj, granted: str = "500m") -> tuple[Wait | None, str]:
    of = pod(sized(asked), status=has(granted))
    allocation = Allocation(of)
    given = allocation.take(of, lambda: neighbours, NODE)
    return allocation.wait, given["spec"]["containers"][0]["resources"]["requests"]["cpu"]


def test_resize_is_granted_where_there_is_room() -> None:
    assert taken("1500m", pod(sized("500m"), name="other")) == (None, "1500m")


def test_resize_beyond_the_node_is_infeasible() -> None:
    message = "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000"
    assert taken("3") == (Wait(INFEASIBLE, message), "500m")


def test_resize_waits_for_room_that_others_take() -> None:
    message = "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000"
    assert taken("1500m", pod(sized("1"), name="other")) == (Wait(DEFERRED, message), "500m")


def test_what_shrinks_always_fits() -> None:
    assert taken("100m", pod(sized("2"), name="other")) == (None, "100m")


def test_neighbours_count_with_what_they_were_granted_and_not_when_they_ended() -> None:
    greedy = pod(sized("2"), name="greedy", status=has("250m"))
    over = pod(sized("2"), name="over", status={"phase": "Succeeded"})
    assert taken("1500m", greedy, over) == (None, "1500m")


def resize(world: World, cpu: str, memory: str = "64Mi") -> None:
    def change(found: Obj) -> None:
        found["spec"]["containers"][0]["resources"] = sized(cpu, memory)["resources"]

    world.access.mutate("pods", "shop", "web-1", change, subresource="resize")


async def test_running_container_gets_other_limits_without_a_restart(world: World) -> None:
    made = world.pod(sized("500m"))
    await world.until(world.is_ready)
    first = world.engine.one("web").id
    assert world.web()["resources"] == made["spec"]["containers"][0]["resources"]
    resize(world, "1", "128Mi")
    await world.until(lambda: world.web()["resources"]["limits"] == {"cpu": "1", "memory": "128Mi"})
    assert world.engine.everything[first].limits == Limits(1024, 100_000, 128 * 1024**2)
    assert world.web()["allocatedResources"] == {"cpu": "1", "memory": "128Mi"}
    assert world.web()["restartCount"] == 0
    assert world.told("ResizeCompleted")


async def test_container_that_wants_it_is_restarted_by_a_resize(world: World) -> None:
    policy = [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]
    world.pod(sized("500m", resizePolicy=policy))
    await world.until(world.is_ready)
    resize(world, "1")
    await world.until(lambda: world.web()["resources"]["limits"]["cpu"] == "1")
    assert world.web()["restartCount"] == 0
    resize(world, "1", "128Mi")
    await world.until(lambda: world.web()["restartCount"] == 1 and world.is_ready())
    assert world.engine.one("web").limits == Limits(1024, 100_000, 128 * 1024**2)


async def test_deferred_resize_is_told_and_survives_restarts_of_container_and_kubelet(world: World) -> None:
    world.pod(sized("1500m"), name="neighbour")
    world.pod(sized("500m"))
    await world.until(world.is_ready)
    resize(world, "1")
    await world.until(lambda: condition({"status": world.status()}, "PodResizePending"))
    pending = condition({"status": world.status()}, "PodResizePending") or {}
    assert (pending["reason"], world.web()["resources"]["limits"]["cpu"]) == (DEFERRED, "500m")
    await world.restart()
    world.engine.die(_id(world), 1)
    await world.until(lambda: world.web()["restartCount"] == 1 and world.is_ready())
    assert world.engine.everything[_id(world)].limits == Limits(512, 50_000, 64 * 1024**2)
    resize(world, "500m")
    await world.until(lambda: condition({"status": world.status()}, "PodResizePending") is None)


async def test_resize_that_the_kernel_refuses_is_told(world: World) -> None:
    world.pod(sized("500m"))
    await world.until(world.is_ready)
    world.engine.update_refused = RuntimeFault("device or resource busy")
    resize(world, "500m", "32Mi")
    await world.until(lambda: condition({"status": world.status()}, "PodResizeInProgress"))
    progress = condition({"status": world.status()}, "PodResizeInProgress") or {}
    assert (progress["reason"], progress["message"]) == ("Error", "device or resource busy")
    assert world.web()["resources"]["limits"]["memory"] == "64Mi"
    world.engine.update_refused = None
    await world.until(lambda: condition({"status": world.status()}, "PodResizeInProgress") is None)
    assert world.web()["resources"]["limits"]["memory"] == "32Mi"


def _id(world: World) -> str:
    """Of the running container of the pod under test."""
    return next(found.id for found in world.engine.running() if found.pod_name == "web-1")


@pytest.mark.parametrize(
    ("asked", "neighbours", "refused"),
    [
        ("1500m", [], None),
        ("1500m", [pod(sized("500m"), name="other")], None),
        (
            "1500m",
            [pod(sized("1"), name="other")],
            ("OutOfcpu", "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000"),
        ),
        ("1500m", [pod(sized("1"), name="leaves", metadata={"deletionTimestamp": "now"})], None),
        (
            "1m",
            [pod(name="a"), pod(name="b")],
            ("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2"),
        ),
    ],
)
def test_pod_that_came_past_the_scheduler_needs_room(
    asked: str, neighbours: list[Obj], refused: tuple[str, str] | None
) -> None:
    assert no_room(pod(sized(asked)), neighbours, NODE, 2) == refused

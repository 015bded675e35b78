"""The node as the API shows it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from localkube.kubelet.machine import Readings, allocatable, conditions
from localkube.kubelet.node import Node
from localkube.kubelet.settings import Settings
from localkube.kubelet.stock import Stock
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.runtime import EngineUnavailable
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.kubelet.fake_engine import FakeEngine

GIB = 1024**3
WELL = Readings(memory_available=GIB, disk_total=100 * GIB, disk_free=50 * GIB, pids=100, pids_max=32768)


def world(readings: Readings = WELL, **settings: object) -> tuple[FakeAccess, FakeEngine, Node]:
    access, engine = FakeAccess(), FakeEngine()
    access.create(
        "namespaces", None, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-node-lease"}}
    )
    given = Settings("n1", "10.0.0.1", Path("/nowhere"), "10.42.0.0/24", **settings)  # type: ignore[arg-type]
    return access, engine, Node(access, engine, given, lambda: readings, Stock(engine))


def told(access: FakeAccess) -> Obj:
    return access.get("nodes", None, "n1")


def condition_of(access: FakeAccess, kind: str) -> tuple[str, str]:
    found = condition(told(access), kind)
    assert found is not None
    return found["status"], found["reason"]


async def test_node_is_registered_with_what_it_has() -> None:
    access, engine, node = world(reserved={"memory": "1Gi"}, max_pods=50)
    await node.register(await engine.machine())
    seen = told(access)
    labels = seen["metadata"]["labels"]
    assert labels["kubernetes.io/hostname"] == "n1"
    assert labels["beta.kubernetes.io/os"] == labels["kubernetes.io/os"] == "linux"
    assert labels["beta.kubernetes.io/arch"] == labels["kubernetes.io/arch"] == "amd64"
    assert seen["spec"]["podCIDR"] == "10.42.0.0/24"
    assert seen["status"]["capacity"]["cpu"] == "2"
    assert (seen["status"]["capacity"]["memory"], seen["status"]["allocatable"]["memory"]) == ("4Gi", "3Gi")
    assert seen["status"]["capacity"]["pods"] == "50"
    assert seen["status"]["nodeInfo"]["containerRuntimeVersion"] == "docker://20.10"
    assert condition_of(access, "Ready") == ("True", "KubeletReady")


async def test_chosen_size_goes_before_the_machines() -> None:
    access, engine, node = world(cpus=1, memory_bytes=GIB)
    await node.register(await engine.machine())
    capacity = told(access)["status"]["capacity"]
    assert (capacity["cpu"], capacity["memory"]) == ("1", "1Gi")


async def test_one_of_several_nodes_tells_its_share_of_the_machine() -> None:
    access, engine, node = world(shares=3)
    await node.register(await engine.machine())
    capacity = told(access)["status"]["capacity"]
    assert capacity["cpu"] == "666m"
    assert capacity["memory"] == f"{4 * GIB // 3 // 1024}Ki"
    assert capacity["ephemeral-storage"] == f"{100 * GIB // 3 // 1024}Ki"


async def test_registering_again_keeps_what_others_wrote() -> None:
    access, engine, node = world()
    await node.register(await engine.machine())

    def cordon(obj: Obj) -> None:
        obj["metadata"]["labels"]["zone"] = "a"
        obj["spec"]["unschedulable"] = True

    access.mutate("nodes", None, "n1", cordon)
    await node.register(await engine.machine())
    assert told(access)["metadata"]["labels"]["zone"] == "a"
    assert told(access)["spec"]["unschedulable"]


async def test_heartbeat_renews_the_lease() -> None:
    access, engine, node = world()
    await node.register(await engine.machine())
    first = access.get("leases.coordination.k8s.io", "kube-node-lease", "n1")
    assert (first["spec"]["holderIdentity"], first["spec"]["leaseDurationSeconds"]) == ("n1", 40)
    await node._once()
    second = access.get("leases.coordination.k8s.io", "kube-node-lease", "n1")
    assert second["spec"]["renewTime"] > first["spec"]["renewTime"]


async def test_node_without_its_engine_is_not_ready_until_it_is_back() -> None:
    access, engine, node = world()
    await node.register(await engine.machine())
    engine.down = EngineUnavailable("nobody answers")
    await node._once()
    assert condition_of(access, "Ready") == ("False", "KubeletNotReady")
    engine.down = None
    await node._once()
    assert condition_of(access, "Ready") == ("True", "KubeletReady")


async def test_pressure_is_told_with_the_next_heartbeat_and_for_a_while_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, read = [1000.0], [WELL]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    access, engine, _ = world()
    settings = Settings("n1", "10.0.0.1", Path("/nowhere"), "10.42.0.0/24")
    node = Node(access, engine, settings, lambda: read[0], Stock(engine))
    await node.register(await engine.machine())
    read[0] = replace(WELL, memory_available=1)
    await node._once()
    assert condition_of(access, "MemoryPressure") == ("True", "KubeletHasInsufficientMemory")
    read[0] = WELL
    await node._once()
    assert condition_of(access, "MemoryPressure")[0] == "True"
    clock[0] += 301
    await node._once()
    assert condition_of(access, "MemoryPressure") == ("False", "KubeletHasSufficientMemory")


def events_of(access: FakeAccess) -> list[str]:
    return [event["reason"] for event in access.list("events", "default")]


async def test_what_changes_of_a_node_is_told_once_in_events() -> None:
    access, engine, node = world()
    access.create("namespaces", None, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    await node.register(await engine.machine())
    node.tell_start()
    relaxed = ["NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID"]
    assert sorted(events_of(access)) == sorted([*relaxed, "NodeReady", "Starting"])
    access.mutate("nodes", None, "n1", lambda obj: obj["spec"].update(unschedulable=True))
    for _ in range(2):
        await node._once()
    engine.down = EngineUnavailable("nobody answers")
    for _ in range(2):
        await node._once()
    told_now = {event["reason"]: event for event in access.list("events", "default")}
    assert told_now.keys() - {*relaxed, "NodeReady", "Starting"} == {"NodeNotSchedulable", "NodeNotReady"}
    assert told_now["NodeNotSchedulable"]["message"] == "Node n1 status is now: NodeNotSchedulable"
    assert told_now["NodeReady"]["involvedObject"]["uid"] == "n1"
    assert told_now["NodeNotReady"]["count"] == told_now["NodeReady"]["count"] == 1


async def test_a_machine_that_started_anew_is_told() -> None:
    access, engine, node = world(replace(WELL, boot_id="first"))
    access.create("namespaces", None, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    await node.register(await engine.machine())
    node._read = lambda: replace(WELL, boot_id="second")
    await node.register(await engine.machine())
    (event,) = [event for event in access.list("events", "default") if event["reason"] == "Rebooted"]
    assert (event["type"], event["message"]) == ("Warning", "Node n1 has been rebooted, boot id: second")


def test_pressure_is_told() -> None:
    pressed = Readings(memory_available=1, disk_total=100, disk_free=1, pids=99, pids_max=100, disk_pressure=True)
    assert {kind: status for kind, status, _, _ in conditions(pressed, "")} == {
        "MemoryPressure": "True",
        "DiskPressure": "True",
        "PIDPressure": "True",
        "Ready": "True",
    }
    assert {status for kind, status, _, _ in conditions(WELL, "") if kind != "Ready"} == {"False"}


def test_what_is_reserved_is_not_given_to_pods() -> None:
    assert allocatable({"cpu": "2", "pods": "10"}, {"cpu": "500m"}) == {"cpu": "1500m", "pods": "10"}

"""The scheduler: its decisions, its words, its order and its speed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from localkube.controllers import Controllers
from localkube.controllers.cache import Change
from localkube.controllers.scheduling.filters import obstacles
from localkube.controllers.scheduling.load import Load, Loads, Place, demand_of
from localkube.controllers.scheduling.messages import unschedulable
from localkube.controllers.scheduling.scores import best
from localkube.objects.access import Obj
from localkube.objects.meta import condition, owner_reference
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import node, pod, replica_set
from tests.localkube.controllers.fake import FakeAccess


def asking(name: str = "web-1", *, cpu: str = "", memory: str = "", **spec: Any) -> Obj:
    requests = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value}
    container = {"name": "main", "image": "web:1", "resources": {"requests": requests}}
    return pod(name, spec={"containers": [container], **spec})


def place(on: Obj, *placed: Obj) -> Place:
    load = Load()
    for other in placed:
        load.put(other["metadata"]["uid"], demand_of(other))
    return Place(on, load)


def message(wanted: Obj, *places: Place) -> str:
    return unschedulable([obstacles(wanted, demand_of(wanted), candidate) for candidate in places])


def refusal(wanted: Obj, candidate: Place) -> list[str]:
    return [reason.text for reason in obstacles(wanted, demand_of(wanted), candidate)]


def affinity(*expressions: Obj) -> Obj:
    term = {"matchExpressions": list(expressions)}
    required = {"nodeSelectorTerms": [term]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}


class TestWords:
    def test_too_much_memory_for_the_node(self) -> None:
        assert message(asking(memory="64Gi"), place(node())) == ("0/1 nodes are available: 1 Insufficient memory.")

    def test_no_room_left_beside_the_others(self) -> None:
        full = place(node(), asking("other", memory="6Gi", cpu="3"))

        assert message(asking(memory="4Gi", cpu="2"), full) == (
            "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory."
        )

    def test_reasons_of_several_nodes_are_counted_and_sorted(self) -> None:
        tainted = node("n2", spec={"taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]})
        cordoned = node("n3", spec={"unschedulable": True})
        full = place(node("n1"), asking("other", cpu="4"))

        assert message(asking(cpu="1"), full, place(tainted), place(cordoned)) == (
            "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {gpu: yes}, "
            "1 node(s) were unschedulable."
        )

    def test_no_nodes_at_all(self) -> None:
        assert message(asking()) == "no nodes available to schedule pods"


class TestFilters:
    def test_the_number_of_pods_is_limited(self) -> None:
        assert refusal(asking(), place(node(pods="1"), asking("other"))) == ["Too many pods"]

    def test_a_node_selector_must_match(self) -> None:
        wanted = asking(nodeSelector={"disk": "ssd"})

        assert refusal(wanted, place(node())) == ["node(s) didn't match Pod's node affinity/selector"]
        assert refusal(wanted, place(node(metadata={"labels": {"disk": "ssd"}}))) == []

    @pytest.mark.parametrize(
        ("expression", "fits"),
        [
            ({"key": "zone", "operator": "In", "values": ["a", "b"]}, True),
            ({"key": "zone", "operator": "NotIn", "values": ["a"]}, False),
            ({"key": "zone", "operator": "Exists"}, True),
            ({"key": "zone", "operator": "DoesNotExist"}, False),
            ({"key": "cores", "operator": "Gt", "values": ["4"]}, True),
            ({"key": "cores", "operator": "Lt", "values": ["4"]}, False),
        ],
    )
    def test_required_affinity(self, expression: Obj, fits: bool) -> None:
        candidate = place(node(metadata={"labels": {"zone": "a", "cores": "8"}}))

        assert (refusal(asking(affinity=affinity(expression)), candidate) == []) is fits

    @pytest.mark.parametrize(
        ("toleration", "fits"),
        [
            ({"key": "gpu", "operator": "Equal", "value": "yes", "effect": "NoSchedule"}, True),
            ({"key": "gpu", "operator": "Equal", "value": "no", "effect": "NoSchedule"}, False),
            ({"key": "gpu", "operator": "Exists"}, True),
            ({"operator": "Exists"}, True),
            ({"key": "gpu", "operator": "Exists", "effect": "NoExecute"}, False),
        ],
    )
    def test_taints_repel_what_does_not_tolerate_them(self, toleration: Obj, fits: bool) -> None:
        tainted = node(spec={"taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]})

        assert (refusal(asking(tolerations=[toleration]), place(tainted)) == []) is fits

    def test_a_cordoned_node_takes_what_tolerates_cordons(self) -> None:
        cordoned = place(node(spec={"unschedulable": True}))
        toleration = {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"}

        assert refusal(asking(), cordoned) == ["node(s) were unschedulable"]
        assert refusal(asking(tolerations=[toleration]), cordoned) == []

    @pytest.mark.parametrize(
        ("other", "free"),
        [({"hostPort": 80}, False), ({"hostPort": 81}, True), ({"hostPort": 80, "protocol": "UDP"}, True)],
    )
    def test_host_ports_are_taken_once(self, other: Obj, free: bool) -> None:
        def with_port(name: str, port: Obj) -> Obj:
            return pod(name, spec={"containers": [{"name": "main", "ports": [{"containerPort": 80, **port}]}]})

        found = refusal(with_port("a", {"hostPort": 80}), place(node(), with_port("b", other)))

        assert (found == []) is free

    def test_the_larger_of_init_and_main_phase_is_needed(self) -> None:
        resources = {"requests": {"memory": "9Gi"}}
        wanted = asking(memory="1Gi", initContainers=[{"name": "prepare", "resources": resources}])

        assert refusal(wanted, place(node())) == ["Insufficient memory"]


class TestScores:
    def test_the_emptier_node_is_better(self) -> None:
        busy, idle = place(node("busy"), asking("other", cpu="2")), place(node("idle"))

        assert best(asking(), demand_of(asking()), [busy, idle]).name == "idle"

    def test_pods_of_one_owner_are_spread(self) -> None:
        reference = owner_reference(replica_set())
        sibling = asking("sibling")
        sibling["metadata"]["ownerReferences"] = [reference]
        wanted = asking()
        wanted["metadata"]["ownerReferences"] = [reference]
        with_sibling, with_stranger = place(node("n1"), sibling), place(node("n2"), asking("stranger", cpu="1"))

        assert best(wanted, demand_of(wanted), [with_sibling, with_stranger]).name == "n2"

    def test_preferred_affinity_counts(self) -> None:
        preference = {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}
        preferred = [{"weight": 10, "preference": preference}]
        wanted = asking(affinity={"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}})
        plain, fast = place(node("a")), place(node("b", metadata={"labels": {"disk": "ssd"}}))

        assert best(wanted, demand_of(wanted), [plain, fast]).name == "b"

    def test_a_soft_taint_is_avoided(self) -> None:
        tainted = node("a", spec={"taints": [{"key": "old", "effect": "PreferNoSchedule"}]})

        assert best(asking(), demand_of(asking()), [place(tainted), place(node("b"))]).name == "b"


def test_loads_follow_pods_and_say_when_room_is_freed() -> None:
    loads, waiting = Loads(), asking(cpu="1")
    bound = {**waiting, "spec": {**waiting["spec"], "nodeName": "n1"}}
    done = {**bound, "status": {"phase": "Succeeded"}}

    assert not loads.changed(Change(None, waiting))
    assert not loads.changed(Change(waiting, bound))
    assert loads.of("n1").used["cpu"] == 1
    assert loads.changed(Change(bound, done))
    assert loads.of("n1").used["cpu"] == 0
    assert not loads.changed(Change(done, None))


async def test_a_pod_is_bound_and_told_so(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    access.create("pods", "shop", asking())

    await until(lambda: access.get("pods", "shop", "web-1")["spec"].get("nodeName") == "n1")

    scheduled = condition(access.get("pods", "shop", "web-1"), "PodScheduled")
    assert scheduled is not None
    assert scheduled["status"] == "True"
    await until(lambda: [e["message"] for e in access.list("events", "shop") if e["reason"] == "Scheduled"])
    (event,) = [e for e in access.list("events", "shop") if e["reason"] == "Scheduled"]
    assert event["message"] == "Successfully assigned shop/web-1 to n1"


async def test_what_fits_nowhere_says_why_and_is_bound_when_a_node_comes(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("pods", "shop", asking(memory="16Gi"))
    await until(lambda: condition(access.get("pods", "shop", "web-1"), "PodScheduled"))
    scheduled = condition(access.get("pods", "shop", "web-1"), "PodScheduled")
    assert scheduled is not None
    assert (scheduled["status"], scheduled["reason"]) == ("False", "Unschedulable")
    assert scheduled["message"].startswith("0/1 nodes are available: 1 Insufficient memory.")
    assert [e["type"] for e in access.list("events", "shop") if e["reason"] == "FailedScheduling"] == ["Warning"]

    access.create("nodes", None, node("large", memory="32Gi"))

    await until(lambda: access.get("pods", "shop", "web-1")["spec"].get("nodeName") == "large")


async def test_a_parked_pod_takes_the_room_that_another_leaves(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("pods", "shop", asking("first", cpu="3"))
    await until(lambda: access.get("pods", "shop", "first")["spec"].get("nodeName"))
    access.create("pods", "shop", asking("second", cpu="3"))
    await until(lambda: condition(access.get("pods", "shop", "second"), "PodScheduled"))

    access.delete("pods", "shop", "first", grace_seconds=0)

    await until(lambda: access.get("pods", "shop", "second")["spec"].get("nodeName"), seconds=10)


async def test_pod_looks_again_when_the_class_of_its_claim_comes(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "later",
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    access.create("persistentvolumeclaims", "shop", claim)
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    access.create("pods", "shop", asking(volumes=[volume]))
    await until(lambda: condition(access.get("pods", "shop", "web-1"), "PodScheduled"))

    later = {"metadata": {"name": "later"}, "provisioner": "example.org/x", "volumeBindingMode": "WaitForFirstConsumer"}
    access.create("storageclasses.storage.k8s.io", None, later)

    def annotations() -> Obj:
        found: Obj = access.get("persistentvolumeclaims", "shop", "data")["metadata"].get("annotations") or {}
        return found

    await until(lambda: annotations().get("volume.kubernetes.io/selected-node") == "n1")


async def test_priority_comes_before_age(access: FakeAccess, until: Until) -> None:
    early = asking("low", cpu="3")
    late = asking("high", cpu="3", priority=100)
    late["metadata"]["creationTimestamp"] = "2026-01-01T01:00:00Z"
    for wanted in (early, late):
        access.create("pods", "shop", wanted)
    running = Controllers(access)
    await running.start()
    try:
        await until(lambda: access.get("pods", "shop", "high")["spec"].get("nodeName"))
        await until(lambda: condition(access.get("pods", "shop", "low"), "PodScheduled"))
    finally:
        await running.stop()

    assert "nodeName" not in access.get("pods", "shop", "low")["spec"]


@pytest.mark.parametrize("kept_back", [{"schedulerName": "another"}, {"schedulingGates": [{"name": "wait"}]}])
async def test_pods_that_are_not_ours_to_place_are_left(
    kept_back: dict[str, Any], access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("pods", "shop", asking("theirs", **kept_back))
    access.create("pods", "shop", asking("ours"))

    await until(lambda: access.get("pods", "shop", "ours")["spec"].get("nodeName"))

    assert "nodeName" not in access.get("pods", "shop", "theirs")["spec"]


async def test_twenty_pods_are_placed_in_a_moment(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    started = time.perf_counter()
    for number in range(20):
        access.create("pods", "shop", asking(f"web-{number}", cpu="10m", memory="16Mi"))

    await until(lambda: all(p["spec"].get("nodeName") for p in access.list("pods", "shop")))

    assert time.perf_counter() - started < 5  # about 20 ms; the margin is for a busy machine

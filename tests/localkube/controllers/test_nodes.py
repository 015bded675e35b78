"""Nodes that fall silent, cordoned nodes, and pods that nobody looks after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localkube.controllers import Controllers, Settings
from localkube.controllers.nodes import wanted_taints
from localkube.controllers.pod_collection import stranded, surplus
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import node, obj, pod
from tests.localkube.controllers.fake import FakeAccess

LEASES = "leases.coordination.k8s.io"
USERS_TAINT = {"key": "gpu", "effect": "NoSchedule"}


def taint(name: str, effect: str = "NoSchedule") -> Obj:
    return {"key": f"node.kubernetes.io/{name}", "effect": effect}


def without_times(taints: list[Obj]) -> list[Obj]:
    return [{key: value for key, value in taint.items() if key != "timeAdded"} for taint in taints]


def with_ready(status: str, **spec: object) -> Obj:
    made = node(spec=dict(spec))
    made["status"]["conditions"][0]["status"] = status
    return made


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (with_ready("True"), []),
        (with_ready("True", unschedulable=True), [taint("unschedulable")]),
        (with_ready("False"), [taint("not-ready")]),
        (with_ready("Unknown", taints=[USERS_TAINT]), [USERS_TAINT, taint("unreachable")]),
        (with_ready("True", taints=[taint("unreachable"), USERS_TAINT]), [USERS_TAINT]),
        (with_ready("False", taints=[taint("not-ready")]), [taint("not-ready")]),
    ],
)
def test_taints_follow_the_state_and_users_taints_stay(found: Obj, expected: list[Obj]) -> None:
    assert wanted_taints(found, evict=False) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (with_ready("True", taints=[taint("not-ready", "NoExecute"), USERS_TAINT]), [USERS_TAINT]),
        (with_ready("False"), [taint("not-ready"), taint("not-ready", "NoExecute")]),
        (
            with_ready("Unknown", taints=[taint("not-ready"), taint("not-ready", "NoExecute")]),
            [taint("unreachable"), taint("unreachable", "NoExecute")],
        ),
    ],
)
def test_pods_leave_a_node_that_is_not_ready_when_they_can_run_elsewhere(found: Obj, expected: list[Obj]) -> None:
    assert without_times(wanted_taints(found, evict=True)) == expected


def test_a_taint_keeps_the_time_of_its_beginning() -> None:
    since = {**taint("unreachable", "NoExecute"), "timeAdded": "2026-01-01T00:00:00Z"}

    assert since in wanted_taints(with_ready("Unknown", taints=[since]), evict=True)


def lease(second: int) -> Obj:
    return obj(
        "coordination.k8s.io/v1", "Lease", "n1", namespace=None, spec={"renewTime": f"2026-01-01T00:00:{second:02}Z"}
    )


def ready(access: FakeAccess) -> str:
    found = condition(access.get("nodes", None, "n1"), "Ready")
    assert found is not None
    status: str = found["status"]
    return status


async def test_a_silent_node_loses_trust_and_regains_it_by_its_kubelet(access: FakeAccess, until: Until) -> None:
    passed = timedelta()
    access.create(LEASES, "kube-node-lease", lease(1))
    access.create("pods", "shop", pod("web-1", ready=True, node="n1"))
    running = Controllers(access, Settings(node_grace=40, node_check=0.005), clock=lambda: datetime.now(UTC) + passed)
    await running.start()
    try:
        await until(lambda: access.find("serviceaccounts", "shop", "default"))
        assert ready(access) == "True"

        passed += timedelta(seconds=41)

        await until(lambda: ready(access) == "Unknown")
        await until(lambda: taint("unreachable") in access.get("nodes", None, "n1")["spec"].get("taints", []))
        await until(
            lambda: (condition(access.get("pods", "shop", "web-1"), "Ready") or {}).get("reason") == "NodeNotReady"
        )

        access.mutate(LEASES, "kube-node-lease", "n1", lambda current: current["spec"].update(lease(2)["spec"]))
        access.mutate("nodes", None, "n1", lambda n: n["status"]["conditions"][0].update(status="True"), "status")

        await until(lambda: "taints" not in access.get("nodes", None, "n1")["spec"])
    finally:
        await running.stop()


async def test_an_old_lease_at_start_is_not_held_against_the_node(access: FakeAccess, until: Until) -> None:
    access.create(LEASES, "kube-node-lease", lease(1))
    running = Controllers(access, Settings(node_check=0.005))
    await running.start()
    try:
        await until(lambda: access.find("serviceaccounts", "shop", "default"))
        access.mutate("nodes", None, "n1", lambda n: n["spec"].update(unschedulable=True))
        await until(lambda: access.get("nodes", None, "n1")["spec"].get("taints") == [taint("unschedulable")])
    finally:
        await running.stop()

    assert ready(access) == "True"


def test_pods_of_lost_nodes_and_unbound_leaving_pods_are_stranded() -> None:
    leaving = {"deletionTimestamp": "2026-01-01T00:00:00Z"}
    everything = [pod("lost", node="gone"), pod("kept", node="n1"), pod("leaving", metadata=leaving), pod("waiting")]

    assert [p["metadata"]["name"] for p in stranded(everything, {"gone"})] == ["lost", "leaving"]


def test_the_oldest_finished_pods_are_surplus() -> None:
    def done(name: str, hour: int) -> Obj:
        created = {"creationTimestamp": f"2026-01-01T{hour:02}:00:00Z"}
        return pod(name, status={"phase": "Succeeded"}, metadata=created)

    everything = [done("newest", 3), done("oldest", 1), done("older", 2), pod("running", ready=True)]

    assert [p["metadata"]["name"] for p in surplus(everything, 1)] == ["oldest", "older"]


async def test_pods_of_a_vanished_node_are_removed_after_a_while(access: FakeAccess, until: Until) -> None:
    access.create("pods", "shop", pod("lost", node="gone"))
    access.create("pods", "shop", pod("kept", node="n1"))
    told: list[Obj] = []
    access.on_write = lambda _resource, event: told.append(event.obj)
    running = Controllers(access, Settings(pod_collection=0.005, lost_node_quarantine=0.02))
    await running.start()
    try:
        await until(lambda: access.find("pods", "shop", "lost") is None)
    finally:
        await running.stop()

    assert access.find("pods", "shop", "kept") is not None
    reasons = [(condition(each, "DisruptionTarget") or {}).get("reason") for each in told if each["kind"] == "Pod"]
    assert "DeletionByPodGC" in reasons


async def test_labels_of_a_node_are_there_under_their_older_names(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    labels = {"kubernetes.io/os": "linux", "beta.kubernetes.io/os": "other", "zone": "a"}
    access.create("nodes", None, node("n2", metadata={"labels": labels}))

    def seen() -> dict[str, str]:
        found: dict[str, str] = access.get("nodes", None, "n2")["metadata"]["labels"]
        return found

    await until(lambda: seen()["beta.kubernetes.io/os"] == "linux")
    assert seen() == {"kubernetes.io/os": "linux", "beta.kubernetes.io/os": "linux", "zone": "a"}

"""Pods leave nodes whose taints they do not tolerate, at once or after a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localkube.controllers import Controllers, Settings
from localkube.controllers.taints import patience
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import node, obj, pod
from tests.localkube.controllers.fake import FakeAccess

LEASES = "leases.coordination.k8s.io"
BROKEN = {"key": "broken", "value": "yes", "effect": "NoExecute"}
SLOW = {"key": "slow", "effect": "NoExecute"}


def bears(key: str, seconds: int | None = None, **more: str) -> Obj:
    how = {"key": key, "operator": "Exists", "effect": "NoExecute", **more}
    return how if seconds is None else {**how, "tolerationSeconds": seconds}


@pytest.mark.parametrize(
    ("tolerations", "taints", "expected"),
    [
        ([], [], None),
        ([], [{"key": "gpu", "effect": "NoSchedule"}], None),
        ([], [BROKEN], 0),
        ([bears("slow")], [BROKEN], 0),
        ([bears("broken")], [BROKEN], None),
        ([{"operator": "Exists"}], [BROKEN, SLOW], None),
        ([bears("broken", 60)], [BROKEN], 60),
        ([bears("broken", -5)], [BROKEN], 0),
        ([bears("broken", 60), bears("slow", 20)], [BROKEN, SLOW], 20),
        ([bears("broken", 60), bears("slow")], [BROKEN, SLOW], 60),
        ([bears("broken", 60), bears("broken", 30, operator="Equal", value="yes")], [BROKEN], 60),
        ([bears("broken", 30), bears("broken")], [BROKEN], 30),
        ([bears("broken"), bears("broken", 30)], [BROKEN], None),
        ([bears("broken", 60), bears("broken", 5), bears("slow", 20)], [BROKEN, SLOW], 20),
    ],
)
def test_the_first_toleration_of_each_taint_counts_and_the_shortest_of_these(
    tolerations: list[Obj], taints: list[Obj], expected: float | None
) -> None:
    assert patience(pod(spec={"tolerations": tolerations}), taints) == expected


def is_leaving(access: FakeAccess, name: str) -> bool:
    return bool(access.get("pods", "shop", name)["metadata"].get("deletionTimestamp"))


async def test_a_taint_by_hand_evicts_who_does_not_tolerate_it(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    del controllers
    access.create("pods", "shop", pod("web-1", ready=True, node="n1"))
    access.create("pods", "shop", pod("tough", ready=True, node="n1", spec={"tolerations": [bears("broken")]}))

    access.mutate("nodes", None, "n1", lambda current: current["spec"].update(taints=[BROKEN]))

    await until(lambda: is_leaving(access, "web-1"))
    target = condition(access.get("pods", "shop", "web-1"), "DisruptionTarget") or {}
    assert target["reason"] == "DeletionByTaintManager"
    assert [
        event["message"] for event in access.list("events", "shop") if event["reason"] == "TaintManagerEviction"
    ] == ["Marking for deletion Pod shop/web-1"]
    assert not is_leaving(access, "tough")


async def test_a_pod_that_is_bound_to_a_tainted_node_leaves_it(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    del controllers
    access.mutate("nodes", None, "n1", lambda current: current["spec"].update(taints=[BROKEN]))
    access.create("pods", "shop", pod("late", node="n1"))

    await until(lambda: is_leaving(access, "late"))


async def test_a_silent_node_is_left_after_the_time_that_pods_bear(access: FakeAccess, until: Until) -> None:
    """Another node is ready. A node whose lease comes back in time keeps its pods."""
    passed = timedelta()
    second = 0

    def beat(name: str) -> None:
        nonlocal second
        second += 1
        renewed = {"renewTime": f"2026-01-01T00:{second // 60:02}:{second % 60:02}Z"}
        access.mutate(LEASES, "kube-node-lease", name, lambda current: current["spec"].update(renewed))

    access.create("nodes", None, node("n2"))
    for name in ("n1", "n2"):
        access.create(LEASES, "kube-node-lease", obj("coordination.k8s.io/v1", "Lease", name, namespace=None, spec={}))
    borne = [bears("node.kubernetes.io/unreachable", 300), bears("slow")]
    access.create("pods", "shop", pod("web-1", ready=True, node="n1", spec={"tolerations": borne}))
    clock = lambda: datetime.now(UTC) + passed  # noqa: E731 - reads what the test moves on
    running = Controllers(access, Settings(node_grace=40, node_check=0.005), clock=clock)
    await running.start()

    def keys(name: str) -> set[tuple[str, str]]:
        taints = access.get("nodes", None, name)["spec"].get("taints", [])
        return {(taint["key"].partition("/")[2], taint["effect"]) for taint in taints}

    try:
        await until(lambda: access.find("serviceaccounts", "shop", "default"))
        passed += timedelta(seconds=41)
        beat("n2")
        await until(lambda: keys("n1") == {("unreachable", "NoSchedule"), ("unreachable", "NoExecute")})
        assert keys("n2") == set()

        passed += timedelta(seconds=200)
        beat("n1")
        beat("n2")
        access.mutate("nodes", None, "n1", lambda n: n["status"]["conditions"][0].update(status="True"), "status")
        await until(lambda: keys("n1") == set())
        assert not is_leaving(access, "web-1")

        passed += timedelta(seconds=41)
        beat("n2")
        await until(lambda: ("unreachable", "NoExecute") in keys("n1"))
        assert not is_leaving(access, "web-1")

        def is_left_later() -> bool:
            """The time counts from when the taint was seen, which nothing tells: so more of it passes each time."""
            nonlocal passed
            passed += timedelta(seconds=301)
            beat("n2")
            slow = {**SLOW, "value": f"{second}"}
            others = [taint for taint in access.get("nodes", None, "n1")["spec"]["taints"] if taint["key"] != "slow"]
            access.mutate("nodes", None, "n1", lambda n: n["spec"].update(taints=[*others, slow]))
            return is_leaving(access, "web-1")

        await until(is_left_later)
    finally:
        await running.stop()

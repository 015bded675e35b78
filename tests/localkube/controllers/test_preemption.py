"""Pods of higher priority displace others: whom, where, and how."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from localkube.controllers import Controllers
from localkube.controllers.scheduling.displacing import NodeTrial
from localkube.controllers.scheduling.filters import obstacles
from localkube.controllers.scheduling.load import Load, Place, demand_of
from localkube.controllers.scheduling.victims import Candidate, best_candidate, candidate, lower, violating
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import node, obj, pod
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet


def asking(name: str, cpu: str, priority: int = 0, *, app: str = "web", since: str = "", **spec: Any) -> Obj:
    container = {"name": "main", "image": "web:1", "resources": {"requests": {"cpu": cpu}}}
    metadata = {"labels": {"app": app}}
    status = {"startTime": since} if since else {}
    return pod(name, metadata=metadata, spec={"containers": [container], "priority": priority, **spec}, status=status)


def budget(app: str, allowed: int) -> Obj:
    spec = {"selector": {"matchLabels": {"app": app}}, "minAvailable": 1}
    return obj("policy/v1", "PodDisruptionBudget", app, spec=spec, status={"disruptionsAllowed": allowed})


def place(name: str, residents: list[Obj], cpu: str = "4") -> Place:
    load = Load()
    for resident in residents:
        load.put(resident["metadata"]["uid"], demand_of(resident))
    return Place(node(name, cpu=cpu), load)


def decide(wanted: Obj, residents: list[Obj], *budgets: Obj, name: str = "n1") -> Candidate | None:
    trial = NodeTrial(wanted, demand_of(wanted), place(name, residents), lambda _node, _gone: [])
    return candidate(wanted, name, residents, budgets, trial)


def names(found: Candidate | None) -> list[str]:
    assert found is not None
    return [victim["metadata"]["name"] for victim in found.victims]


class TestOnOneNode:
    def test_the_least_important_go_and_no_more_than_needed(self) -> None:
        residents = [asking("low", "1", 1), asking("middle", "1", 5), asking("lower", "1", 0), asking("big", "1", 9)]

        assert names(decide(asking("new", "1", 10), residents)) == ["lower"]
        assert names(decide(asking("new", "2", 10), residents)) == ["low", "lower"]

    def test_of_equals_those_that_began_last_go(self) -> None:
        residents = [
            asking("old", "2", since="2026-01-01T00:00:00Z"),
            asking("young", "2", since="2026-02-01T00:00:00Z"),
        ]

        assert names(decide(asking("new", "2", 10), residents)) == ["young"]

    def test_what_ends_already_goes_first(self) -> None:
        ending = asking("ending", "2", 5)
        ending["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"

        assert names(decide(asking("new", "2", 10), [ending, asking("staying", "2")])) == ["ending"]

    def test_pods_of_a_budget_that_allows_nothing_are_spared_where_possible(self) -> None:
        residents = [asking("kept", "2", 0, app="db"), asking("free", "2", 5)]

        spared = decide(asking("new", "2", 10), residents, budget("db", 0))
        both = decide(asking("new", "4", 10), residents, budget("db", 0))

        assert names(spared) == ["free"]
        assert names(both) == ["free", "kept"]
        assert both is not None
        assert both.violations == 1

    def test_budget_allows_as_many_as_it_says(self) -> None:
        mine = [asking(f"db-{number}", "1", app="db") for number in range(3)]

        assert len(violating(mine, [budget("db", 2)])) == 1


class TestBetweenNodes:
    def candidates(self, *victims: tuple[str, int, list[int]]) -> Candidate | None:
        return best_candidate(
            Candidate(name, tuple(asking(f"{name}-{n}", "1", p) for n, p in enumerate(priorities)), violations)
            for name, violations, priorities in victims
        )

    @pytest.mark.parametrize(
        "offers",
        [
            [("a", 1, [1]), ("best", 0, [9, 9])],
            [("a", 0, [5]), ("best", 0, [4, 4, 4])],
            [("a", 0, [5, 4]), ("best", 0, [5, 3])],
            [("a", 0, [5, 5]), ("best", 0, [5])],
            [("a", 0, [-5, -5]), ("best", 0, [-5])],
            [("c", 0, [5]), ("best", 0, [5])],
        ],
    )
    def test_order_of_losses(self, offers: list[tuple[str, int, list[int]]]) -> None:
        found = self.candidates(*offers)

        assert found is not None
        assert found.node == "best"

    def test_of_equal_losses_the_one_that_began_last(self) -> None:
        old = Candidate("a", (asking("old", "1", since="2026-01-01T00:00:00Z"),))
        young = Candidate("b", (asking("young", "1", since="2026-02-01T00:00:00Z"),))

        found = best_candidate([old, young])

        assert found is young


@pytest.mark.parametrize("seed", range(300))
def test_whatever_is_there_only_lower_ones_go_and_only_where_it_helps(seed: int) -> None:
    random = Random(seed)
    apps = ["web", "db", "cache"]
    wanted = asking("new", f"{random.randint(1, 50) * 100}m", random.randint(-2, 4))
    residents = [
        asking(f"p{n}", f"{random.randint(0, 15) * 100}m", random.randint(-3, 5), app=random.choice(apps))
        for n in range(random.randint(0, 8))
    ]
    budgets = [budget(app, random.randint(0, 2)) for app in random.sample(apps, random.randint(0, 3))]
    own = wanted["spec"]["priority"]

    def fits(staying: list[Obj]) -> bool:
        return not obstacles(wanted, demand_of(wanted), place("n1", staying))

    found = decide(wanted, residents, *budgets)

    if found is None:
        spared = [each for each in residents if each["spec"]["priority"] >= own]
        assert not lower(wanted, residents) or not fits(spared)
        return
    assert all(victim["spec"]["priority"] < own for victim in found.victims)
    staying = [each for each in residents if each not in found.victims]
    assert fits(staying)
    assert not any(fits([*staying, victim]) for victim in found.victims)
    assert found.violations <= len(found.victims)


def read(access: FakeAccess, name: str) -> Obj:
    return access.get("pods", "shop", name)


def nominated(access: FakeAccess, name: str) -> str:
    return str((read(access, name).get("status") or {}).get("nominatedNodeName", ""))


def told(access: FakeAccess, name: str) -> str:
    return str((condition(read(access, name), "PodScheduled") or {}).get("message", ""))


async def running(access: FakeAccess, until: Until, *wanted: Obj) -> None:
    for each in wanted:
        access.create("pods", "shop", each)
        await until(lambda each=each: read(access, each["metadata"]["name"])["spec"].get("nodeName"))


async def test_displaced_pod_ends_in_order_and_its_room_goes_to_the_other(
    access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    await running(access, until, asking("low", "3"))

    access.create("pods", "shop", asking("high", "3", 100))
    await until(lambda: read(access, "low")["metadata"].get("deletionTimestamp"))

    target = condition(read(access, "low"), "DisruptionTarget")
    assert target is not None
    assert (target["status"], target["reason"]) == ("True", "PreemptionByScheduler")
    assert target["message"] == "default-scheduler: preempting to accommodate a higher priority pod"
    assert nominated(access, "high") == "n1"
    assert told(access, "high") == "0/1 nodes are available: 1 Insufficient cpu."
    (event,) = [each for each in access.list("events", "shop") if each["reason"] == "Preempted"]
    assert event["involvedObject"]["name"] == "low"
    assert event["message"] == f"Preempted by pod {read(access, 'high')['metadata']['uid']} on node n1"

    kubelet.end(read(access, "low"))
    await until(lambda: read(access, "high")["spec"].get("nodeName") == "n1", seconds=10)
    assert nominated(access, "high") == ""


async def test_pod_that_comes_in_place_of_the_displaced_one_waits(
    access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    await running(access, until, asking("low", "3"))
    access.create("pods", "shop", asking("high", "3", 100))
    await until(lambda: nominated(access, "high"))
    access.create("pods", "shop", asking("small", "2"))
    access.create("pods", "shop", asking("tiny", "1"))
    await until(lambda: told(access, "small") and told(access, "tiny"))

    kubelet.end(read(access, "low"))

    await until(lambda: read(access, "high")["spec"].get("nodeName"))
    await until(lambda: read(access, "tiny")["spec"].get("nodeName"))
    assert "nodeName" not in read(access, "small")["spec"]


async def test_room_that_nobody_needs_any_more_goes_to_the_others(
    access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    await running(access, until, asking("low", "3"))
    access.create("pods", "shop", asking("high", "3", 100))
    await until(lambda: nominated(access, "high"))
    kubelet_ended = read(access, "low")
    access.create("pods", "shop", asking("other", "3", 50))
    await until(lambda: told(access, "other"))

    access.delete("pods", "shop", "high", grace_seconds=0)
    kubelet.end(kubelet_ended)

    await until(lambda: read(access, "other")["spec"].get("nodeName"))


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (asking("new", "3", 100, preemptionPolicy="Never"), "not eligible due to preemptionPolicy=Never."),
        (
            asking("new", "3", 10),
            "0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        ),
        (asking("new", "9", 100), "0/1 nodes are available: 1 Preemption is not helpful for scheduling."),
        (
            asking("new", "3", 100, nodeSelector={"disk": "ssd"}),
            "0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
        ),
    ],
)
async def test_nobody_is_displaced_in_vain(
    wanted: Obj, why: str, access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    await running(access, until, asking("there", "3", 10))

    access.create("pods", "shop", wanted)
    await until(lambda: told(access, "new"))

    assert told(access, "new").endswith(f"preemption: {why}")
    assert "deletionTimestamp" not in read(access, "there")["metadata"]
    assert nominated(access, "new") == ""


async def test_reasons_that_victims_would_leave_are_told(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    await running(access, until, asking("high", "2", 100), asking("low", "1"))

    access.create("pods", "shop", asking("new", "3", 50))
    await until(lambda: told(access, "new"))

    assert told(access, "new") == (
        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Insufficient cpu."
    )
    assert "deletionTimestamp" not in read(access, "low")["metadata"]


async def test_nobody_else_is_displaced_while_victims_end(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("nodes", None, node("n2"))
    await running(access, until, asking("first", "3"), asking("second", "3"))
    access.create("pods", "shop", asking("high", "3", 100))
    await until(lambda: nominated(access, "high"))
    chosen = nominated(access, "high")

    access.mutate("nodes", None, "n2", lambda found: found["metadata"].update(labels={"changed": "yes"}))
    await until(lambda: "terminating pod on the nominated node" in told(access, "high"))

    assert nominated(access, "high") == chosen
    assert sum(bool(each["metadata"].get("deletionTimestamp")) for each in access.list("pods", "shop")) == 1


async def test_more_important_pod_takes_over_the_room(
    access: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    await running(access, until, asking("low", "3"))
    access.create("pods", "shop", asking("middle", "3", 50))
    await until(lambda: nominated(access, "middle"))

    access.create("pods", "shop", asking("high", "3", 100))
    await until(lambda: nominated(access, "high"))
    assert nominated(access, "middle") == ""

    kubelet.end(read(access, "low"))
    await until(lambda: read(access, "high")["spec"].get("nodeName"))
    assert "nodeName" not in read(access, "middle")["spec"]


async def test_host_port_in_use_is_freed_for_a_more_important_pod(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    def with_port(name: str, priority: int) -> Obj:
        made = asking(name, "1", priority)
        made["spec"]["containers"][0]["ports"] = [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]
        return made

    await running(access, until, asking("bystander", "1"), with_port("low", 0))

    access.create("pods", "shop", with_port("high", 100))
    await until(lambda: nominated(access, "high") == "n1")

    assert "node(s) didn't have free ports for the requested pod ports" in told(access, "high")
    assert read(access, "low")["metadata"].get("deletionTimestamp")
    assert "deletionTimestamp" not in read(access, "bystander")["metadata"]


async def test_pod_with_anti_affinity_displaces_whom_it_shuns(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.mutate("nodes", None, "n1", lambda found: found["metadata"].update(labels={"host": "n1"}))
    term = {"labelSelector": {"matchLabels": {"app": "db"}}, "topologyKey": "host"}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    await running(access, until, asking("db", "1", app="db"), asking("web", "1"))

    access.create("pods", "shop", asking("new", "1", 100, affinity={"podAntiAffinity": required}))
    await until(lambda: nominated(access, "new") == "n1")

    assert read(access, "db")["metadata"].get("deletionTimestamp")
    assert "deletionTimestamp" not in read(access, "web")["metadata"]


async def test_room_that_a_resized_pod_gives_back_is_used(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    await running(access, until, asking("first", "3"))
    access.create("pods", "shop", asking("second", "3"))
    await until(lambda: told(access, "second"))

    def shrink(current: Obj) -> None:
        current["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "1"}}

    access.mutate("pods", "shop", "first", shrink, "resize")

    await until(lambda: read(access, "second")["spec"].get("nodeName"))

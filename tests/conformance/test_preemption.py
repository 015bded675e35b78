"""Priority classes and preemption: conformance area "SchedulerPreemption"."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException
from kubernetes.utils.quantity import parse_quantity

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine


class Classes:
    """Priority classes whose names begin with the test's namespace; gone afterwards."""

    def __init__(self, api: kube.ApiClient, prefix: str) -> None:
        self.scheduling = kube.SchedulingV1Api(api)
        self.prefix = prefix
        self._made: list[str] = []

    def create(self, name: str, value: int, **fields: Any) -> str:
        full = f"{self.prefix}-{name}"
        body = {"metadata": {"name": full, "labels": {"test": self.prefix}}, "value": value, **fields}
        self.scheduling.create_priority_class(body)
        self._made.append(full)
        return full

    def remove(self) -> None:
        for name in self._made:
            with contextlib.suppress(ApiException):
                self.scheduling.delete_priority_class(name)


class Room:
    """One node, and halves of what is free there: two pods of more than a half do not fit."""

    def __init__(self, api: kube.ApiClient) -> None:
        core = kube.CoreV1Api(api)
        listed = [node for node in core.list_node().items if not node.spec.unschedulable and not node.spec.taints]
        self.node = listed[0].metadata.name
        self.label = listed[0].metadata.labels["kubernetes.io/hostname"]
        there = core.list_pod_for_all_namespaces(field_selector=f"spec.nodeName={self.node}").items
        taken = sum(
            parse_quantity((each.resources.requests or {}).get("cpu", 0)) for p in there for each in p.spec.containers
        )
        free = parse_quantity(listed[0].status.allocatable["cpu"]) - taken
        self.share = f"{int(free * 600)}m"

    def pod(self, name: str, priority_class: str, **spec: Any) -> dict[str, Any]:
        main = container(resources={"requests": {"cpu": self.share}})
        selector = {"kubernetes.io/hostname": self.label}
        return pod(name, main, priorityClassName=priority_class, nodeSelector=selector, **spec)


@pytest.fixture
def classes(api: kube.ApiClient, namespace: str) -> Iterator[Classes]:
    made = Classes(api, namespace)
    yield made
    made.remove()


@pytest.fixture
def room(api: kube.ApiClient) -> Room:
    return Room(api)


def test_endpoints_of_priority_classes(classes: Classes) -> None:
    name = classes.create("p1", 1)
    classes.create("p2", 2)
    scheduling = classes.scheduling

    listed = scheduling.list_priority_class(label_selector=f"test={classes.prefix}").items
    assert sorted(each.value for each in listed) == [1, 2]
    scheduling.patch_priority_class(name, {"description": "patched"})
    found = scheduling.read_priority_class(name)
    found.description = "updated"
    assert scheduling.replace_priority_class(name, found).description == "updated"

    found = scheduling.read_priority_class(name)
    found.value = 3
    for change in (
        lambda: scheduling.patch_priority_class(name, {"value": 3}),
        lambda: scheduling.replace_priority_class(name, found),
    ):
        with pytest.raises(ApiException) as refused:
            change()
        assert refused.value.status == 422
    scheduling.delete_collection_priority_class(label_selector=f"test={classes.prefix}")
    assert not scheduling.list_priority_class(label_selector=f"test={classes.prefix}").items


def test_basic_preemption(classes: Classes, pods: Pods, room: Room) -> None:
    low, high = classes.create("low", 1), classes.create("high", 1000)
    pods.create(room.pod("low", low))
    pods.ready("low")

    pods.create(room.pod("high", high))

    pods.ready("high")
    assert pods.names() == {"high"}
    assert pods.read("high").spec.priority == 1000
    assert not pods.read("high").status.nominated_node_name
    events = pods.core.list_namespaced_event(pods.namespace).items
    assert [each.involved_object.name for each in events if each.reason == "Preempted"] == ["low"]


def test_preemption_by_critical_pod(classes: Classes, pods: Pods, room: Room) -> None:
    low = classes.create("low", 1)
    pods.create(room.pod("low", low))
    pods.ready("low")

    pods.create(room.pod("critical", "system-cluster-critical"))

    pods.ready("critical")
    assert pods.names() == {"critical"}


def test_preempted_pod_tells_of_its_disruption(classes: Classes, pods: Pods, room: Room) -> None:
    low, high = classes.create("low", 1), classes.create("high", 1000)
    victim = room.pod("victim", low)
    victim["metadata"]["finalizers"] = ["example.org/held"]
    pods.create(victim)
    pods.ready("victim")

    pods.create(room.pod("high", high))
    try:
        found = eventually(lambda: pods.read("victim"), lambda seen: seen.metadata.deletion_timestamp, 30)
        (target,) = [each for each in found.status.conditions if each.type == "DisruptionTarget"]
        assert (target.status, target.reason) == ("True", "PreemptionByScheduler")
    finally:
        pods.core.patch_namespaced_pod("victim", pods.namespace, {"metadata": {"finalizers": None}})
    pods.ready("high")


def test_pod_that_never_preempts_waits(classes: Classes, pods: Pods, room: Room) -> None:
    low, meek = classes.create("low", 1), classes.create("meek", 1000, preemptionPolicy="Never")
    pods.create(room.pod("low", low))
    pods.ready("low")

    pods.create(room.pod("meek", meek))

    def told(found: Any) -> object:
        return [each for each in found.status.conditions or [] if each.reason == "Unschedulable"]

    found = eventually(lambda: pods.read("meek"), told, 30)
    assert "preemptionPolicy=Never" in told(found)[0].message  # type: ignore[index]  # as it holds
    pods.core.delete_namespaced_pod("low", pods.namespace)
    pods.ready("meek")

"""Replica sets and replication controllers: ranking, adoption, counts, failures."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from localkube.controllers import Controllers
from localkube.controllers.pods import is_active
from localkube.controllers.replication.ranking import DELETION_COST, first_to_go
from localkube.controllers.replication.status import Failure, next_available_in, status_of
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, Forbidden
from localkube.objects.meta import condition, controller_of, owner_reference
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import obj, pod, replica_set, template
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def ago(**delta: float) -> str:
    return (NOW - timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_pods_go_in_the_order_of_their_value() -> None:
    old = {"metadata": {"creationTimestamp": ago(hours=10)}}
    in_order = [
        pod("unbound"),
        pod("pending", node="n1", status={"phase": "Pending"}),
        pod("unready", ready=False, node="n1"),
        pod("cheap", ready=True, node="n1", metadata={"annotations": {DELETION_COST: "-5"}}),
        pod("crowded", ready=True, node="n2", since=ago(hours=5), **old),
        pod("just-ready", ready=True, node="n1", since=ago(seconds=3), **old),
        pod(
            "restarting", ready=True, node="n1", since=ago(hours=5), status={"containerStatuses": [{"restartCount": 4}]}
        ),
        pod("young", ready=True, node="n1", since=ago(hours=5), metadata={"creationTimestamp": ago(hours=5)}),
        pod("old", ready=True, node="n1", since=ago(hours=5), **old),
    ]
    shuffled = in_order[:]
    random.Random(1).shuffle(shuffled)

    ranked = first_to_go(shuffled, {"n1": 1, "n2": 3}, NOW)

    assert [p["metadata"]["name"] for p in ranked] == [p["metadata"]["name"] for p in in_order]


def test_ready_counts_as_available_after_min_ready_seconds() -> None:
    owner = replica_set("web", 3)
    owner["spec"]["minReadySeconds"] = 10
    active = [
        pod("a", ready=True, since=ago(seconds=4)),
        pod("b", ready=True, since=ago(seconds=60)),
        pod("c", ready=False),
    ]

    status = status_of(owner, active, None, NOW)

    assert (status["replicas"], status["readyReplicas"], status["availableReplicas"]) == (3, 2, 1)
    assert next_available_in(owner, active, NOW) == 6


def test_a_failure_stays_in_the_conditions_until_it_is_over() -> None:
    owner = replica_set("web", 3)
    failed = status_of(owner, [], Failure("FailedCreate", "exceeded quota"), NOW)
    owner["status"] = failed

    assert [c["message"] for c in failed["conditions"]] == ["exceeded quota"]
    assert "conditions" not in status_of(owner, [], None, NOW)


@pytest.fixture
def owned(access: FakeAccess) -> FakeAccess:
    access.create("replicasets.apps", "shop", replica_set("web", 3))
    return access


def active(access: FakeAccess) -> list[Obj]:
    return [p for p in access.list("pods", "shop") if is_active(p)]


async def test_missing_pods_are_created_with_the_owner(
    owned: FakeAccess, controllers: Controllers, until: Until
) -> None:
    await until(lambda: len(active(owned)) == 3)

    owner = owned.get("replicasets.apps", "shop", "web")
    assert all((controller_of(p) or {})["uid"] == owner["metadata"]["uid"] for p in active(owned))
    assert all(p["metadata"]["name"].startswith("web-") for p in active(owned))


async def test_a_replication_controller_works_the_same(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    spec = {"replicas": 2, "selector": {"app": "web"}, "template": template()}
    access.create("replicationcontrollers", "shop", obj("v1", "ReplicationController", "web", spec=spec))

    await until(lambda: len(active(access)) == 2)

    found = access.get("replicationcontrollers", "shop", "web")
    await until(lambda: access.get("replicationcontrollers", "shop", "web")["status"]["replicas"] == 2)
    assert {(controller_of(p) or {})["kind"] for p in active(access)} == {found["kind"]}


async def test_orphans_that_match_are_adopted(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    access.create("pods", "shop", pod("orphan"))
    access.create("replicasets.apps", "shop", replica_set("web", 2))

    await until(lambda: len(active(access)) == 2)

    assert (controller_of(access.get("pods", "shop", "orphan")) or {})["name"] == "web"


async def test_a_pod_that_no_longer_matches_is_released_and_replaced(
    owned: FakeAccess, controllers: Controllers, until: Until
) -> None:
    await until(lambda: len(active(owned)) == 3)
    name = active(owned)[0]["metadata"]["name"]

    owned.mutate("pods", "shop", name, lambda p: p["metadata"].update(labels={"app": "debug"}))

    await until(lambda: len(active(owned)) == 4)
    assert controller_of(owned.get("pods", "shop", name)) is None


async def test_a_terminating_pod_is_replaced_at_once(
    owned: FakeAccess, controllers: Controllers, kubelet: FakeKubelet, until: Until
) -> None:
    await until(lambda: all(p["spec"].get("nodeName") for p in active(owned)) and len(active(owned)) == 3)
    name = active(owned)[0]["metadata"]["name"]

    owned.delete("pods", "shop", name)

    await until(lambda: len(active(owned)) == 3)
    leaving = owned.get("pods", "shop", name)
    assert leaving["metadata"]["deletionTimestamp"]
    assert controller_of(leaving) is not None


async def test_finished_pods_are_neither_counted_nor_adopted(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("pods", "shop", pod("done", status={"phase": "Succeeded"}))
    access.create("replicasets.apps", "shop", replica_set("web", 1))

    await until(lambda: len(active(access)) == 1)

    assert controller_of(access.get("pods", "shop", "done")) is None


async def test_a_refused_creation_is_tried_again_one_at_a_time(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    attempts: list[str] = []

    def refuse(resource: str, _obj: Obj) -> ApiError | None:
        if resource != "pods" or len(attempts) >= 4:
            return None
        attempts.append(resource)
        return Forbidden("exceeded quota: small")

    access.refuse = refuse
    access.create("replicasets.apps", "shop", replica_set("web", 3))
    await until(lambda: len(active(access)) == 3)

    (event,) = [e for e in access.list("events", "shop") if e["reason"] == "FailedCreate"]
    assert event["count"] == 4
    await until(lambda: condition(access.get("replicasets.apps", "shop", "web"), "ReplicaFailure") is None)


async def test_many_replicas_are_created_in_turns(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    access.create("replicasets.apps", "shop", replica_set("web", 100))

    await until(lambda: len(active(access)) == 100)

    await until(lambda: access.get("replicasets.apps", "shop", "web")["status"]["replicas"] == 100)


async def test_a_pod_of_another_owner_is_left_alone(access: FakeAccess, controllers: Controllers, until: Until) -> None:
    reference = owner_reference(obj("example.com/v1", "Unknown", "somebody"))
    access.create("pods", "shop", pod("theirs", metadata={"ownerReferences": [reference]}))
    access.create("replicasets.apps", "shop", replica_set("web", 1))

    await until(lambda: len(active(access)) == 2)

    assert (controller_of(access.get("pods", "shop", "theirs")) or {})["kind"] == "Unknown"

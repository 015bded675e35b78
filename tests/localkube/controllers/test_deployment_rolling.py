"""The pure rules of rolling updates and revisions."""

from __future__ import annotations

from typing import Any

import pytest

from localkube.controllers.deployment import revisions, rolling
from localkube.controllers.deployment.fleet import Bounds, Fleet, Resize, bounds
from localkube.objects.access import Obj
from tests.localkube.controllers.factory import deployment, replica_set


def strategy(surge: int | str, unavailable: int | str) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}


def sizes(resizes: list[Resize]) -> dict[str, int]:
    return {resize.replica_set["metadata"]["name"]: resize.size for resize in resizes}


def sized(name: str, replicas: int, available: int, *, maximum: int = 0, desired: int = 0) -> Obj:
    annotations = {revisions.MAXIMUM: str(maximum), revisions.DESIRED: str(desired)} if maximum else {}
    return replica_set(name, replicas, available=available, metadata={"annotations": annotations})


@pytest.mark.parametrize(
    ("surge", "unavailable", "replicas", "expected"),
    [
        ("25%", "25%", 3, Bounds(1, 0)),
        ("25%", "25%", 10, Bounds(3, 2)),
        (0, 0, 5, Bounds(0, 1)),
        (0, "10%", 5, Bounds(0, 1)),
        (1, 5, 2, Bounds(1, 2)),
        ("100%", 0, 4, Bounds(4, 0)),
    ],
)
def test_percentages_round_up_for_surge_and_down_for_unavailable(
    surge: int | str, unavailable: int | str, replicas: int, expected: Bounds
) -> None:
    assert bounds(deployment(replicas=replicas, strategy=strategy(surge, unavailable))) == expected


def test_the_new_set_grows_only_into_the_surge() -> None:
    fleet = Fleet(deployment(replicas=10, strategy=strategy(3, 2)), sized("new", 0, 0), [sized("old", 10, 10)])

    assert rolling.size_of_new(fleet) == 3


def test_pods_that_a_shrunk_set_still_has_leave_no_room() -> None:
    shrinking = replica_set("old", 8, available=8, status={"replicas": 10})
    fleet = Fleet(deployment(replicas=10, strategy=strategy(3, 2)), sized("new", 3, 0), [shrinking])

    assert rolling.size_of_new(fleet) == 3


def test_old_sets_shrink_by_what_may_be_unavailable() -> None:
    fleet = Fleet(deployment(replicas=10, strategy=strategy(3, 2)), sized("new", 3, 0), [sized("old", 10, 10)])

    assert sizes(rolling.shrink_old(fleet)) == {"old": 8}


def test_old_pods_that_are_not_available_go_first() -> None:
    fleet = Fleet(
        deployment(replicas=10, strategy=strategy(0, 2)),
        sized("new", 0, 0),
        [sized("oldest", 6, 6), sized("older", 4, 2)],
    )

    assert sizes(rolling.shrink_old(fleet)) == {"older": 2}


def test_nothing_shrinks_while_new_pods_are_not_available() -> None:
    fleet = Fleet(deployment(replicas=3, strategy=strategy(1, 0)), sized("new", 1, 0), [sized("old", 3, 3)])

    assert rolling.shrink_old(fleet) == []


def test_each_available_new_pod_replaces_one_old() -> None:
    fleet = Fleet(deployment(replicas=3, strategy=strategy(1, 0)), sized("new", 1, 1), [sized("old", 3, 3)])

    assert sizes(rolling.shrink_old(fleet)) == {"old": 2}


def test_a_late_status_of_an_old_set_does_not_let_too_many_go() -> None:
    late = replica_set("old", 8, available=10, status={"replicas": 10})
    fleet = Fleet(deployment(replicas=10, strategy=strategy(3, 2)), sized("new", 3, 0), [late])

    assert rolling.shrink_old(fleet) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(15, {"old": 12, "new": 7}), (5, {"old": 4, "new": 3}), (0, {"old": 0, "new": 0})],
)
def test_scaling_in_the_middle_of_a_rollout_is_in_proportion(wanted: int, expected: dict[str, int]) -> None:
    changed = deployment(replicas=wanted, strategy=strategy("25%", "25%"))
    fleet = Fleet(changed, sized("new", 5, 0, maximum=13, desired=10), [sized("old", 8, 8, maximum=13, desired=10)])

    assert rolling.was_scaled(fleet)
    assert sizes(rolling.rescale(fleet)) == expected


def test_a_single_set_takes_the_whole_change() -> None:
    fleet = Fleet(deployment(replicas=7), sized("new", 3, 3, maximum=4, desired=3), [sized("old", 0, 0)])

    assert sizes(rolling.rescale(fleet)) == {"new": 7}


def test_the_set_with_the_same_template_is_the_new_one_whatever_its_hash_label() -> None:
    wanted = deployment()
    current = replica_set("web-abc")
    current["spec"]["template"]["metadata"]["labels"]["pod-template-hash"] = "abc"
    current["spec"]["template"]["metadata"]["creationTimestamp"] = None

    fleet = revisions.sort_fleet(wanted, [replica_set("web-old", image="web:0"), current])

    assert fleet.new is current
    assert [s["metadata"]["name"] for s in fleet.old] == ["web-old"]


def test_the_deployments_annotations_are_inherited_without_its_own() -> None:
    wanted = deployment()
    wanted["metadata"]["annotations"] = {
        "team": "shop",
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        revisions.REVISION: "7",
    }

    made = revisions.new_set(Fleet(wanted, None, []), 3)

    annotations = made["metadata"]["annotations"]
    assert annotations["team"] == "shop"
    assert "kubectl.kubernetes.io/last-applied-configuration" not in annotations
    assert annotations[revisions.REVISION] == "1"
    assert annotations[revisions.DESIRED] == "3"
    assert annotations[revisions.MAXIMUM] == "4"


def test_a_collision_changes_the_name() -> None:
    wanted = deployment()
    before = revisions.new_set(Fleet(wanted, None, []), 3)["metadata"]["name"]
    wanted["status"] = {"collisionCount": 1}

    assert revisions.new_set(Fleet(wanted, None, []), 3)["metadata"]["name"] != before


def test_sets_with_pods_are_never_expendable() -> None:
    old = [replica_set(f"web-{n}", 0, metadata={"annotations": {revisions.REVISION: str(n)}}) for n in (1, 2, 3)]
    busy = replica_set("web-0", 0, status={"replicas": 1}, metadata={"annotations": {revisions.REVISION: "0"}})
    for found in [*old, busy]:
        found["status"]["observedGeneration"] = 1

    fleet = Fleet(deployment(revisionHistoryLimit=1), replica_set("new"), [busy, *old])

    assert [s["metadata"]["name"] for s in revisions.expendable(fleet)] == ["web-1", "web-2"]

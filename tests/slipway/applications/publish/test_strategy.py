"""New replica first where the quota has room for one more, old one first where it has not."""

from __future__ import annotations

from typing import Any

from slipway.applications import labels
from slipway.applications.publish.strategy import NEW_FIRST, OLD_FIRST, strategy
from slipway.applications.status.observed import Owned, Sight
from slipway.cluster import DEPLOYMENT

Obj = dict[str, Any]


def template(revision: int) -> Obj:
    container = {"name": "web", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}
    return {"metadata": {"labels": {labels.REVISION: str(revision)}}, "spec": {"containers": [container]}}


def live(revision: int = 1, kept: Obj = NEW_FIRST, conditions: tuple[Obj, ...] = (), pods: int = 2) -> Sight:
    deployment = {
        "metadata": {"name": "web", "uid": "u"},
        "spec": {"template": template(revision), "strategy": kept},
        "status": {"conditions": list(conditions)},
    }
    return Sight(owned=(Owned(DEPLOYMENT, deployment),), pods=(template(1),) * pods)


def quota(used: str, hard: str, resource: str = "requests.cpu") -> Obj:
    return {"status": {"used": {resource: used}, "hard": {resource: hard}}}


def test_first_publish_and_no_quota_start_the_new_one_first() -> None:
    assert strategy(template(1), 2, Sight(), [quota("4", "4")]) == NEW_FIRST
    assert strategy(template(2), 2, live(), []) == NEW_FIRST


def test_rollout_with_room_for_one_more_starts_the_new_one_first() -> None:
    assert strategy(template(2), 2, live(), [quota("3", "4")]) == NEW_FIRST


def test_rollout_without_room_for_one_more_ends_an_old_one_first() -> None:
    assert strategy(template(2), 2, live(), [quota("4", "4")]) == OLD_FIRST
    assert strategy(template(2), 2, live(), [quota("20", "20", "pods")]) == OLD_FIRST
    assert strategy(template(2), 2, live(), [quota("2Gi", "2560Mi", "requests.memory")]) == OLD_FIRST


def test_replicas_that_are_still_to_come_take_their_room() -> None:
    assert strategy(template(2), 4, live(), [quota("2", "4")]) == OLD_FIRST


def test_rollout_under_way_keeps_its_strategy() -> None:
    assert strategy(template(2), 2, live(revision=2, pods=3), [quota("4", "4")]) == NEW_FIRST
    assert strategy(template(2), 2, live(revision=2, kept=OLD_FIRST), [quota("0", "9")]) == OLD_FIRST


def test_rollout_that_runs_into_the_quota_changes_its_way() -> None:
    failure = {"type": "ReplicaFailure", "status": "True", "message": "pods is forbidden: exceeded quota: slipway"}
    assert strategy(template(2), 2, live(revision=2, conditions=(failure,)), []) == OLD_FIRST


def test_quota_of_something_that_pods_do_not_take_is_no_matter() -> None:
    assert strategy(template(2), 2, live(), [quota("5", "5", "services")]) == NEW_FIRST

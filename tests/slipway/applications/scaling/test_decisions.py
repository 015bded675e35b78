"""The autoscaler's manifest, and what is read from the autoscaler that the cluster has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slipway.applications.publish.manifests import Ground, manifests
from slipway.applications.publish.routing import Front
from slipway.applications.scaling.history import rescale_of
from slipway.applications.scaling.schemas import Autoscaling, Pace
from slipway.applications.scaling.standing import as_scaled, replicas_now
from slipway.applications.schemas import ServiceStatus, State
from slipway.applications.status.derive import service_status
from slipway.applications.status.observed import Owned, Sight
from slipway.applications.status.reasons import Circumstances
from slipway.applications.status.standing import stands
from slipway.applications.views import ServiceView
from slipway.cluster import AUTOSCALER
from tests.slipway.applications.status.samples import (
    NOW,
    application,
    cluster_service,
    deployment,
    pod,
    running,
    service,
)

Obj = dict[str, Any]
RULES = Autoscaling(min=2, max=6, cpu=70)
QUOTA = 'pods "web-x" is forbidden: exceeded quota: slipway, requested: cpu=100m, used: cpu=8, limited: cpu=8'


def web(replicas: int = 1, rules: Autoscaling = RULES) -> ServiceView:
    return replace(service(replicas=replicas), autoscaling=rules)


def hpa(*conditions: Obj, **status: Any) -> Owned:
    metadata = {"name": "web", "namespace": "slipway-acme", "uid": "web-h"}
    return Owned(AUTOSCALER, {"metadata": metadata, "status": {"conditions": list(conditions), **status}})


def seen(of: ServiceView, asked: int, *more: Owned, ready: int | None = None, **changed: Any) -> Sight:
    """A deployment that asks for so many replicas, of which some are ready."""
    there = asked if ready is None else ready
    pods = tuple(pod(f"web-{number}", ready=True) for number in range(there))
    made = deployment(replace(of, replicas=asked), complete=there == asked, **changed)
    return Sight(owned=(made, cluster_service(of), *more), pods=pods)


def status(of: ServiceView, sight: Sight) -> ServiceStatus:
    view = as_scaled(application(of), {of.id: sight})
    return service_status(view, view.services[0], sight, Circumstances(now=NOW), 0, None)


def rendered(of: ServiceView, sight: Sight) -> dict[str, Obj]:
    view = as_scaled(application(of), {of.id: sight})
    ground = Ground(Front("apps.localhost"))
    return {each["kind"]: each for each in manifests(view, view.services[0], ground, sight, {})}


def test_rules_become_an_autoscaler_that_is_written_out_to_the_last_field() -> None:
    spec = rendered(web(), Sight())["HorizontalPodAutoscaler"]["spec"]

    utilization = {"type": "Utilization", "averageUtilization": 70}
    assert spec == {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "minReplicas": 2,
        "maxReplicas": 6,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": utilization}}],
        "behavior": {
            "scaleUp": {
                "stabilizationWindowSeconds": 0,
                "selectPolicy": "Max",
                "policies": [
                    {"type": "Pods", "value": 4, "periodSeconds": 15},
                    {"type": "Percent", "value": 100, "periodSeconds": 15},
                ],
            },
            "scaleDown": {
                "stabilizationWindowSeconds": 300,
                "selectPolicy": "Max",
                "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
            },
        },
    }


def test_without_steps_there_is_no_limit() -> None:
    free = Autoscaling(max=6, memory=80, scale_up=Pace(period_seconds=30))

    spec = rendered(web(rules=free), Sight())["HorizontalPodAutoscaler"]["spec"]

    assert spec["behavior"]["scaleUp"]["policies"] == [{"type": "Pods", "value": 500, "periodSeconds": 30}]
    assert [metric["resource"]["name"] for metric in spec["metrics"]] == ["memory"]


def test_service_without_rules_has_no_autoscaler_and_all_of_its_number() -> None:
    objects = rendered(service(replicas=3), Sight())

    assert "HorizontalPodAutoscaler" not in objects
    assert objects["Deployment"]["spec"]["replicas"] == 3


@pytest.mark.parametrize(("asked", "expected"), [(None, 2), (0, 2), (4, None), (9, None)])
def test_the_deployment_leaves_its_number_to_the_autoscaler_once_it_has_one(
    asked: int | None, expected: int | None
) -> None:
    """It begins with the least; an autoscaler leaves alone what has none at all."""
    of = web()
    sight = Sight() if asked is None else seen(of, asked)

    assert rendered(of, sight)["Deployment"]["spec"].get("replicas") == expected


@pytest.mark.parametrize(("asked", "now"), [(1, 2), (4, 4), (9, 6)])
def test_what_the_autoscaler_asks_for_counts_within_its_bounds(asked: int, now: int) -> None:
    assert replicas_now(web(), seen(web(), asked)) == now


def test_status_tells_bounds_use_and_when_it_was_changed_last() -> None:
    metrics = [{"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 85}}}]
    live = hpa(currentMetrics=metrics, lastScaleTime="2025-05-01T11:59:00Z")

    found = status(web(), seen(web(), 4, live))

    assert (found.state, found.desired, found.ready) == (State.RUNNING, 4, 4)
    scaling = found.scaling
    assert scaling is not None and scaling.cpu is not None and scaling.last_scaled_at is not None
    assert (scaling.min, scaling.max, scaling.current, scaling.desired) == (2, 6, 4, 4)
    assert (scaling.cpu.target, scaling.cpu.now, scaling.memory, scaling.reason) == (70, 85, None, None)
    assert scaling.last_scaled_at.isoformat() == "2025-05-01T11:59:00+00:00"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric"}, "autoscaling_no_metrics"),
        ({"type": "AbleToScale", "status": "False", "reason": "FailedUpdateScale"}, "autoscaling_unable"),
        ({"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas"}, "autoscaling_at_maximum"),
        ({"type": "ScalingLimited", "status": "True", "reason": "TooFewReplicas"}, "autoscaling_at_minimum"),
        ({"type": "ScalingLimited", "status": "True", "reason": "ScaleUpLimit"}, "autoscaling_in_steps"),
        ({"type": "ScalingLimited", "status": "True", "reason": "ScaleDownLimit"}, "autoscaling_in_steps"),
        ({"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}, None),
        ({"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"}, None),
    ],
)
def test_why_it_does_not_scale_is_told(condition: Obj, code: str | None) -> None:
    scaling = status(web(), seen(web(), 2, hpa({**condition, "message": "said"}))).scaling

    assert scaling is not None
    assert (scaling.reason.code if scaling.reason else None) == code


STABILIZED_UP = {"type": "AbleToScale", "status": "True", "reason": "ScaleUpStabilized"}
STABILIZED_DOWN = {"type": "AbleToScale", "status": "True", "reason": "ScaleDownStabilized"}
TOO_MANY = {"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas"}


def waits(asked: int, *conditions: Obj, percent: int = 30) -> tuple[str, str] | None:
    metrics = [{"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": percent}}}]
    of = web(rules=Autoscaling(min=2, max=6, cpu=70, scale_up=Pace(stabilization_seconds=45)))
    scaling = status(of, seen(of, asked, hpa(*conditions, currentMetrics=metrics))).scaling
    assert scaling is not None
    return (scaling.reason.code, scaling.reason.message) if scaling.reason else None


def test_wait_is_told_with_its_length() -> None:
    shrinks = waits(4, STABILIZED_DOWN)
    grows = waits(4, STABILIZED_UP, percent=90)

    assert shrinks is not None and shrinks[0] == "autoscaling_waits" and "Fewer" in shrinks[1] and "300" in shrinks[1]
    assert grows is not None and grows[0] == "autoscaling_waits" and "More" in grows[1] and "45" in grows[1]


def test_what_a_bound_would_hold_anyway_does_not_wait() -> None:
    """Kubernetes reckons waits before bounds: it reports one for a number that could not change."""
    assert waits(2, STABILIZED_DOWN) is None
    assert waits(6, STABILIZED_UP, percent=90) is None


def test_at_the_maximum_use_tells_whether_it_waits_or_more_would_be_needed() -> None:
    busy, idle = waits(6, STABILIZED_DOWN, TOO_MANY, percent=90), waits(6, STABILIZED_DOWN, TOO_MANY, percent=30)

    assert busy is not None and busy[0] == "autoscaling_at_maximum"
    assert idle is not None and idle[0] == "autoscaling_waits"


def test_replicas_that_the_quota_does_not_allow_leave_the_service_running_and_are_told() -> None:
    failure = {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": QUOTA}

    found = status(web(), seen(web(), 5, hpa(), ready=3, conditions=[failure]))

    assert (found.state, found.ready, found.desired, found.reason) == (State.RUNNING, 3, 5, None)
    assert found.scaling is not None and found.scaling.reason is not None
    assert found.scaling.reason.code == "quota_exceeded"


def test_fewer_than_the_least_do_not_run_nor_stand() -> None:
    sight = seen(web(), 4, ready=1)

    assert status(web(), sight).state == State.DEGRADED or status(web(), sight).state == State.PUBLISHING
    assert not stands(web(), sight)
    assert stands(web(), seen(web(), 4, ready=2))


def test_service_that_is_not_published_is_not_scaled() -> None:
    off = replace(web(), published=False)

    assert status(off, Sight()).scaling is None
    assert status(service(), running(service())).scaling is None


@pytest.mark.parametrize(
    ("message", "replicas", "why"),
    [
        (
            "New size: 3; reason: cpu resource utilization (percentage of request) above target",
            3,
            "CPU above its target",
        ),
        ("New size: 1; reason: All metrics below target", 1, "All use below its targets"),
        ("New size: 2; reason: something new", 2, "something new"),
        ("said otherwise", None, "said otherwise"),
    ],
)
def test_events_are_told_in_plain_words(message: str, replicas: int | None, why: str) -> None:
    event = {"metadata": {}, "message": message, "lastTimestamp": "2025-05-01T11:59:00Z"}

    found = rescale_of(event)

    assert (found.replicas, found.why, found.at.minute) == (replicas, why, 59)

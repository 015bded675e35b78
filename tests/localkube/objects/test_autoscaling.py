"""Autoscalers: default values, what is refused, and columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from localkube.objects.access import Obj
from localkube.objects.defaults import default
from localkube.objects.errors import Invalid
from localkube.objects.kinds import kind_for
from localkube.objects.table import table
from localkube.objects.validation import validate

KIND = kind_for("horizontalpodautoscalers.autoscaling")
REFERENCE = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}


def autoscaler(**spec: Any) -> Obj:
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "shop", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"scaleTargetRef": REFERENCE, "maxReplicas": 5, **spec},
    }


def defaulted(**spec: Any) -> Obj:
    made = autoscaler(**spec)
    default(KIND, made)
    return made


def cells(made: Obj) -> list[Any]:
    cells: list[Any] = table(KIND, [made], now=datetime(2026, 1, 1, 0, 1, tzinfo=UTC))["rows"][0]["cells"]
    return cells


def test_least_replicas_and_metric_are_filled_in() -> None:
    spec = defaulted()["spec"]

    assert spec["minReplicas"] == 1
    target = {"type": "Utilization", "averageUtilization": 80}
    assert spec["metrics"] == [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    assert "behavior" not in spec


def test_rules_of_both_directions_are_completed_when_one_is_told() -> None:
    behavior = defaulted(behavior={"scaleUp": {"stabilizationWindowSeconds": 60}})["spec"]["behavior"]

    assert behavior == {
        "scaleUp": {
            "stabilizationWindowSeconds": 60,
            "selectPolicy": "Max",
            "policies": [
                {"type": "Pods", "value": 4, "periodSeconds": 15},
                {"type": "Percent", "value": 100, "periodSeconds": 15},
            ],
        },
        "scaleDown": {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]},
    }


def test_filling_in_twice_changes_nothing() -> None:
    once = defaulted(behavior={"scaleDown": {"selectPolicy": "Disabled"}}, metrics=[CPU])
    twice = {**once, "spec": {**once["spec"]}}
    default(KIND, twice)

    assert twice == once


def _resource(**target: Any) -> list[Obj]:
    return [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]


def _rules(**rules: Any) -> Obj:
    return {"scaleUp": rules}


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"minReplicas": 0}, "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"),
        ({"maxReplicas": 0}, "spec.maxReplicas: Invalid value: 0: must be greater than 0"),
        (
            {"minReplicas": 6},
            "spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`",
        ),
        ({"scaleTargetRef": {"kind": "Deployment", "name": ""}}, "spec.scaleTargetRef.name: Required value"),
        (
            {"scaleTargetRef": {"kind": "a/b", "name": "web"}},
            "spec.scaleTargetRef.kind: Invalid value: \"a/b\": may not contain '/'",
        ),
        ({"metrics": [{"type": "Pods"}]}, "spec.metrics[0].pods: Required value: must populate information"),
        (
            {"metrics": [{**CPU, "type": "Weather"}]},
            'spec.metrics[0].type: Unsupported value: "Weather": supported values: "ContainerResource", "External"',
        ),
        (
            {"metrics": [{**CPU, "pods": {"metric": {"name": "a"}, "target": {"type": "Value"}}}]},
            "spec.metrics[0].pods: Forbidden: must populate the given metric source only",
        ),
        (
            {"metrics": _resource(type="Utilization")},
            "target.averageUtilization: Required value: must set either a target raw value or a target utilization",
        ),
        (
            {"metrics": _resource(type="Utilization", averageUtilization=1, averageValue="1")},
            "target.averageValue: Forbidden: may not set both a target raw value and a target utilization",
        ),
        (
            {"metrics": _resource(type="AverageValue", averageValue="0")},
            'target.averageValue: Invalid value: "0": must be positive',
        ),
        (
            {"metrics": _resource(type="Often", averageValue="1")},
            'target.type: Invalid value: "Often": must be either Utilization, Value, or AverageValue',
        ),
        (
            {"behavior": _rules(stabilizationWindowSeconds=3601)},
            "stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600",
        ),
        ({"behavior": _rules(selectPolicy="Best")}, 'Unsupported value: "Best": supported values: "Disabled", "Max"'),
        ({"behavior": _rules(policies=[])}, "spec.behavior.scaleUp.policies: Required value: must specify at least"),
        (
            {"behavior": _rules(policies=[{"type": "Pods", "value": 0, "periodSeconds": 15}])},
            "policies[0].value: Invalid value: 0: must be greater than zero",
        ),
        (
            {"behavior": _rules(policies=[{"type": "Pods", "value": 1, "periodSeconds": 1801}])},
            "policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800",
        ),
        ({"behavior": _rules(tolerance="-1")}, 'scaleUp.tolerance: Invalid value: "-1": must be greater than or'),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(spec: Obj, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        validate(KIND, defaulted(**spec))

    assert told in refused.value.message


@pytest.mark.parametrize(
    ("metrics", "current", "shown"),
    [
        ([CPU], [], "cpu: <unknown>/50%"),
        (
            [CPU],
            [{"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 47}}}],
            "cpu: 47%/50%",
        ),
        (
            [*_resource(type="AverageValue", averageValue="200m"), CPU, CPU],
            [{"type": "Resource", "resource": {"name": "cpu", "current": {"averageValue": "150m"}}}, {"type": ""}],
            "cpu: 150m/200m, cpu: <unknown>/50% + 1 more...",
        ),
        (
            [
                {
                    "type": "External",
                    "external": {"metric": {"name": "q"}, "target": {"type": "AverageValue", "averageValue": "30"}},
                }
            ],
            [],
            "<unknown>/30 (avg)",
        ),
    ],
)
def test_columns_show_what_is_used_and_what_is_wanted(metrics: list[Obj], current: list[Obj], shown: str) -> None:
    made = defaulted(metrics=metrics, minReplicas=2)
    made["status"] = {"currentReplicas": 3, "desiredReplicas": 3, "currentMetrics": current}

    assert cells(made) == ["web", "Deployment/web", shown, "2", 5, 3, "60s"]

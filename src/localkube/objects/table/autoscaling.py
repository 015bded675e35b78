"""Columns of autoscalers and scales."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.table.columns import AGE, NAME, NONE, UNKNOWN, at, column, number

_SHOWN = 2


def _reference(autoscaler: Obj) -> str:
    return f"{at(autoscaler, 'spec.scaleTargetRef.kind')}/{at(autoscaler, 'spec.scaleTargetRef.name')}"


def _targets(autoscaler: Obj) -> str:
    """What is measured and what is wanted, by metric: statuses are in the order of the spec."""
    metrics: list[Obj] = at(autoscaler, "spec.metrics", [])
    statuses: list[Obj] = at(autoscaler, "status.currentMetrics", [])
    shown = [_target(metric, statuses[index] if index < len(statuses) else {}) for index, metric in enumerate(metrics)]
    text = ", ".join(shown[:_SHOWN])
    return f"{text} + {len(shown) - _SHOWN} more..." if len(shown) > _SHOWN else text or NONE


def _target(metric: Obj, status: Obj) -> str:
    kind: str = metric.get("type") or ""
    name = kind[:1].lower() + kind[1:]
    source: Obj = metric.get(name) or {}
    target: Obj = source.get("target") or {}
    current: Obj = (status.get(name) or {}).get("current") or {}
    match kind:
        case "Resource" | "ContainerResource" if "averageValue" in target:
            return f"{source['name']}: {_pair('averageValue', current, target)}"
        case "Resource" | "ContainerResource":
            used, wanted = current.get("averageUtilization"), target.get("averageUtilization")
            return f"{source['name']}: {_percent(used, UNKNOWN)}/{_percent(wanted, '<auto>')}"
        case "Pods":
            return _pair("averageValue", current, target)
        case "Object" | "External" if "averageValue" in target:
            return f"{_pair('averageValue', current, target)} (avg)"
        case "Object" | "External":
            return _pair("value", current, target)
    return "<unknown type>"


def _pair(name: str, current: Obj, target: Obj) -> str:
    return f"{current.get(name, UNKNOWN)}/{target.get(name)}"


def _percent(value: int | None, unset: str) -> str:
    return unset if value is None else f"{value}%"


AUTOSCALING = {
    "scales.autoscaling": (
        NAME,
        number("Desired", "spec.replicas"),
        number("Available", "status.replicas"),
        AGE,
    ),
    "horizontalpodautoscalers.autoscaling": (
        NAME,
        column("Reference", _reference),
        column("Targets", _targets),
        column("MinPods", lambda autoscaler: str(at(autoscaler, "spec.minReplicas", "<unset>"))),
        number("MaxPods", "spec.maxReplicas"),
        number("Replicas", "status.currentReplicas"),
        AGE,
    ),
}

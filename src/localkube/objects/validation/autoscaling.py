"""Autoscalers."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.quantity import compare
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

_LONGEST_PERIOD = 1800
_LONGEST_WINDOW = 3600
_SOURCES = ("object", "pods", "resource", "containerResource", "external")
_TYPES = ("ContainerResource", "External", "Object", "Pods", "Resource")
_TARGETS = ("Utilization", "Value", "AverageValue")


def check_autoscaler(autoscaler: Obj, _old: Obj | None, found: Problems) -> None:
    """Check an autoscaler: its bounds, its target, each metric, and the rules of both directions."""
    spec: Obj = autoscaler.get("spec", {})
    least: int = spec.get("minReplicas", 1)
    most: int = spec.get("maxReplicas", 0)
    if least < 1:
        found.invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        found.invalid("spec.maxReplicas", most, "must be greater than 0")
    if most < least:
        found.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    _check_reference("spec.scaleTargetRef", spec.get("scaleTargetRef") or {}, found)
    for index, metric in enumerate(spec.get("metrics") or ()):
        _check_metric(f"spec.metrics[{index}]", metric, found)
    for direction in ("scaleUp", "scaleDown"):
        rules = (spec.get("behavior") or {}).get(direction)
        if rules is not None:
            _check_rules(f"spec.behavior.{direction}", rules, found)
    status: Obj = autoscaler.get("status") or {}
    for name in ("currentReplicas", "desiredReplicas"):
        found.at_least(f"status.{name}", status.get(name), 0)


def _check_reference(path: str, reference: Obj, found: Problems) -> None:
    for name in ("kind", "name"):
        _check_segment(f"{path}.{name}", reference.get(name), found)
    version: str = reference.get("apiVersion") or ""
    if version.count("/") > 1:
        found.invalid(f"{path}.apiVersion", version, f"unexpected GroupVersion string: {version}")


def _check_segment(path: str, value: str | None, found: Problems, missing: str = "") -> None:
    if not value:
        found.required(path, missing)
    elif wrong := names.path_segment(value):
        found.invalid(path, value, wrong)


def _check_metric(path: str, metric: Obj, found: Problems) -> None:
    kind: str = metric.get("type") or ""
    if not kind:
        found.required(f"{path}.type", "must specify a metric source type")
    if kind not in _TYPES:
        found.unsupported(f"{path}.type", kind, _TYPES)
    given = [name for name in _SOURCES if metric.get(name) is not None]
    if given:
        _check_source(f"{path}.{given[0]}", given[0], metric[given[0]], found)
    wanted = kind[:1].lower() + kind[1:]
    if wanted not in given:
        found.required(f"{path}.{wanted}", "must populate information for the given metric source")
    if len(given) > 1:
        for name in given:
            if name != wanted:
                found.forbidden(f"{path}.{name}", "must populate the given metric source only")


def _check_source(path: str, name: str, source: Obj, found: Problems) -> None:
    target: Obj = source.get("target") or {}
    if name in ("resource", "containerResource"):
        if not source.get("name"):
            found.required(f"{path}.name", "must specify a resource name")
        if name == "containerResource" and not source.get("container"):
            found.required(f"{path}.container", "must specify a container")
    else:
        identifier: Obj = source.get("metric") or {}
        _check_segment(f"{path}.metric.name", identifier.get("name"), found, "must specify a metric name")
    if name == "object":
        _check_reference(f"{path}.describedObject", source.get("describedObject") or {}, found)
    _check_target(f"{path}.target", target, found)
    _check_choice(f"{path}.target", name, target, found)


def _check_target(path: str, target: Obj, found: Problems) -> None:
    kind: str = target.get("type") or ""
    if not kind:
        found.required(f"{path}.type", "must specify a metric target type")
    if kind not in _TARGETS:
        found.invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")
    for name in ("value", "averageValue"):
        if name in target and compare(target[name], 0) <= 0:
            found.invalid(f"{path}.{name}", target[name], "must be positive")
    if target.get("averageUtilization", 1) < 1:
        found.invalid(f"{path}.averageUtilization", target["averageUtilization"], "must be greater than 0")


def _check_choice(path: str, name: str, target: Obj, found: Problems) -> None:
    """Which amounts each kind of metric needs, and which exclude each other."""
    value, average = "value" in target, "averageValue" in target
    match name:
        case "resource" | "containerResource":
            share = "averageUtilization" in target
            if not share and not average:
                detail = "must set either a target raw value or a target utilization"
                found.required(f"{path}.averageUtilization", detail)
            if share and average:
                detail = "may not set both a target raw value and a target utilization"
                found.forbidden(f"{path}.averageValue", detail)
        case "pods":
            if not average:
                found.required(f"{path}.averageValue", "must specify a positive target averageValue")
        case "object":
            if not value and not average:
                found.required(f"{path}.averageValue", "must set either a target value or averageValue")
        case _:
            if not value and not average:
                detail = "must set either a target value for metric or a per-pod target"
                found.required(f"{path}.averageValue", detail)
            if value and average:
                detail = "may not set both a target value for metric and a per-pod target"
                found.forbidden(f"{path}.value", detail)


def _check_rules(path: str, rules: Obj, found: Problems) -> None:
    window = rules.get("stabilizationWindowSeconds")
    if window is not None and window < 0:
        found.invalid(f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero")
    if window is not None and window > _LONGEST_WINDOW:
        detail = f"must be less than or equal to {_LONGEST_WINDOW}"
        found.invalid(f"{path}.stabilizationWindowSeconds", window, detail)
    found.one_of(f"{path}.selectPolicy", rules.get("selectPolicy"), ("Disabled", "Max", "Min"))
    if not rules.get("policies"):
        found.required(f"{path}.policies", "must specify at least one Policy")
    for index, policy in enumerate(rules.get("policies") or ()):
        _check_policy(f"{path}.policies[{index}]", policy, found)
    if "tolerance" in rules and compare(rules["tolerance"], 0) < 0:
        found.invalid(f"{path}.tolerance", rules["tolerance"], "must be greater than or equal to 0")


def _check_policy(path: str, policy: Obj, found: Problems) -> None:
    kind: str = policy.get("type") or ""
    if kind not in ("Percent", "Pods"):
        found.unsupported(f"{path}.type", kind, ("Percent", "Pods"))
    for name in ("value", "periodSeconds"):
        amount: int = policy.get(name, 0)
        if amount <= 0:
            found.invalid(f"{path}.{name}", amount, "must be greater than zero")
    if policy.get("periodSeconds", 0) > _LONGEST_PERIOD:
        detail = f"must be less than or equal to {_LONGEST_PERIOD}"
        found.invalid(f"{path}.periodSeconds", policy["periodSeconds"], detail)

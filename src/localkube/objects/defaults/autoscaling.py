"""Defaults of autoscalers."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.meta import clone

_CPU: Obj = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
}
SCALE_UP: Obj = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
SCALE_DOWN: Obj = {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}
"""Its window is the controller's to choose, so it is not written into objects."""


def default_autoscaler(autoscaler: Obj) -> None:
    """One replica at least, 80 % of the requested CPU; rules are completed where some are given."""
    spec: Obj = autoscaler.setdefault("spec", {})
    spec.setdefault("minReplicas", 1)
    if not spec.get("metrics"):
        spec["metrics"] = [clone(_CPU)]
    if "behavior" in spec:
        spec["behavior"] = with_default_rules(spec["behavior"])


def with_default_rules(behavior: Obj) -> Obj:
    """``behavior`` with what it does not say about either direction."""
    return {
        "scaleUp": {**clone(SCALE_UP), **(behavior.get("scaleUp") or {})},
        "scaleDown": {**clone(SCALE_DOWN), **(behavior.get("scaleDown") or {})},
    }

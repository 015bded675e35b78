"""The object that sets the number of a service's replicas: a Kubernetes HorizontalPodAutoscaler. Pure."""

from __future__ import annotations

from slipway.applications.scaling.schemas import MOST_REPLICAS, Autoscaling, Pace
from slipway.applications.views import ServiceView
from slipway.cluster import AUTOSCALER, DEPLOYMENT, Obj


def autoscaler(service: ServiceView) -> Obj | None:
    """Return the body of the service's autoscaler, if it has one."""
    rules = service.autoscaling
    if rules is None:
        return None
    return {
        "apiVersion": AUTOSCALER.api_version,
        "kind": AUTOSCALER.name,
        "spec": {
            "scaleTargetRef": {"apiVersion": DEPLOYMENT.api_version, "kind": DEPLOYMENT.name, "name": service.name},
            "minReplicas": rules.min,
            "maxReplicas": rules.max,
            "metrics": _metrics(rules),
            "behavior": {"scaleUp": _pace(rules.scale_up), "scaleDown": _pace(rules.scale_down)},
        },
    }


def _metrics(rules: Autoscaling) -> list[Obj]:
    targets = {"cpu": rules.cpu, "memory": rules.memory}
    return [
        {
            "type": "Resource",
            "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": percent}},
        }
        for name, percent in targets.items()
        if percent is not None
    ]


def _pace(pace: Pace) -> Obj:
    """Write all of it out: a step that is taken away again would otherwise come back as the cluster's own default."""
    steps = {"Pods": pace.replicas, "Percent": pace.percent}
    if not any(steps.values()):
        steps["Pods"] = MOST_REPLICAS
    policies = [
        {"type": kind, "value": value, "periodSeconds": pace.period_seconds}
        for kind, value in steps.items()
        if value is not None
    ]
    return {
        "stabilizationWindowSeconds": pace.stabilization_seconds,
        "selectPolicy": "Max",
        "policies": policies,
    }

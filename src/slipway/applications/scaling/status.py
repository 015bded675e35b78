"""How it stands with a service's autoscaling, from what the cluster's autoscaler says of itself. Pure."""

from __future__ import annotations

from datetime import datetime

from slipway.applications.scaling.schemas import Autoscaling, Measured, ScalingStatus
from slipway.applications.scaling.standing import asked_for
from slipway.applications.status.observed import Sight, condition
from slipway.applications.status.texts import tell
from slipway.applications.views import ServiceView
from slipway.cluster import AUTOSCALER, Obj
from slipway.containers import Reason

LIMITS = {
    "TooManyReplicas": "autoscaling_at_maximum",
    "TooFewReplicas": "autoscaling_at_minimum",
    "ScaleUpLimit": "autoscaling_in_steps.growing",
    "ScaleDownLimit": "autoscaling_in_steps.shrinking",
}
"""Why Kubernetes keeps a number from what use asks for, and which of our reasons that is."""


def scaling_status(service: ServiceView, sight: Sight, hindrance: Reason | None) -> ScalingStatus | None:
    """Return the status; ``hindrance`` is why replicas that were asked for are not there."""
    rules = service.autoscaling
    if rules is None:
        return None
    live = sight.find(AUTOSCALER, service.name)
    used = _used(live or {})
    targets = {"cpu": rules.cpu, "memory": rules.memory}
    measured = {
        name: Measured(target=target, now=used.get(name)) for name, target in targets.items() if target is not None
    }
    return ScalingStatus(
        min=rules.min,
        max=rules.max,
        current=len(sight.living),
        desired=asked_for(sight),
        **measured,
        last_scaled_at=_time((live or {}).get("status") or {}),
        reason=hindrance or (_reason(rules, live, asked_for(sight)) if live is not None else None),
    )


def _reason(rules: Autoscaling, live: Obj, replicas: int) -> Reason | None:
    """Read from the autoscaler's conditions why it does not scale, or no further, or not yet."""
    unable = next((each for kind in ("AbleToScale", "ScalingActive") if (each := _unmet(live, kind))), None)
    if unable is not None:
        missing = "Metric" in str(unable.get("reason"))
        key = "autoscaling_no_metrics" if missing else "autoscaling_unable"
        return tell(key, detail=str(unable.get("message") or ""))
    return _wait(rules, live, replicas) or _limit(rules, live)


def _wait(rules: Autoscaling, live: Obj, replicas: int) -> Reason | None:
    """Tell that it waits whether the need stays.

    The cluster says that it waits even where a bound would hold it anyway, so that is looked at as well.
    """
    why = (condition(live, "AbleToScale") or {}).get("reason")
    if why == "ScaleDownStabilized" and replicas > rules.min and not _over(rules, live):
        return tell("autoscaling_waits.shrinking", {"seconds": rules.scale_down.stabilization_seconds})
    if why == "ScaleUpStabilized" and replicas < rules.max:
        return tell("autoscaling_waits.growing", {"seconds": rules.scale_up.stabilization_seconds})
    return None


def _limit(rules: Autoscaling, live: Obj) -> Reason | None:
    limited = condition(live, "ScalingLimited") or {}
    key = LIMITS.get(str(limited.get("reason"))) if limited.get("status") == "True" else None
    return tell(key, {"min": rules.min, "max": rules.max}) if key is not None else None


def _over(rules: Autoscaling, live: Obj) -> bool:
    """Return whether replicas use more than their target of anything."""
    used = _used(live)
    targets = {"cpu": rules.cpu, "memory": rules.memory}
    return any(target is not None and used.get(name, 0) > target for name, target in targets.items())


def _unmet(live: Obj, kind: str) -> Obj | None:
    found = condition(live, kind)
    return found if found is not None and found.get("status") == "False" else None


def _used(live: Obj) -> dict[str, int]:
    """Return by resource what replicas use of what they reserve, in percent on average."""
    found: dict[str, int] = {}
    for metric in (live.get("status") or {}).get("currentMetrics") or []:
        resource = metric.get("resource") or {}
        percent = (resource.get("current") or {}).get("averageUtilization")
        if percent is not None:
            found[str(resource["name"])] = int(percent)
    return found


def _time(status: Obj) -> datetime | None:
    at = status.get("lastScaleTime")
    return datetime.fromisoformat(str(at)) if at else None

"""How it stands with a service's autoscaling, from what the cluster's autoscaler says of itself. Pure."""

from __future__ import annotations

from datetime import datetime

from slipway.applications.scaling.schemas import Measured, ScalingStatus
from slipway.applications.scaling.standing import asked_for
from slipway.applications.status.observed import Sight, condition
from slipway.applications.status.texts import tell
from slipway.applications.views import ServiceView
from slipway.cluster import AUTOSCALER, Obj
from slipway.containers import Reason


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
        reason=hindrance or _reason(service, live),
    )


def _reason(service: ServiceView, live: Obj | None) -> Reason | None:
    """Read from the autoscaler's conditions why it does not scale, or no further."""
    rules = service.autoscaling
    if live is None or rules is None:
        return None  # it is about to be made, or the service is not published
    unable = next((each for kind in ("AbleToScale", "ScalingActive") if (each := _unmet(live, kind))), None)
    if unable is not None:
        missing = "Metric" in str(unable.get("reason"))
        key = "autoscaling_no_metrics" if missing else "autoscaling_unable"
        return tell(key, detail=str(unable.get("message") or ""))
    limited = condition(live, "ScalingLimited") or {}
    if limited.get("status") == "True" and limited.get("reason") == "TooManyReplicas":
        return tell("autoscaling_at_maximum", {"max": rules.max})
    return None


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

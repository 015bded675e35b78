"""How a deployment replaces its replicas: first the new one, then the old; or, without room for one more, the reverse.

Starting the new replica first loses no request, but needs quota for one more. That is judged once, when a rollout
begins, and kept while it lasts, because a rollout itself changes what is used; only when it runs into the quota after
all does it change its way. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from slipway.applications.publish.drift import covers
from slipway.applications.status.observed import Sight, condition, has_ended
from slipway.cluster import Obj
from slipway.quantities import parse

NEW_FIRST: Obj = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
OLD_FIRST: Obj = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}}
_BOUNDS = {
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}


def strategy(template: Obj, replicas: int, sight: Sight, quotas: Sequence[Obj]) -> Obj:
    """Return the strategy for the deployment of a service, of which the cluster has ``sight``."""
    live = sight.deployment
    if live is not None and covers(live["spec"].get("template"), template):
        if _over_quota(live):
            return OLD_FIRST
        kept = live["spec"].get("strategy") or {}
        return OLD_FIRST if covers(kept, OLD_FIRST) else NEW_FIRST
    if live is None or _room_for_one_more(template, replicas, sight, quotas):
        return NEW_FIRST
    return OLD_FIRST


def _over_quota(deployment: Obj) -> bool:
    failure = condition(deployment, "ReplicaFailure")
    return failure is not None and failure.get("status") == "True" and "exceeded quota" in str(failure.get("message"))


def _room_for_one_more(template: Obj, replicas: int, sight: Sight, quotas: Sequence[Obj]) -> bool:
    """Tell whether the quotas allow all replicas and one more, with everybody else as they are now."""
    each = _needs(template["spec"])
    mine = _total(_needs(pod["spec"]) for pod in sight.pods if not has_ended(pod))
    for quota in quotas:
        status = quota.get("status") or {}
        used = status.get("used") or {}
        for name, hard in (status.get("hard") or {}).items():
            if name not in each:
                continue
            others = max(parse(used.get(name, "0")) - mine.get(name, Decimal(0)), Decimal(0))
            if others + each[name] * (replicas + 1) > parse(hard):
                return False
    return True


def _needs(pod_spec: Obj) -> dict[str, Decimal]:
    """Return what one pod takes of every bound that a quota may have."""
    needs = {"pods": Decimal(1), "count/pods": Decimal(1)}
    for bound, (part, resource) in _BOUNDS.items():
        amounts = [
            parse(((container.get("resources") or {}).get(part) or {}).get(resource, "0"))
            for container in pod_spec["containers"]
        ]
        needs[bound] = sum(amounts, Decimal(0))
    return needs


def _total(needs: Iterable[dict[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in needs:
        for name, amount in each.items():
            found[name] = found.get(name, Decimal(0)) + amount
    return found

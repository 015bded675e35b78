"""Why a service is not ready: the one reason that explains most. Pure.

What the cluster refused comes first, then what pods say, those of the newest revision before others, then what keeps
pods from being made at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from slipway.applications import labels
from slipway.applications.status.observed import Sight, condition, is_ready, label
from slipway.applications.status.pods import Scene, pod_reason
from slipway.applications.status.refusals import Refusal
from slipway.applications.status.standing import is_updated
from slipway.applications.status.texts import RESOURCES, STORAGE, tell
from slipway.applications.views import ServiceView
from slipway.cluster import Obj
from slipway.containers import Reason

MOST_TELLING = (
    "image_pull_failed", "cannot_start", "out_of_memory", "crashed", "probe_failed", "volume_unbound",
    "partition_empty", "partition_full", "unschedulable",
)  # fmt: skip
GOING = ("deleting", "deleting_used")
"""Of volumes: the service waits until they are gone."""
NOT_FAILING = ("starting", "waiting_for_dependency", "waiting_to_restart", "engine_unreachable")
_REQUESTED = re.compile(r"requested: (?P<requested>[^ ]*(?:, ?[a-z./]+=[^ ,]+)*)")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What surrounds a service: everything that its reason can come from, besides what the cluster has of it."""

    now: datetime
    in_sight: bool = True
    waits_for: Sequence[str] = ()
    restarts_after: Sequence[str] = ()
    """For which services it waits before it restarts with the whole application."""
    refusal: Refusal | None = None
    hosts: Sequence[Obj] = ()
    lines: Callable[[Obj], Sequence[str] | None] = field(default=lambda pod: ())
    volumes: Sequence[Reason] = ()
    """Why volumes of the service are not ready, the most telling first."""


def reason_for(service: ServiceView, sight: Sight, around: Circumstances) -> Reason:
    """Return why a service that should run is not ready; ``starting`` when nothing speaks against it."""
    if not around.in_sight:
        return tell("engine_unreachable")
    if around.refusal is not None:
        return _refused(around.refusal.message)
    found = _from_pods(service, sight, around)
    if found is not None:
        return _by_volume(found, around.volumes) if found.code == "volume_unbound" else found
    kept_from = _cannot_be_made(sight)
    if kept_from is not None:
        return kept_from
    if sight.deployment is None and around.waits_for:
        return tell("waiting_for_dependency", {"needed": ", ".join(around.waits_for)})
    going = [each for each in around.volumes if each.code in GOING]
    if sight.deployment is None and going:
        return going[0].model_copy(update={"code": "volume_unbound"})
    if around.restarts_after:
        return tell("waiting_to_restart", {"before": ", ".join(around.restarts_after)})
    return _under_way(service, sight)


def is_failing(reason: Reason) -> bool:
    """Tell whether the reason speaks of something that does not get better by itself in a moment."""
    return reason.code not in NOT_FAILING


def _under_way(service: ServiceView, sight: Sight) -> Reason:
    """Tell how far a start, a replacement of replicas that serve on, or scaling down has come."""
    ready = [pod for pod in sight.living if is_ready(pod)]
    updated = [pod for pod in ready if is_updated(service, pod)]
    counts: dict[str, str | int] = {"ready": min(len(updated), service.replicas), "desired": service.replicas}
    if service.paused and len(updated) < len(ready):
        return tell("starting.paused", {**counts, "revision": service.revision})
    if len(updated) < len(ready):
        same = all(label(pod, labels.REVISION) == str(service.mark) for pod in ready)
        return tell("starting.restarting" if same else "starting.replacing", {**counts, "revision": service.revision})
    surplus = len(sight.living) - service.replicas
    if surplus > 0 and len(updated) >= service.replicas:
        return tell("starting.surplus", {"surplus": surplus})
    return tell("starting", counts)


def _from_pods(service: ServiceView, sight: Sight, around: Circumstances) -> Reason | None:
    unready = [pod for pod in sight.living if not is_ready(pod)]
    newest = [pod for pod in unready if is_updated(service, pod)]
    found: list[Reason] = []
    for pod in newest or unready:
        warnings = sight.warnings.get(pod["metadata"]["uid"], ())
        scene = Scene(warnings, around.hosts, around.now, around.lines, service.config.partition)
        reason = pod_reason(pod, scene)
        if reason is not None:
            found.append(reason)
    return min(found, key=lambda reason: MOST_TELLING.index(reason.code), default=None)


def _by_volume(found: Reason, volumes: Sequence[Reason]) -> Reason:
    """Say which volume it is that a pod waits for, and why, where its claim tells."""
    if not volumes:
        return found
    return volumes[0].model_copy(update={"code": found.code, "detail": volumes[0].detail or found.detail})


def _cannot_be_made(sight: Sight) -> Reason | None:
    """Read why the deployment's pods are not accepted."""
    for obj in (sight.deployment, *sight.replica_sets):
        failure = condition(obj, "ReplicaFailure") if obj is not None else None
        if failure is not None and failure.get("status") == "True":
            return _refused(str(failure.get("message") or ""))
    return None


def _refused(said: str) -> Reason:
    if "exceeded quota" not in said:
        return tell("rejected", {"said": said})
    requested = _REQUESTED.search(said)
    asked = requested["requested"] if requested else ""
    if storage := [resource for resource in STORAGE if resource in asked]:
        words = {"lacking": ", ".join(STORAGE[each].en for each in storage)}
        words["lacking_zh"] = "、".join(STORAGE[each].zh for each in storage)
        return tell("quota_exceeded.storage", {**words}, said)
    lacking = [resource for resource in RESOURCES if resource in asked] or list(RESOURCES)
    params: dict[str, str | int] = {
        "lacking": ", ".join(lacking),
        "lacking_zh": "、".join(RESOURCES[each] for each in lacking),
    }
    return tell("quota_exceeded", params, said)

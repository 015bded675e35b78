"""Further versions of built-in kinds: how an object that is kept in one version looks in another, and back. Pure.

There are two. ``autoscaling/v1``, by which ``kubectl autoscale`` before 1.33 makes autoscalers: what it has no words
for stands in an annotation, so that who reads and writes an object in this version loses nothing. And
``events.k8s.io/v1``, which has other names for what is in the events of ``v1``.
"""

from __future__ import annotations

import json
from typing import Any

from localkube.objects.access import Obj
from localkube.objects.kinds import Kind, kind_for
from localkube.objects.meta import clone

REST = "autoscaling.localkube/v2"
"""JSON of the parts of the spec that v1 does not have."""

_SHARED = ("scaleTargetRef", "minReplicas", "maxReplicas")
_COUNTS = ("observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas")
_PERCENT = "targetCPUUtilizationPercentage"

EVENTS = "events.events.k8s.io"
_EVENT_NAMES = {
    "count": "deprecatedCount",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "involvedObject": "regarding",
    "lastTimestamp": "deprecatedLastTimestamp",
    "message": "note",
    "reportingComponent": "reportingController",
    "source": "deprecatedSource",
}
"""Fields of events in ``v1``, and the same ones in ``events.k8s.io/v1``."""
_CORE_NAMES = {other: name for name, other in _EVENT_NAMES.items()}


def to_older(kind: Kind, obj: Obj) -> Obj:
    """``obj`` as ``kind`` shows it."""
    if kind.full_name == EVENTS:
        named = {_EVENT_NAMES.get(name, name): value for name, value in obj.items()}
        return clone({"eventTime": None, **named, "apiVersion": kind.api_version})
    spec, status = obj.get("spec") or {}, obj.get("status")
    shown: Obj = {name: spec[name] for name in _SHARED if name in spec}
    metrics: list[Obj] = spec.get("metrics") or []
    cpu = next((metric for metric in metrics if _is_cpu(metric)), None)
    if cpu is not None:
        shown[_PERCENT] = cpu["resource"]["target"]["averageUtilization"]
    made: Obj = {**obj, "apiVersion": kind.api_version, "spec": shown}
    rest = {name: spec[name] for name in ("metrics", "behavior") if name in spec}
    if "behavior" in rest or metrics != [cpu]:
        annotations = {**(obj["metadata"].get("annotations") or {}), REST: json.dumps(rest, sort_keys=True)}
        made["metadata"] = {**obj["metadata"], "annotations": annotations}
    if status is not None:
        made["status"] = {name: status[name] for name in _COUNTS if name in status}
        current = _current_cpu(status)
        if current is not None:
            made["status"]["currentCPUUtilizationPercentage"] = current
    return clone(made)


def to_kept(kind: Kind, obj: Obj, live: Obj | None = None) -> Obj:
    """The object that is kept. ``live``: as it is kept now; what v1 does not tell of its status stays."""
    kept = clone(obj)
    kept["apiVersion"] = kind_for(kind.resource).api_version
    if kind.full_name == EVENTS:
        return {_CORE_NAMES.get(name, name): value for name, value in kept.items() if value is not None}
    metadata, spec = kept["metadata"], kept.get("spec") or {}
    rest = _read(metadata, REST)
    made = {name: spec[name] for name in _SHARED if name in spec}
    metrics = _with_cpu(rest.get("metrics"), spec.get(_PERCENT))
    made |= {"metrics": metrics} if metrics else {}
    made |= {"behavior": rest["behavior"]} if "behavior" in rest else {}
    kept["spec"] = made
    told = kept.pop("status", None) or {}
    before = (live or {}).get("status")
    if told or before:
        kept["status"] = {**clone(before or {}), **{name: told[name] for name in _COUNTS if name in told}}
    return kept


def _read(metadata: Obj, annotation: str) -> Obj:
    """Take the annotation out and read it; what somebody else wrote there counts for nothing."""
    annotations = metadata.get("annotations") or {}
    text = annotations.pop(annotation, None)
    if not annotations:
        metadata.pop("annotations", None)
    try:
        rest: Any = json.loads(text or "{}")
    except ValueError:
        return {}
    return rest if isinstance(rest, dict) else {}


def _with_cpu(metrics: object, percent: int | None) -> object:
    """The metrics with this one's target changed, added first, or taken out."""
    listed: list[object] = metrics if isinstance(metrics, list) else []
    place = next((index for index, metric in enumerate(listed) if _is_cpu(metric)), None)
    if percent is None:
        return [metric for index, metric in enumerate(listed) if index != place]
    target = {"type": "Utilization", "averageUtilization": percent}
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": target}}
    return [cpu, *listed] if place is None else [*listed[:place], cpu, *listed[place + 1 :]]


def _is_cpu(metric: object) -> bool:
    source = metric.get("resource") if isinstance(metric, dict) else None
    if not isinstance(source, dict) or source.get("name") != "cpu":
        return False
    target = source.get("target")
    return isinstance(target, dict) and "averageUtilization" in target


def _current_cpu(status: Obj) -> int | None:
    for metric in status.get("currentMetrics") or ():
        source: Obj = metric.get("resource") or {}
        if source.get("name") == "cpu" and "averageUtilization" in source["current"]:
            share: int = source["current"]["averageUtilization"]
            return share
    return None

"""The metrics of an autoscaler, each with a proposal or a reason why there is none; the largest proposal wins. Pure.

Metrics of pods, objects and the outside come from the APIs ``custom.metrics.k8s.io`` and ``external.metrics.k8s.io``,
which an adapter would serve by API aggregation: they fail here as they do on a cluster without adapters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from localkube.controllers.autoscaling.errors import MetricError, NoSamplesError
from localkube.controllers.autoscaling.proposal import Proposal, Tolerance, by_average, by_utilization
from localkube.controllers.autoscaling.survey import Measured, Patience, Usage, requests_of, survey
from localkube.objects.access import Obj
from localkube.objects.quantity import milli, render
from localkube.objects.selectors import render_selector

_NO_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"
_NO_EXTERNAL = "unable to fetch metrics from external metrics API: the server could not find the requested resource"


@dataclass(frozen=True, slots=True)
class Scene:
    """What metrics are judged by. ``usage`` may raise NoSamplesError; ``pods``: all that the target selects."""

    namespace: str
    current: int
    pods: Sequence[Obj]
    usage: Usage
    tolerance: Tolerance
    patience: Patience
    now: datetime


@dataclass(slots=True)
class Computed:
    """``desired`` None: no number can be told. ``statuses`` are in the order of the spec, failed ones are empty."""

    desired: int | None = None
    metric: str = ""
    statuses: list[Obj] = field(default_factory=list)
    failures: list[MetricError] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What failed, in one sentence."""
        first = self.failures[0]
        told = f"{first.about}: {first.text}" if first.about else first.text
        return f"invalid metrics ({len(self.failures)} invalid out of {len(self.statuses)}), first error is: {told}"


def compute(metrics: Sequence[Obj], scene: Scene) -> Computed:
    """The largest proposal of all metrics. With a metric missing, there may still be more replicas, but not fewer."""
    found = Computed()
    for metric in metrics:
        try:
            proposal, name, status = _measure(metric, scene)
        except MetricError as error:
            found.failures.append(error)
            found.statuses.append({"type": ""})
            continue
        found.statuses.append(status)
        if found.desired is None or proposal.replicas > found.desired:
            found.desired, found.metric = proposal.replicas, name
    if found.failures and found.desired is not None and found.desired < scene.current:
        found.desired = None
    return found


def _measure(metric: Obj, scene: Scene) -> tuple[Proposal, str, Obj]:
    match metric["type"]:
        case "Resource":
            source = metric["resource"]
            about = f"failed to get {source['name']} resource metric value"
            told = {"name": source["name"]}
            return _resource(source, Measured(source["name"]), scene, ("resource", told, about))
        case "ContainerResource":
            source = metric["containerResource"]
            about = f"failed to get {source['container']} container metric value"
            told = {"name": source["name"], "container": source["container"]}
            measured = Measured(source["name"], source["container"])
            return _resource(source, measured, scene, ("containerResource", told, about))
        case "Pods":
            text = f"unable to get metric {metric['pods']['metric']['name']}: {_NO_CUSTOM}"
            raise MetricError(text, "FailedGetPodsMetric", "failed to get pods metric value")
        case "Object":
            source, described = metric["object"], metric["object"]["describedObject"]
            place = f"{described['kind']} {scene.namespace}/{described['name']}"
            text = f"unable to get metric {source['metric']['name']}: {_NO_CUSTOM} on {place}"
            raise MetricError(text, "FailedGetObjectMetric", "failed to get object metric value")
        case "External":
            wanted = metric["external"]["metric"]
            name, selector = wanted["name"], render_selector(wanted.get("selector")) or "nil"
            text = f"unable to get external metric {scene.namespace}/{name}/{selector}: {_NO_EXTERNAL}"
            text += f" (get {name}.external.metrics.k8s.io)"
            raise MetricError(text, "FailedGetExternalMetric", f"failed to get {name} external metric value")
    raise MetricError(f'unknown metric source type "{metric["type"]}"', "InvalidMetricSourceType")


def _resource(source: Obj, measured: Measured, scene: Scene, told: tuple[str, Obj, str]) -> tuple[Proposal, str, Obj]:
    key, names, about = told
    target: Obj = source["target"]
    kind = "usage" if "averageValue" in target else "utilization"
    reason = f"FailedGet{key[0].upper()}{key[1:]}Metric"
    try:
        proposal = _propose(target, measured, scene)
    except NoSamplesError as error:
        text = f"unable to get metrics for resource {measured.resource}: {error.text}"
        raise MetricError(f"failed to get {measured.resource} {kind}: {text}", reason, about) from error
    except MetricError as error:
        raise MetricError(f"failed to get {measured.resource} {kind}: {error.text}", reason, about) from error
    current: Obj = {"averageValue": render(Decimal(proposal.average) / 1000)}
    name = f"{measured.resource} resource"
    if proposal.utilization is not None:
        current["averageUtilization"] = proposal.utilization
        name += " utilization (percentage of request)"
    return proposal, name, {"type": f"{key[0].upper()}{key[1:]}", key: {**names, "current": current}}


def _propose(target: Obj, measured: Measured, scene: Scene) -> Proposal:
    found = survey(scene.pods, scene.usage, measured, scene.now, scene.patience)
    if "averageValue" in target:
        return by_average(scene.current, found, milli(target["averageValue"]), scene.tolerance)
    requests = requests_of(scene.pods, measured)
    return by_utilization(scene.current, found, requests, target["averageUtilization"], scene.tolerance)

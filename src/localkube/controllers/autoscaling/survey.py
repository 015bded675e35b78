"""Which pods' samples count: the ready ones', while those of starting pods would mislead. Pure.

Amounts are in thousandths: of a core, of a byte.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from localkube.controllers import pods as pod_facts
from localkube.controllers.autoscaling.errors import MetricError, NoSamplesError
from localkube.objects.access import Obj
from localkube.objects.meta import condition, parse_time
from localkube.objects.quantity import milli
from localkube.objects.usage import ContainerUsage, PodUsage

Usage = Callable[[Obj], PodUsage | None]
"""What a pod uses."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A resource of whole pods, or of one ``container`` in each."""

    resource: str
    container: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long starting pods are not believed."""

    cpu_initialization: timedelta = timedelta(minutes=5)
    initial_readiness: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Survey:
    """The pods of a target by name. ``usage``: those that count."""

    usage: Mapping[str, int]
    unready: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def survey(pods: Iterable[Obj], usage: Usage, measured: Measured, now: datetime, patience: Patience) -> Survey:
    """Pods that go or have ended are left out. Raises NoSamplesError when nothing at all was measured."""
    used: dict[str, int] = {}
    unready: set[str] = set()
    missing: set[str] = set()
    sampled = False
    for pod in pods:
        name: str = pod["metadata"]["name"]
        sample = usage(pod)
        amount = _amount(sample, measured)
        sampled |= amount is not None
        if not pod_facts.is_active(pod):
            continue
        if pod_facts.phase(pod) == "Pending":
            unready.add(name)
        elif sample is None or amount is None:
            missing.add(name)
        elif measured.resource == "cpu" and _is_starting(pod, sample, now, patience):
            unready.add(name)
        else:
            used[name] = amount
    if not sampled:
        raise NoSamplesError("no metrics returned from resource metrics API")
    return Survey(used, frozenset(unready), frozenset(missing))


def requests_of(pods: Iterable[Obj], measured: Measured) -> dict[str, int]:
    """What the living pods request, by name. Raises MetricError for one that does not say so."""
    return {
        pod["metadata"]["name"]: sum(_request(pod, container, measured.resource) for container in containers)
        for pod in pods
        if pod_facts.is_active(pod) and (containers := _containers(pod, measured))
    }


def _containers(pod: Obj, measured: Measured) -> list[Obj]:
    return [each for each in pod_facts.containers(pod) if measured.container in ("", each["name"])]


def _request(pod: Obj, container: Obj, resource: str) -> int:
    amount = ((container.get("resources") or {}).get("requests") or {}).get(resource)
    if amount is None:
        name = pod["metadata"]["name"]
        raise MetricError(f"missing request for {resource} in container {container['name']} of Pod {name}")
    return milli(amount)


def _amount(sample: PodUsage | None, measured: Measured) -> int | None:
    if sample is None:
        return None
    parts = [used for name, used in sample.containers.items() if measured.container in ("", name)]
    return sum(_thousandths(used, measured.resource) for used in parts) if parts else None


def _thousandths(used: ContainerUsage, resource: str) -> int:
    return math.ceil(used.cpu_cores * 1000) if resource == "cpu" else used.working_set_bytes * 1000


def _is_starting(pod: Obj, sample: PodUsage, now: datetime, patience: Patience) -> bool:
    """CPU that is used while a pod starts says nothing about its load."""
    started = (pod.get("status") or {}).get("startTime")
    ready = condition(pod, "Ready")
    if ready is None or not started or not ready.get("lastTransitionTime"):
        return True
    start, changed = parse_time(started), parse_time(ready["lastTransitionTime"])
    if now < start + patience.cpu_initialization:
        return ready["status"] != "True" or sample.at < changed + sample.window
    return ready["status"] != "True" and changed < start + patience.initial_readiness

"""What limit ranges say about single objects: defaults for containers, and what is too small or too large. Pure.

Source: "Limit Ranges" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from localkube.objects.access import Obj
from localkube.objects.quantity import parse, render
from localkube.objects.resources import pod_resources

Given = Mapping[str, str]

ANNOTATION = "kubernetes.io/limit-ranger"
"""In it a pod tells what a limit range gave to its containers."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A container, a pod or a claim with what it asks for. ``limits`` None: it has no limits at all."""

    kind: str
    requests: Given
    limits: Given | None


def fill_defaults(pod: Obj, limit_range: Obj) -> None:
    """Give containers that say nothing the range's ``default`` and ``defaultRequest``, in place.

    An annotation tells what the range gave to whom, in Kubernetes' words.
    """
    amounts: dict[str, dict[str, str]] = {"requests": {}, "limits": {}}
    for limit in limit_range["spec"].get("limits") or ():
        if limit.get("type") == "Container":
            amounts["requests"] |= limit.get("defaultRequest") or {}
            amounts["limits"] |= limit.get("default") or {}
    told = []
    for field, role in (("containers", "container"), ("initContainers", "init container")):
        for container in pod["spec"].get(field) or ():
            for which, word in (("requests", "request"), ("limits", "limit")):
                if given := _fill(container, which, amounts[which]):
                    told.append(f"{', '.join(given)} {word} for {role} {container['name']}")
    if told:
        annotations = pod["metadata"].setdefault("annotations", {})
        annotations[ANNOTATION] = f"LimitRanger plugin set: {'; '.join(told)}"


def violations(limit_range: Obj, resource: str, obj: Obj) -> list[str]:
    """All that a pod or claim breaks of a limit range, in Kubernetes' words."""
    subjects = list(_subjects(resource, obj))
    return [
        problem
        for item in limit_range["spec"].get("limits") or ()
        for subject in subjects
        if subject.kind == item.get("type")
        for problem in _broken(item, subject)
    ]


def _subjects(resource: str, obj: Obj) -> Iterator[Subject]:
    if resource == "persistentvolumeclaims":
        yield Subject("PersistentVolumeClaim", (obj["spec"].get("resources") or {}).get("requests") or {}, None)
        return
    for container in _containers(obj):
        given = container.get("resources") or {}
        yield Subject("Container", given.get("requests") or {}, given.get("limits") or {})
    yield Subject("Pod", _total(obj, "requests"), _total(obj, "limits"))


def _total(pod: Obj, which: str) -> Given:
    amounts = pod_resources(pod, "limits" if which == "limits" else "requests")
    binary = ("memory", "ephemeral-storage")
    return {name: render(amount, "1Ki" if name in binary else "1") for name, amount in amounts.items()}


def _broken(item: Obj, subject: Subject) -> Iterator[str]:
    for name, bound in (item.get("min") or {}).items():
        yield from _too_small(name, bound, subject)
    for name, bound in (item.get("max") or {}).items():
        yield from _too_large(name, bound, subject)
    for name, bound in (item.get("maxLimitRequestRatio") or {}).items():
        yield from _too_far_apart(name, bound, subject)


def _too_small(name: str, bound: str, subject: Subject) -> Iterator[str]:
    rule = f"minimum {name} usage per {subject.kind} is {bound}"
    request, limit = subject.requests.get(name), (subject.limits or {}).get(name)
    if request is None:
        yield f"{rule}.  No request is specified"
    elif parse(request) < parse(bound):
        yield f"{rule}, but request is {request}"
    elif limit is not None and parse(limit) < parse(bound):
        yield f"{rule}, but limit is {limit}"


def _too_large(name: str, bound: str, subject: Subject) -> Iterator[str]:
    rule = f"maximum {name} usage per {subject.kind} is {bound}"
    request = subject.requests.get(name)
    if subject.limits is not None:
        limit = subject.limits.get(name)
        if limit is None:
            yield f"{rule}.  No limit is specified"
            return
        if parse(limit) > parse(bound):
            yield f"{rule}, but limit is {limit}"
            return
    elif request is None:
        yield f"{rule}.  No request is specified"
    if request is not None and parse(request) > parse(bound):
        yield f"{rule}, but request is {request}"


def _too_far_apart(name: str, bound: str, subject: Subject) -> Iterator[str]:
    rule = f"{name} max limit to request ratio per {subject.kind} is {bound}"
    request, limit = (parse(given.get(name, 0)) for given in (subject.requests, subject.limits or {}))
    if not request:
        yield f"{rule}, but no request is specified or request is 0"
    elif not limit:
        yield f"{rule}, but no limit is specified or limit is 0"
    elif (ratio := Decimal(limit) / Decimal(request)) > parse(bound):
        yield f"{rule}, but provided ratio is {ratio:.6f}"


def _fill(container: Obj, which: str, amounts: Given) -> list[str]:
    """Fill in what the container does not say of its ``requests`` or ``limits``; the names of that, in order."""
    present = (container.get("resources") or {}).get(which) or {}
    missing = sorted(set(amounts) - set(present))
    if missing:
        container.setdefault("resources", {})[which] = {**present, **{name: amounts[name] for name in missing}}
    return missing


def _containers(pod: Obj) -> list[Obj]:
    return [*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())]

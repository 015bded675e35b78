"""A pod's status from its spec, what runs, and what probes say. Pure but for the clock in new transition times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from localkube.kubelet import allocation
from localkube.kubelet.container_status import Seen, Wait, container_status, ephemeral_status
from localkube.kubelet.observed import Observed
from localkube.kubelet.plan import is_initialized, outcome
from localkube.kubelet.podspec import (
    ephemeral_containers,
    init_containers,
    is_finished,
    is_sidecar,
    main_containers,
    old_status,
    phase,
)
from localkube.objects.access import Obj
from localkube.objects.defaults.pods import qos_class
from localkube.objects.meta import clone, set_condition
from localkube.runtime import Found

_UNINITIALIZED = "ContainersNotInitialized"
_OWN = ("PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready", "PodScheduled")
_UNREADY = "ContainersNotReady"
_COMPLETED = "PodCompleted"


_Maker = Callable[[Obj, tuple[Found, ...], Seen, Obj | None], Obj]


@dataclass(frozen=True, slots=True)
class Resizing:
    """A resize that is not granted, or granted and ``under_way``; ``error``: why it does not come to its end."""

    wait: allocation.Wait | None = None
    under_way: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class PodView:
    """``failure``: reason and message when the kubelet itself declared the pod failed."""

    host_ip: str
    pod_ip: str
    seen: Seen
    started_at: str
    failure: tuple[str, str] | None = None
    resizing: Resizing = Resizing()
    evicted: bool = False


def pod_status(pod: Obj, observed: Observed, view: PodView) -> Obj:
    """The whole status. Conditions of other writers and the times of unchanged conditions stay."""
    old: Obj = pod.get("status") or {}
    started = frozenset(key for key, health in view.seen.health.items() if health.started)
    initialized = not init_containers(pod) or is_initialized(pod, observed, started) or _was_initialized(old, observed)
    seen = view.seen
    if init_containers(pod) and not initialized:
        seen = replace(seen, usual_wait=Wait("PodInitializing"))
    mains, inits = (
        [_status_of(pod, one, observed, seen, make=partial(container_status, init=init)) for one in containers]
        for containers, init in ((main_containers(pod), False), (init_containers(pod), True))
    )
    status = clone(old)
    status |= {
        "phase": _phase(pod, observed, view, mains, initialized),
        "hostIP": view.host_ip,
        "hostIPs": [{"ip": view.host_ip}],
        "startTime": old.get("startTime") or view.started_at,
        "qosClass": old.get("qosClass") or qos_class(pod["spec"]),
        **_observed_generation(pod),
        "containerStatuses": mains,
    }
    if inits:
        status["initContainerStatuses"] = inits
    if ephemeral := ephemeral_containers(pod):
        status["ephemeralContainerStatuses"] = [
            _status_of(pod, one, observed, seen, make=ephemeral_status) for one in ephemeral
        ]
    if view.pod_ip:
        status |= {"podIP": view.pod_ip, "podIPs": [{"ip": view.pod_ip}]}
    if view.failure is not None and status["phase"] == "Failed":
        status["reason"], status["message"] = view.failure
    status["conditions"] = _conditions(pod, observed, status, initialized=initialized)
    if view.evicted and view.failure is not None:
        set_condition(status["conditions"], "DisruptionTarget", "True", "TerminationByKubelet", view.failure[1])
    _tell_of_resize(pod, status["conditions"], view.resizing)
    return status


def _status_of(pod: Obj, container: Obj, observed: Observed, seen: Seen, make: _Maker) -> Obj:
    """Of a pod that ended, what was told stays when the runtime forgets the container."""
    old, incarnations = old_status(pod, container["name"]), observed.of(container["name"])
    if old is not None and is_finished(pod) and not incarnations:
        return old
    return make(container, incarnations, seen, old)


def _was_initialized(old: Obj, observed: Observed) -> bool:
    """Without a sandbox (it was stopped as the pod ended) what was once said holds."""
    if observed.sandbox is not None:
        return False
    return any(c["type"] == "Initialized" and c["status"] == "True" for c in old.get("conditions") or ())


def _phase(pod: Obj, observed: Observed, view: PodView, mains: list[Obj], initialized: bool) -> str:
    if is_finished(pod):
        return phase(pod)
    ended = "Failed" if view.failure is not None else outcome(pod, observed)
    if ended is not None:  # nobody may think that it is over while a container still runs
        return phase(pod) if observed.running() else ended
    if not initialized:
        return "Pending"
    return "Pending" if any(_never_started(status) for status in mains) else "Running"


def _never_started(status: Obj) -> bool:
    return "waiting" in status["state"] and not status["lastState"]


def _conditions(pod: Obj, observed: Observed, status: Obj, *, initialized: bool) -> list[Obj]:
    conditions: list[Obj] = clone((pod.get("status") or {}).get("conditions") or [])
    networked = observed.sandbox is not None and bool(status.get("podIP"))
    set_condition(conditions, "PodReadyToStartContainers", str(networked))
    if initialized:
        set_condition(conditions, "Initialized", "True", _COMPLETED if status["phase"] == "Succeeded" else "")
    else:
        incomplete = [one["name"] for one in status.get("initContainerStatuses", ()) if not one["ready"]]
        set_condition(conditions, "Initialized", "False", _UNINITIALIZED, _names("incomplete", incomplete))
    contained = _containers_ready(pod, status)
    set_condition(conditions, "ContainersReady", *contained)
    set_condition(conditions, "Ready", *_ready(pod, conditions, contained))
    set_condition(conditions, "PodScheduled", "True")
    return [{**one, **_observed_generation(pod)} if one["type"] in _OWN else one for one in conditions]


def _tell_of_resize(pod: Obj, conditions: list[Obj], resizing: Resizing) -> None:
    """Two conditions that are there only while they say something."""
    told: dict[str, tuple[str, str]] = {}
    if resizing.wait is not None:
        told["PodResizePending"] = (resizing.wait.reason, resizing.wait.message)
    if resizing.under_way:
        told["PodResizeInProgress"] = ("Error", resizing.error) if resizing.error else ("", "")
    for kind, (reason, message) in told.items():
        set_condition(conditions, kind, "True", reason, message)
    conditions[:] = [
        {**one, **_observed_generation(pod)} if one["type"] in told else one
        for one in conditions
        if one["type"] in told or one["type"] not in ("PodResizePending", "PodResizeInProgress")
    ]


def _observed_generation(pod: Obj) -> Obj:
    generation = pod["metadata"].get("generation")
    return {"observedGeneration": generation} if generation else {}


def _containers_ready(pod: Obj, status: Obj) -> tuple[str, str, str]:
    if status["phase"] == "Succeeded":
        return "False", _COMPLETED, ""
    if status["phase"] == "Failed":
        return "False", "PodFailed", ""
    sidecars = {container["name"] for container in init_containers(pod) if is_sidecar(container)}
    counted = [one for one in status.get("initContainerStatuses", ()) if one["name"] in sidecars]
    unready = [one["name"] for one in [*counted, *status["containerStatuses"]] if not one["ready"]]
    return ("False", _UNREADY, _names("unready", unready)) if unready else ("True", "", "")


def _ready(pod: Obj, conditions: list[Obj], contained: tuple[str, str, str]) -> tuple[str, str, str]:
    if contained[0] != "True":
        return contained
    known = {one["type"]: one["status"] for one in conditions}
    for gate in pod["spec"].get("readinessGates") or ():
        kind = gate["conditionType"]
        if known.get(kind) != "True":
            said = f'the status of pod readiness gate "{kind}" is not "True", but {known.get(kind) or "missing"}'
            return "False", "ReadinessGatesNotReady", said
    return contained


def _names(kind: str, names: Iterable[str]) -> str:
    return f"containers with {kind} status: [{' '.join(names)}]"

"""Why one pod is not ready, from its own status and the warnings about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slipway.applications.quantities import bytes_in_words, cpus_in_words, parse
from slipway.applications.schemas import Reason
from slipway.applications.status.crashes import Crash, crash_of
from slipway.applications.status.observed import condition, event_time
from slipway.applications.status.texts import PROBES, RESOURCES, tell
from slipway.cluster import Obj

PULL_ERRORS = {
    "ErrImagePull": "image_pull_failed",
    "ImagePullBackOff": "image_pull_failed",
    "ImageInspectError": "image_pull_failed",
    "RegistryUnavailable": "image_pull_failed",
    "InvalidImageName": "image_pull_failed.name",
    "ErrImageNeverPull": "image_pull_failed.absent",
}
START_ERRORS = ("CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PostStartHookError")
NOT_RUN = ("StartError", "ContainerCannotRun")
NOT_RUN_CODES = (126, 127)
KILLED_CODES = (137, 143)
WARMING_UP_SECONDS = 3.0
"""A probe may fail while the program starts; only after this time is it told."""
SILENT_SECONDS = 30.0
SETUP_WARNINGS = ("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedKillPod")

_PROBE = re.compile(
    r"^(?P<probe>Readiness|Liveness|Startup) probe (?:failed|errored)(?: and resulted.*?)?: ?(?P<seen>.*)", re.S
)
_LACKING = re.compile(r"Insufficient (?P<resource>cpu|memory)|(?P<pods>Too many pods)")
_COMMAND = re.compile(r"exec:? \"(?P<command>[^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pod's reason is judged by, besides the pod."""

    warnings: Sequence[Obj]
    hosts: Sequence[Obj]
    now: datetime
    lines: Callable[[Obj], Sequence[str] | None] = lambda pod: ()
    """The last lines of the pod's crashed container; None while they are being fetched."""


def pod_reason(pod: Obj, scene: Scene) -> Reason | None:
    """Return why the pod is not ready, or None when it is just starting."""
    return (
        _placing(pod, scene)
        or _pulling_and_making(pod)
        or _crashing(pod, scene)
        or _probing(pod, scene)
        or _setting_up(pod, scene)
    )


def _placing(pod: Obj, scene: Scene) -> Reason | None:
    scheduled = condition(pod, "PodScheduled")
    if scheduled is None or scheduled.get("status") != "False":
        return None
    said = str(scheduled.get("message") or "")
    if "persistentvolumeclaim" in said.lower():
        return tell("volume_unbound", detail=said)
    lacking = {found["resource"] or "pods" for found in _LACKING.finditer(said)}
    shown = [resource for resource in ("memory", "cpu") if resource in lacking]
    if not shown or not scene.hosts:
        return tell("unschedulable", detail=said)
    return tell("unschedulable.no_room", _room(pod, shown, scene.hosts), said)


def _room(pod: Obj, lacking: Sequence[str], hosts: Sequence[Obj]) -> dict[str, str | int]:
    asked, largest = {}, {}
    for resource in lacking:
        show = bytes_in_words if resource == "memory" else cpus_in_words
        wanted = [
            (each.get("resources") or {}).get("requests", {}).get(resource, "0") for each in pod["spec"]["containers"]
        ]
        asked[resource] = show(str(sum(parse(amount) for amount in wanted)))
        largest[resource] = show(str(max(parse(host["allocatable"].get(resource, "0")) for host in hosts)))
    return {
        "lacking": " and ".join("CPU" if each == "cpu" else each for each in lacking),
        "lacking_zh": "和".join(RESOURCES[each] for each in lacking),
        "asked": _listed(asked),
        "asked_zh": _listed(asked, RESOURCES),
        "largest": _listed(largest),
        "largest_zh": _listed(largest, RESOURCES),
    }


def _listed(amounts: dict[str, str], names: dict[str, str] | None = None) -> str:
    if names is not None:
        return "、".join(f"{names[each]} {amount}" for each, amount in amounts.items())
    return ", ".join(f"{amount} memory" if each == "memory" else f"{amount} CPU" for each, amount in amounts.items())


def _pulling_and_making(pod: Obj) -> Reason | None:
    for each in _containers(pod):
        waiting = (each.get("state") or {}).get("waiting") or {}
        why, said = str(waiting.get("reason") or ""), str(waiting.get("message") or "")
        if why in PULL_ERRORS:
            return tell(PULL_ERRORS[why], {"image": _image(pod, str(each["name"]))}, said)
        if why in START_ERRORS:
            return _not_started(pod, str(each["name"]), said)
    return None


def _crashing(pod: Obj, scene: Scene) -> Reason | None:
    crash = crash_of(pod)
    if crash is None or _recovered(crash, scene.now):
        return None
    if crash.reason == "OOMKilled":
        limit = bytes_in_words(_limit(pod, crash.container))
        return tell(
            "out_of_memory", {"limit": limit, "restarts": crash.restarts}, crash.message, scene.lines(pod) or ()
        )
    if crash.code in KILLED_CODES:
        fatal = _unhealthy(scene.warnings, ("liveness", "startup"), crash.began)
        if fatal is not None:
            return fatal
    if crash.reason in NOT_RUN:
        return _not_started(pod, crash.container, crash.message)
    lines = scene.lines(pod)
    if lines is None:
        return None
    if crash.code in NOT_RUN_CODES and not lines:
        return _not_started(pod, crash.container, crash.message)
    return _crashed(crash, lines)


def _crashed(crash: Crash, lines: Sequence[str]) -> Reason:
    params: dict[str, str | int] = {"code": crash.code, "restarts": crash.restarts, "signal": crash.code - 128}
    key = "crashed"
    if crash.code == 0:
        key = "crashed.finished"
    elif crash.code in KILLED_CODES:
        key = "crashed.signal"
    return tell(key, params, crash.message or crash.reason, lines)


def _recovered(crash: Crash, now: datetime) -> bool:
    """Tell whether the container has been running for so long that its last end no longer explains anything."""
    return crash.since is not None and _seconds_since(crash.since, now) > SILENT_SECONDS


def _probing(pod: Obj, scene: Scene) -> Reason | None:
    for each in _containers(pod):
        running = (each.get("state") or {}).get("running")
        if running is None or each.get("ready"):
            continue
        began = str(running.get("startedAt") or "")
        up = _seconds_since(began, scene.now)
        if up >= WARMING_UP_SECONDS:
            found = _unhealthy(scene.warnings, tuple(PROBES), began)
            if found is not None:
                return found
        if up >= SILENT_SECONDS:
            return _silent(pod, str(each["name"]), each.get("started") is False, int(up))
    return None


def _unhealthy(warnings: Sequence[Obj], probes: Sequence[str], since: str | None) -> Reason | None:
    """Return the reason of the last failure of one of these probes."""
    for event in reversed(warnings):
        found = _PROBE.match(str(event.get("message") or "")) if event.get("reason") == "Unhealthy" else None
        if found is None or found["probe"].lower() not in probes:
            continue
        if since and not _not_before(event_time(event), since):
            return None
        probe, seen = found["probe"].lower(), found["seen"].strip()
        shown = seen.splitlines()[0] if seen else "no answer"
        return tell("probe_failed", {"probe": probe, "probe_zh": PROBES[probe], "seen": shown}, str(event["message"]))
    return None


def _silent(pod: Obj, name: str, not_started: bool, seconds: int) -> Reason | None:
    spec = _spec(pod, name)
    probe = "startup" if not_started and "startupProbe" in spec else "readiness"
    if f"{probe}Probe" not in spec:
        return None
    return tell("probe_failed.silent", {"probe": probe, "probe_zh": PROBES[probe], "seconds": seconds})


def _setting_up(pod: Obj, scene: Scene) -> Reason | None:
    """A container that is not made yet, because its surroundings cannot be."""
    statuses = _containers(pod)
    if any("waiting" not in (each.get("state") or {"waiting": {}}) for each in statuses):
        return None
    for event in reversed(scene.warnings):
        if event.get("reason") in SETUP_WARNINGS:
            said = str(event["message"])
            about_volume = event["reason"] == "FailedAttachVolume" or "persistentvolumeclaim" in said.lower()
            return tell("volume_unbound" if about_volume else "cannot_start", detail=said)
    return None


def _not_started(pod: Obj, name: str, said: str) -> Reason:
    quoted = _COMMAND.search(said)
    given = _spec(pod, name).get("command") or []
    command = quoted["command"] if quoted else " ".join(given)
    about_command = quoted is not None or not said or "no such file" in said or "permission denied" in said
    if command and about_command:
        return tell("cannot_start.command", {"command": command}, said)
    return tell("cannot_start", detail=said)


def _containers(pod: Obj) -> list[Obj]:
    return (pod.get("status") or {}).get("containerStatuses") or []


def _spec(pod: Obj, name: str) -> Obj:
    return next((each for each in pod["spec"]["containers"] if each["name"] == name), {})


def _image(pod: Obj, name: str) -> str:
    return str(_spec(pod, name).get("image") or "")


def _limit(pod: Obj, name: str) -> str:
    return str(((_spec(pod, name).get("resources") or {}).get("limits") or {}).get("memory") or "0")


def _seconds_since(text: str, now: datetime) -> float:
    try:
        return (now - datetime.fromisoformat(text)).total_seconds()
    except ValueError:
        return 0.0


def _not_before(text: str, since: str) -> bool:
    """Compare times of different precision; the cluster writes those of containers in whole seconds."""
    try:
        return datetime.fromisoformat(text).replace(microsecond=0) >= datetime.fromisoformat(since).replace(
            microsecond=0
        )
    except ValueError:
        return False

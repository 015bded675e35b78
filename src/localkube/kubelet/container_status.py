"""The status of one container. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from localkube.kubelet.observed import IMAGE_ID_LABEL, IMAGE_LABEL, has_ended, stamp
from localkube.kubelet.podspec import is_sidecar
from localkube.objects.access import Obj
from localkube.runtime import Found

SCHEME = "docker://"


@dataclass(frozen=True, slots=True)
class Health:
    """What probes say of a running container."""

    started: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a container does not run yet."""

    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What else there is to know of a pod's containers.

    ``waits`` by container name, ``health`` and ``last_words`` (termination messages) by container id.
    ``usual_wait`` is shown for a container that nothing is known of. ``given``: the resources that containers may use,
    by name; the ``unsettled`` ones still have those that the status tells.
    """

    waits: Mapping[str, Wait] = field(default_factory=dict)
    health: Mapping[str, Health] = field(default_factory=dict)
    last_words: Mapping[str, str] = field(default_factory=dict)
    usual_wait: Wait = Wait("ContainerCreating")
    given: Mapping[str, Obj] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()


def container_status(
    container: Obj, incarnations: tuple[Found, ...], seen: Seen, old: Obj | None, *, init: bool
) -> Obj:
    """The entry of ``containerStatuses`` (``init``: of ``initContainerStatuses``) for ``container``."""
    name: str = container["name"]
    newest = next((found for found in incarnations if found.state == "running" or has_ended(found)), None)
    wait = seen.waits.get(name)
    if newest is None:
        return _never_ran(container, wait or seen.usual_wait, old)
    health = seen.health.get(newest.id, Health(False, False))
    running = newest.state == "running"
    dead = [found for found in incarnations if has_ended(found) and found is not newest]
    last = terminated(dead[0], seen.last_words) if dead else _last_terminated(old, newest)
    state: Obj
    if running:
        state = {"running": {"startedAt": stamp(newest.started_at)}}
    elif wait is not None:
        state, last = {"waiting": _waiting(wait)}, terminated(newest, seen.last_words)
    else:
        state = {"terminated": terminated(newest, seen.last_words)}
    return {
        "name": name,
        "state": state,
        "lastState": {"terminated": last} if last else {},
        "ready": _ready(container, newest, health, init=init),
        "restartCount": newest.attempt,
        "image": newest.labels.get(IMAGE_LABEL) or container["image"],
        "imageID": newest.labels.get(IMAGE_ID_LABEL) or newest.image_id,
        "containerID": SCHEME + newest.id,
        "started": running and (health.started or (init and not is_sidecar(container))),
        **_resources(name, seen, old),
        **_mounts(container),
    }


def _mounts(container: Obj) -> Obj:
    """Where volumes are in the container; below a read-only one others may still be written, as Docker mounts them."""
    told = []
    for mount in container.get("volumeMounts") or ():
        one: Obj = {"name": mount["name"], "mountPath": mount["mountPath"]}
        if mount.get("readOnly"):
            one |= {"readOnly": True, "recursiveReadOnly": "Disabled"}
        told.append(one)
    return {"volumeMounts": told} if told else {}


def _resources(name: str, seen: Seen, old: Obj | None) -> Obj:
    """What a container was granted, and what it has."""
    if name not in seen.given:
        return {}
    given = seen.given[name]
    has = (old or {}).get("resources") if name in seen.unsettled else None
    requests = given.get("requests")
    return {**({"allocatedResources": requests} if requests else {}), "resources": given if has is None else has}


def ephemeral_status(container: Obj, incarnations: tuple[Found, ...], seen: Seen, old: Obj | None) -> Obj:
    """The entry of ``ephemeralContainerStatuses``: nobody waits for such a container, so it is never ready."""
    seen = replace(seen, usual_wait=Wait("ContainerCreating"))
    status = container_status(container, incarnations, seen, old, init=False)
    for name in ("started", "allocatedResources", "resources"):
        status.pop(name, None)
    return status | {"ready": False}


def terminated(dead: Found, last_words: Mapping[str, str]) -> Obj:
    """The ``terminated`` state of a container that ended."""
    code = dead.exit_code if dead.exit_code is not None else 0
    finished = stamp(dead.finished_at)
    message = last_words.get(dead.id, "") or dead.error
    state: Obj = {
        "exitCode": code,
        "reason": _reason(dead, code),
        "message": message or None,
        "startedAt": stamp(dead.started_at) or finished,
        "finishedAt": finished,
        "containerID": SCHEME + dead.id,
        "signal": None,
    }
    return {key: value for key, value in state.items() if value is not None}


def _reason(dead: Found, code: int) -> str:
    if dead.oom_killed:
        return "OOMKilled"
    if dead.started_at is None:
        return "ContainerCannotRun"
    return "Completed" if code == 0 else "Error"


def _never_ran(container: Obj, wait: Wait, old: Obj | None) -> Obj:
    status: Obj = {
        "name": container["name"],
        "state": {"waiting": _waiting(wait)},
        "lastState": {},
        "ready": False,
        "restartCount": 0,
        "image": container["image"],
        "imageID": "",
        "started": False,
    }
    if old is not None and old.get("containerID"):
        last = (old.get("state") or {}).get("terminated") or (old.get("lastState") or {}).get("terminated")
        status |= {
            "lastState": {"terminated": last} if last else {},
            "restartCount": old.get("restartCount", 0),
            "imageID": old.get("imageID", ""),
            "containerID": old["containerID"],
        }
    return status


def _last_terminated(old: Obj | None, newest: Found) -> Obj | None:
    """What the status remembers of an incarnation that the runtime does not have any more."""
    for state in ((old or {}).get("state"), (old or {}).get("lastState")):
        known: Obj | None = (state or {}).get("terminated")
        if known and known.get("containerID") != SCHEME + newest.id:
            return known
    return None


def _ready(container: Obj, newest: Found, health: Health, *, init: bool) -> bool:
    if init and not is_sidecar(container):
        return has_ended(newest) and newest.exit_code == 0
    return newest.state == "running" and health.started and health.ready


def _waiting(wait: Wait) -> Obj:
    return {"reason": wait.reason, **({"message": wait.message} if wait.message else {})}

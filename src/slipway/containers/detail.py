"""Read everything that the cluster tells of one container from its pod. Pure.

Values that come from secrets are never read, and those under secret-looking names are masked: whoever may look at a
container need not know its passwords.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slipway.cluster import Obj, event_time
from slipway.containers.detail_schemas import (
    ContainerMount,
    ContainerPast,
    ContainerSource,
    ContainerState,
    ContainerVariable,
    InitContainer,
    PodCondition,
    PodEvent,
)
from slipway.containers.replicas import Replica
from slipway.masking import MASK, masked_value

_SOURCES = {
    "secretKeyRef": "secret",
    "configMapKeyRef": "config_map",
    "fieldRef": "field",
    "resourceFieldRef": "resource",
    "secretRef": "secret",
    "configMapRef": "config_map",
}
_VOLUMES = {
    "persistentVolumeClaim": ("claim", "claimName"),
    "secret": ("secret", "secretName"),
    "configMap": ("config_map", "name"),
    "hostPath": ("host_path", "path"),
    "emptyDir": ("empty_dir", "medium"),
}


def past_of(replica: Replica) -> ContainerPast:
    """Return what the container does, and how its run before ended."""
    return ContainerPast(
        current=state_of(replica.status, "state") or WAITING, last=state_of(replica.status, "lastState")
    )


WAITING = ContainerState(state="waiting")


def state_of(status: Obj, name: str) -> ContainerState | None:
    """Return one of a container's states; None when it has none."""
    for state, details in (status.get(name) or {}).items():
        return ContainerState(
            state=state,
            reason=details.get("reason"),
            message=details.get("message"),
            exit_code=details.get("exitCode"),
            signal=details.get("signal"),
            started_at=details.get("startedAt"),
            finished_at=details.get("finishedAt"),
        )
    return None


def init_containers(pod: Obj) -> list[InitContainer]:
    """Return the containers that run before the others, in their order."""
    statuses = {each["name"]: each for each in (pod.get("status") or {}).get("initContainerStatuses") or []}
    return [
        InitContainer(
            name=spec["name"],
            image=spec["image"],
            sidecar=spec.get("restartPolicy") == "Always",
            ready=bool(statuses.get(spec["name"], {}).get("ready")),
            restarts=int(statuses.get(spec["name"], {}).get("restartCount") or 0),
            current=state_of(statuses.get(spec["name"], {}), "state") or WAITING,
            last=state_of(statuses.get(spec["name"], {}), "lastState"),
        )
        for spec in pod["spec"].get("initContainers") or []
    ]


def environment(replica: Replica) -> list[ContainerVariable]:
    """Return the container's variables in their order; those of whole secrets and config maps first, without names."""
    found = []
    for each in replica.spec.get("envFrom") or []:
        kind = next(key for key in ("secretRef", "configMapRef") if key in each)
        source = ContainerSource(kind=_SOURCES[kind], name=each[kind].get("name") or "")
        found.append(ContainerVariable(name=f"{each.get('prefix') or ''}*", source=source, masked=kind == "secretRef"))
    return found + [_variable(each, replica.pod) for each in replica.spec.get("env") or []]


def _variable(given: Obj, pod: Obj) -> ContainerVariable:
    name = given["name"]
    for kind, ref in (given.get("valueFrom") or {}).items():
        key = str(ref.get("key") or ref.get("fieldPath") or ref.get("resource") or "")
        source = ContainerSource(kind=_SOURCES.get(kind, "other"), name=ref.get("name") or "", key=key)
        value = _field(pod, key) if kind == "fieldRef" else None
        return ContainerVariable(name=name, value=value, source=source, masked=kind == "secretKeyRef")
    value = str(given.get("value") or "")
    shown = str(masked_value(name, value))
    return ContainerVariable(name=name, value=shown, masked=MASK in shown and shown != value)


def _field(pod: Obj, path: str) -> str | None:
    """Return what a ``fieldRef`` stands for, where the pod itself tells."""
    found: object = pod
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def mounts(replica: Replica) -> list[ContainerMount]:
    """Return what is mounted where, and from where it comes."""
    volumes = {each["name"]: each for each in replica.pod["spec"].get("volumes") or []}
    return [
        ContainerMount(
            path=each["mountPath"],
            volume=each["name"],
            sub_path=each.get("subPath"),
            read_only=bool(each.get("readOnly")),
            source=_volume(volumes.get(each["name"], {})),
        )
        for each in replica.spec.get("volumeMounts") or []
    ]


def _volume(volume: Obj) -> ContainerSource:
    for field, (kind, name) in _VOLUMES.items():
        if field in volume:
            return ContainerSource(kind=kind, name=str((volume[field] or {}).get(name) or ""))
    return ContainerSource(kind="projected" if "projected" in volume else "other")


def conditions(pod: Obj) -> list[PodCondition]:
    """Return the pod's conditions as the cluster has them."""
    return [
        PodCondition(
            type=each["type"],
            status=each["status"],
            reason=each.get("reason"),
            message=each.get("message"),
            changed_at=each.get("lastTransitionTime"),
        )
        for each in (pod.get("status") or {}).get("conditions") or []
    ]


def controller_of(pod: Obj) -> Obj | None:
    """Return the reference to what made the pod, and would replace it."""
    owners: Iterable[Obj] = pod["metadata"].get("ownerReferences") or []
    return next((each for each in owners if each.get("controller")), None)


def events(found: Sequence[Obj], container: str) -> list[PodEvent]:
    """Show events about a pod that concern this container or all of the pod, the newest first."""
    shown = [_event(each) for each in found if _concerns(each, container) and event_time(each)]
    return sorted(shown, key=lambda each: each.time, reverse=True)


def _concerns(event: Obj, container: str) -> bool:
    path = str(event["involvedObject"].get("fieldPath") or "")
    return "{" not in path or path.endswith(f"{{{container}}}")


def _event(event: Obj) -> PodEvent:
    series, source = event.get("series") or {}, event.get("source") or {}
    return PodEvent(
        time=event_time(event),
        type=event.get("type") or "Warning",
        reason=event.get("reason") or "",
        message=event.get("message") or "",
        count=int(series.get("count") or event.get("count") or 1),
        source=event.get("reportingComponent") or source.get("component") or "",
    )

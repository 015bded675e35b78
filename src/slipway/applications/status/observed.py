"""What the cluster shows of our services: what is followed besides pods, and how it is found again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from slipway.applications import labels
from slipway.cluster import (
    AUTOSCALER,
    DEPLOYMENT,
    EVENT,
    HTTP_ROUTE,
    INGRESS,
    POD,
    REPLICA_SET,
    RESOURCE_QUOTA,
    SECRET,
    SERVICE,
    Kind,
    Obj,
    WatchCache,
    Watched,
    event_time,
    plain,
)
from slipway.labels import BY_ABOUT, BY_APPLICATION, BY_SERVICE

OWNED = (AUTOSCALER, HTTP_ROUTE, INGRESS, DEPLOYMENT, SERVICE, SECRET)
"""The kinds that the publisher makes, in the order in which they are taken away: visitors first."""

BY_NAMESPACE = "namespace"
LONGEST_MESSAGE = 2000


@dataclass(frozen=True, slots=True)
class Owned:
    """An object that we made, and its kind, which objects from lists do not tell."""

    kind: Kind
    obj: Obj

    @property
    def name(self) -> str:
        """The object's name."""
        return str(self.obj["metadata"]["name"])

    @property
    def uid(self) -> str:
        """The object's identity."""
        return str(self.obj["metadata"]["uid"])


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything that the cluster has of one service at one moment."""

    owned: tuple[Owned, ...] = ()
    replica_sets: tuple[Obj, ...] = ()
    pods: tuple[Obj, ...] = ()
    warnings: dict[str, list[Obj]] = field(default_factory=dict)
    """Warning events by the uid of what they are about, oldest first."""

    def find(self, kind: Kind, name: str) -> Obj | None:
        """Return an object that we made."""
        return next((each.obj for each in self.owned if each.kind == kind and each.name == name), None)

    @property
    def deployment(self) -> Obj | None:
        """The service's deployment."""
        return next((each.obj for each in self.owned if each.kind == DEPLOYMENT), None)

    @property
    def empty(self) -> bool:
        """Whether nothing of the service is left."""
        return not (self.owned or self.replica_sets or self.pods)

    @property
    def living(self) -> list[Obj]:
        """Pods that have neither ended nor been told to end."""
        return [pod for pod in self.pods if not is_ending(pod) and not has_ended(pod)]

    @property
    def ready(self) -> int:
        """How many pods take traffic."""
        return sum(1 for pod in self.living if is_ready(pod))


def is_ending(obj: Obj) -> bool:
    """Tell whether the object was told to go."""
    return "deletionTimestamp" in obj["metadata"]


def has_ended(pod: Obj) -> bool:
    """Tell whether the pod will never run again."""
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def is_ready(pod: Obj) -> bool:
    """Tell whether the pod is ready."""
    ready = condition(pod, "Ready")
    return ready is not None and ready.get("status") == "True"


def condition(obj: Obj, kind: str) -> Obj | None:
    """Return an object's condition of that type."""
    conditions: list[Obj] = (obj.get("status") or {}).get("conditions") or []
    return next((each for each in conditions if each.get("type") == kind), None)


def label(obj: Obj, name: str) -> str | None:
    """Return one label."""
    found: str | None = (obj["metadata"].get("labels") or {}).get(name)
    return found


def watched(namespace_prefix: str) -> list[Watched]:
    """Return what this room looks at besides pods and hosts."""
    ours = (
        (BY_APPLICATION, lambda obj: label(obj, labels.APPLICATION_ID)),
        (BY_SERVICE, lambda obj: label(obj, labels.SERVICE_ID)),
    )
    by_namespace = ((BY_NAMESPACE, lambda obj: str(obj["metadata"]["namespace"])),)
    by_about = ((BY_ABOUT, lambda obj: str(obj["involvedObject"].get("uid"))),)

    def warning(event: Obj) -> Obj | None:
        return _event(event) if event["metadata"]["namespace"].startswith(namespace_prefix) else None

    trims = {SECRET: _without_content}
    return [
        *(
            Watched(kind, labels=labels.SERVICE_ID, trim=trims.get(kind, plain), indexes=ours)
            for kind in (*OWNED, REPLICA_SET)
        ),
        Watched(EVENT, fields="type=Warning", trim=warning, indexes=by_about),
        Watched(RESOURCE_QUOTA, trim=plain, indexes=by_namespace),
    ]


def sight_of(cache: WatchCache, service_id: str) -> Sight:
    """Return what the cluster has of a service."""
    owned = tuple(Owned(kind, obj) for kind in OWNED for obj in cache.find(kind, BY_SERVICE, service_id))
    sets = tuple(cache.find(REPLICA_SET, BY_SERVICE, service_id))
    pods = tuple(cache.find(POD, BY_SERVICE, service_id))
    told = [obj["metadata"]["uid"] for obj in (*pods, *sets, *(each.obj for each in owned if each.kind == DEPLOYMENT))]
    return Sight(owned, sets, pods, {uid: found for uid in told if (found := warnings_of(cache, uid))})


def warnings_of(cache: WatchCache, uid: str) -> list[Obj]:
    """Return the warning events about an object, oldest first."""
    return sorted(cache.find(EVENT, BY_ABOUT, uid), key=event_time)


def owned_by_others(cache: WatchCache, application_id: str, known: Iterable[str]) -> list[Owned]:
    """Return an application's objects whose service is not among the known ids."""
    ids = set(known)
    found = [Owned(kind, obj) for kind in OWNED for obj in cache.find(kind, BY_APPLICATION, application_id)]
    return [each for each in found if label(each.obj, labels.SERVICE_ID) not in ids]


def _without_content(secret: Obj) -> Obj:
    return {"metadata": plain(secret)["metadata"]}


def _event(event: Obj) -> Obj:
    metadata = {
        key: event["metadata"].get(key) for key in ("name", "namespace", "resourceVersion", "creationTimestamp")
    }
    kept = {
        key: event.get(key) for key in ("reason", "involvedObject", "series", "lastTimestamp", "eventTime", "count")
    }
    return {"metadata": metadata, **kept, "message": str(event.get("message") or "")[:LONGEST_MESSAGE]}

"""A small in-memory ``Access``: real default values and validation, no admission, no store."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from localkube.apiserver.pods import prepare
from localkube.objects.access import Event, Obj
from localkube.objects.defaults import default
from localkube.objects.errors import AlreadyExists, ApiError, BadRequest, Conflict, Forbidden, NotFound
from localkube.objects.kinds import KINDS
from localkube.objects.meta import clone, now, random_suffix
from localkube.objects.schema import validate_shape
from localkube.objects.selectors import match_fields, match_labels
from localkube.objects.validation import validate

_KINDS = {kind.resource: kind for kind in KINDS}
_PROPAGATION_FINALIZERS = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}

Key = tuple[str, str]


class FakeAccess:
    """``refuse`` may forbid a creation, as quota does; ``on_write`` sees every committed change."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[Key, Obj]] = {kind.resource: {} for kind in KINDS}
        self.refuse: Callable[[str, Obj], ApiError | None] = lambda _resource, _obj: None
        self.on_write: Callable[[str, Event], None] = lambda _resource, _event: None
        self.failing_watches = 0
        self.writes = 0
        self._revision = itertools.count(1)
        self._watchers: dict[str, list[asyncio.Queue[Event]]] = {}

    def find(self, resource: str, namespace: str | None, name: str) -> Obj | None:
        return self._table(resource).get((namespace or "", name))

    def get(self, resource: str, namespace: str | None, name: str) -> Obj:
        obj = self.find(resource, namespace, name)
        if obj is None:
            raise NotFound(f'{resource} "{name}" not found', name=name)
        return obj

    def list(self, resource: str, namespace: str | None = None, labels: str = "", fields: str = "") -> list[Obj]:
        return [
            obj
            for (its_namespace, _), obj in self._table(resource).items()
            if namespace in (None, its_namespace)
            and match_labels(labels, obj["metadata"].get("labels"))
            and match_fields(fields, obj)
        ]

    def create(self, resource: str, namespace: str | None, obj: Obj) -> Obj:
        obj = clone(obj)
        metadata = obj["metadata"]
        if "name" not in metadata:
            metadata["name"] = metadata["generateName"] + random_suffix()
        if namespace:
            metadata["namespace"] = namespace
            holder = self.find("namespaces", None, namespace)
            if holder is not None and holder["metadata"].get("deletionTimestamp"):
                raise Forbidden(f"namespace {namespace} is being terminated")
        if self.find(resource, namespace, metadata["name"]) is not None:
            raise AlreadyExists(f'{resource} "{metadata["name"]}" already exists')
        if (refusal := self.refuse(resource, obj)) is not None:
            raise refusal
        metadata.setdefault("creationTimestamp", now())
        metadata["uid"] = f"uid-{next(self._revision)}"
        metadata["generation"] = 1
        if resource == "jobs.batch":
            default(_KINDS[resource], obj)
            prepare(_KINDS[resource], obj)
        _check(resource, obj, None)
        return self._commit(resource, "ADDED", obj)

    def update(self, resource: str, namespace: str | None, name: str, obj: Obj, subresource: str = "") -> Obj:
        old = self.get(resource, namespace, name)
        if obj["metadata"].get("resourceVersion") not in (None, old["metadata"]["resourceVersion"]):
            raise Conflict(f"{resource} {name} was changed")
        return self._write(resource, old, clone(obj), subresource)

    def mutate(
        self, resource: str, namespace: str | None, name: str, change: Callable[[Obj], None], subresource: str = ""
    ) -> Obj:
        old = self.get(resource, namespace, name)
        new = clone(old)
        change(new)
        return self._write(resource, old, new, subresource)

    def delete(
        self,
        resource: str,
        namespace: str | None,
        name: str,
        *,
        uid: str | None = None,
        grace_seconds: int | None = None,
        propagation: str = "Background",
    ) -> Obj:
        old = self.get(resource, namespace, name)
        if uid is not None and old["metadata"]["uid"] != uid:
            raise Conflict(f"{resource} {name} has another uid")
        new = clone(old)
        metadata = new["metadata"]
        finalizer = _PROPAGATION_FINALIZERS.get(propagation)
        if finalizer and finalizer not in (metadata.get("finalizers") or []):
            metadata["finalizers"] = [*(metadata.get("finalizers") or []), finalizer]
        graceful = resource == "pods" and new["spec"].get("nodeName") and grace_seconds != 0
        held = resource == "namespaces" and new["spec"].get("finalizers")
        if metadata.get("finalizers") or graceful or held:
            metadata.setdefault("deletionTimestamp", now())
            return old if new == old else self._commit(resource, "MODIFIED", new)
        return self._commit(resource, "DELETED", new)

    async def watch(self, resource: str, namespace: str | None = None) -> AsyncIterator[Event]:
        if self.failing_watches > 0:
            self.failing_watches -= 1
            raise ConnectionError("the watch broke")
        queue: asyncio.Queue[Event] = asyncio.Queue()
        for obj in self.list(resource, namespace):
            queue.put_nowait(Event("ADDED", obj))
        queue.put_nowait(Event("SYNC", {}))
        watchers = self._watchers.setdefault(resource, [])
        watchers.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            watchers.remove(queue)

    def _write(self, resource: str, old: Obj, new: Obj, subresource: str) -> Obj:
        if subresource == "status":
            new = {**clone(old), "status": new.get("status", {})}
        elif subresource == "":
            if "status" in old:
                new["status"] = clone(old["status"])
            if new.get("spec") != old.get("spec"):
                new["metadata"]["generation"] = old["metadata"]["generation"] + 1
        _check(resource, new, old, subresource)
        metadata = new["metadata"]
        if metadata.get("deletionTimestamp") and not metadata.get("finalizers"):
            emptied = resource == "namespaces" and not new["spec"].get("finalizers")
            if emptied or (resource != "namespaces" and old["metadata"].get("finalizers")):
                return self._commit(resource, "DELETED", new)
        return old if new == old else self._commit(resource, "MODIFIED", new)

    def _commit(self, resource: str, event_type: str, obj: Obj) -> Obj:
        metadata = obj["metadata"]
        metadata["resourceVersion"] = str(next(self._revision))
        kind = _KINDS[resource]
        obj["apiVersion"], obj["kind"] = kind.api_version, kind.kind
        key = (metadata.get("namespace") or "", metadata["name"])
        if event_type == "DELETED":
            del self._table(resource)[key]
        else:
            self._table(resource)[key] = obj
        event = Event(event_type, obj)  # type: ignore[arg-type]  # one of the three
        self.writes += 1
        for queue in self._watchers.get(resource, []):
            queue.put_nowait(event)
        self.on_write(resource, event)
        return obj

    def _table(self, resource: str) -> dict[Key, Obj]:
        if resource not in self.objects:
            raise NotFound(f"the server could not find the requested resource {resource}")
        return self.objects[resource]


def _check(resource: str, obj: Obj, old: Obj | None, subresource: str = "") -> None:
    kind = _KINDS[resource]
    if unknown := validate_shape(kind, obj):
        raise BadRequest("; ".join(unknown))
    default(kind, obj)
    validate(kind, obj, old, subresource)


class FakeKubelet:
    """Acts for every node: what the tests need of a kubelet, at the moment that a test says."""

    def __init__(self, access: FakeAccess) -> None:
        self._access = access
        self._addresses = itertools.count(10)

    def run(self, pod: Obj, *, ready: bool = True, at: datetime | None = None) -> None:
        """The pod runs, with an address."""
        address = (pod.get("status") or {}).get("podIP") or f"10.0.0.{next(self._addresses)}"
        stamp = (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
        condition = {"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": stamp}

        def change(current: Obj) -> None:
            status = current.setdefault("status", {})
            others = [c for c in status.get("conditions") or [] if c["type"] != "Ready"]
            status.update(phase="Running", podIP=address, conditions=[*others, condition])

        metadata = pod["metadata"]
        self._access.mutate("pods", metadata["namespace"], metadata["name"], change, "status")

    def end(self, pod: Obj) -> None:
        """The pod's containers are gone."""
        self._access.delete("pods", pod["metadata"]["namespace"], pod["metadata"]["name"], grace_seconds=0)

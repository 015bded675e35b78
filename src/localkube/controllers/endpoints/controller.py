"""Writes Endpoints and EndpointSlices. Draining depends on its speed: a pod's new state is out in one turn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import zip_longest

from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.endpoints.members import fingerprint, is_selected, is_served, members
from localkube.controllers.endpoints.shapes import MANAGER, endpoints_of, service_keys, slices_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import Forbidden, NotFound

ENDPOINTS = "endpoints"
SLICES = "endpointslices.discovery.k8s.io"

_BY_LABEL = "label"
_BY_SERVICE = "service"
_service_keys = partial(service_keys, MANAGER)


def endpoints(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for the endpoints of services."""
    return Endpoints(view).loop


class Endpoints:
    """The controller; keyed by service."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._services = view.cache("services")
        self._pods = view.cache("pods")
        self._slices = view.cache(SLICES)
        self.loop = Loop("endpoints", self._reconcile, (self._services, self._pods, self._slices))
        self._services.index(BY_NAMESPACE, by_namespace)
        self._pods.index(_BY_LABEL, _label_keys)
        self._slices.index(_BY_SERVICE, _service_keys)
        self._services.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._pods.subscribe(self._pod_changed)
        self._slices.subscribe(self._slice_changed)

    def _pod_changed(self, change: Change) -> None:
        versions = [pod for pod in (change.old, change.new) if pod is not None]
        if len(versions) == 2 and fingerprint(versions[0]) == fingerprint(versions[1]):
            return
        for service in self._services.by(BY_NAMESPACE, change.obj["metadata"]["namespace"]):
            if any(is_selected(service, pod) for pod in versions):
                self.loop.queue.add(name_of(service))

    def _slice_changed(self, change: Change) -> None:
        for key in _service_keys(change.obj):
            namespace, _, name = key.partition("/")
            self.loop.queue.add((namespace, name))

    def _reconcile(self, key: Name) -> float | None:
        service = self._view.access.find("services", *key)
        existing = self._slices.by(_BY_SERVICE, "/".join(key))
        if service is None or service["metadata"].get("deletionTimestamp"):
            self._delete_all(SLICES, existing)
            left = self._view.access.find(ENDPOINTS, *key)
            self._delete_all(ENDPOINTS, [left] if left else [])
            return None
        if not is_served(service):
            return None
        found = members(service, self._selected(service))
        try:
            self._write_slices(slices_of(service, found), existing)
            self._write_endpoints(endpoints_of(service, found))
        except Forbidden:
            if not self._view.is_leaving(key[0]):
                raise
        return None

    def _selected(self, service: Obj) -> list[Obj]:
        namespace = service["metadata"]["namespace"]
        keys = [f"{namespace}/{label}={value}" for label, value in service["spec"]["selector"].items()]
        rarest = min(keys, key=lambda key: self._pods.count(_BY_LABEL, key))
        return [pod for pod in self._pods.by(_BY_LABEL, rarest) if is_selected(service, pod)]

    def _write_slices(self, wanted: list[Obj], existing: list[Obj]) -> None:
        present = sorted(existing, key=lambda s: str(s["metadata"]["name"]))
        for desired, current in zip_longest(wanted, present):
            if desired is None:
                self._delete_all(SLICES, [current])
            elif current is None:
                self._view.create(SLICES, desired["metadata"]["namespace"], desired)
            else:
                self._bring(SLICES, current["metadata"]["name"], desired)

    def _write_endpoints(self, desired: Obj) -> None:
        metadata = desired["metadata"]
        if self._view.access.find(ENDPOINTS, metadata["namespace"], metadata["name"]) is None:
            self._view.create(ENDPOINTS, metadata["namespace"], desired)
        else:
            self._bring(ENDPOINTS, metadata["name"], desired)

    def _bring(self, resource: str, name: str, desired: Obj) -> None:
        def change(current: Obj) -> None:
            current["metadata"]["labels"] = desired["metadata"]["labels"]
            for field, value in desired.items():
                if field not in ("apiVersion", "kind", "metadata"):
                    current[field] = value

        self._view.mutate(resource, desired["metadata"]["namespace"], name, change)

    def _delete_all(self, resource: str, objects: Iterable[Obj]) -> None:
        for obj in objects:
            try:
                self._view.delete(resource, obj)
            except NotFound:
                continue


def _label_keys(pod: Obj) -> list[str]:
    namespace = pod["metadata"]["namespace"]
    return [f"{namespace}/{label}={value}" for label, value in (pod["metadata"].get("labels") or {}).items()]

"""Mirrors Endpoints that somebody wrote by hand into EndpointSlices, for all who read only these.

Source: "EndpointSlice mirroring" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from ipaddress import ip_address
from itertools import zip_longest

from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.endpoints.shapes import bare_slice, service_keys, slice_labels
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import Forbidden, NotFound

ENDPOINTS = "endpoints"
SLICES = "endpointslices.discovery.k8s.io"
MANAGER = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
LEADER = "control-plane.alpha.kubernetes.io/leader"
MOST_PER_SUBSET = 1000
_NOT_COPIED = ("endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration")
_BY_SERVICE = "mirrored service"
_service_keys = partial(service_keys, MANAGER)


def endpoint_mirrors(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for slices of Endpoints written by hand."""
    return Mirrors(view).loop


class Mirrors:
    """The controller; keyed by Endpoints."""

    def __init__(self, view: View) -> None:
        self._view = view
        services, endpoints, self._slices = view.cache("services"), view.cache(ENDPOINTS), view.cache(SLICES)
        self.loop = Loop("endpoint mirrors", self._reconcile, (services, endpoints, self._slices))
        self._slices.index(_BY_SERVICE, _service_keys)
        services.subscribe(self._changed)
        endpoints.subscribe(self._changed)
        self._slices.subscribe(self._slice_changed)

    def _changed(self, change: Change) -> None:
        self.loop.queue.add(name_of(change.obj))

    def _slice_changed(self, change: Change) -> None:
        for key in _service_keys(change.obj):
            namespace, _, name = key.partition("/")
            self.loop.queue.add((namespace, name))

    def _reconcile(self, key: Name) -> float | None:
        endpoints, service = self._view.access.find(ENDPOINTS, *key), self._view.access.find("services", *key)
        wanted = mirrored(endpoints) if endpoints and service and is_by_hand(endpoints, service) else []
        present = sorted(self._slices.by(_BY_SERVICE, "/".join(key)), key=lambda each: str(each["metadata"]["name"]))
        try:
            for family in ("IPv4", "IPv6"):
                self._bring_all(_of(family, wanted), _of(family, present))
        except Forbidden:
            if not self._view.is_leaving(key[0]):
                raise
        return None

    def _bring_all(self, wanted: list[Obj], present: list[Obj]) -> None:
        for desired, current in zip_longest(wanted, present):
            if desired is None:
                self._delete(current)
            elif current is None:
                self._view.create(SLICES, desired["metadata"]["namespace"], desired)
            else:
                self._bring(current, desired)

    def _bring(self, current: Obj, desired: Obj) -> None:
        def change(obj: Obj) -> None:
            for field in ("labels", "annotations", "ownerReferences"):
                obj["metadata"][field] = desired["metadata"][field]
            obj["endpoints"], obj["ports"] = desired["endpoints"], desired["ports"]

        self._view.mutate(SLICES, current["metadata"]["namespace"], current["metadata"]["name"], change)

    def _delete(self, obj: Obj) -> None:
        try:
            self._view.delete(SLICES, obj)
        except NotFound:
            return


def is_by_hand(endpoints: Obj, service: Obj) -> bool:
    """Whether they are mirrored: those of a service without a selector that do not ask to be left alone."""
    metadata = endpoints["metadata"]
    leaves = metadata.get("deletionTimestamp") or service["metadata"].get("deletionTimestamp")
    skipped = (metadata.get("labels") or {}).get(SKIP) == "true" or LEADER in (metadata.get("annotations") or {})
    return not leaves and not skipped and not service["spec"].get("selector")


def mirrored(endpoints: Obj) -> list[Obj]:
    """The slices, still nameless: for each set of ports one per family of addresses. Pure."""
    found: list[Obj] = []
    for subset in endpoints.get("subsets") or ():
        entries = list(_entries(subset))[:MOST_PER_SUBSET]
        for family in ("IPv4", "IPv6"):
            own = [entry for entry in entries if _family(entry["addresses"][0]) == family]
            if own:
                found.append(_slice(endpoints, family, own, subset.get("ports") or []))
    return found


def _entries(subset: Obj) -> Iterator[Obj]:
    for field, ready in (("addresses", True), ("notReadyAddresses", False)):
        for address in subset.get(field) or ():
            entry: Obj = {"addresses": [address["ip"]], "conditions": {"ready": ready}}
            yield entry | {name: address[name] for name in ("hostname", "nodeName", "targetRef") if address.get(name)}


def _slice(endpoints: Obj, family: str, entries: list[Obj], ports: Iterable[Obj]) -> Obj:
    metadata = endpoints["metadata"]
    annotations = {name: text for name, text in (metadata.get("annotations") or {}).items() if name not in _NOT_COPIED}
    made = bare_slice(endpoints, (metadata.get("labels") or {}) | slice_labels(endpoints, MANAGER), family)
    made["metadata"]["annotations"] = annotations
    return made | {"endpoints": entries, "ports": [{"name": "", "protocol": "TCP"} | port for port in ports]}


def _of(family: str, slices: Iterable[Obj]) -> list[Obj]:
    return [each for each in slices if each.get("addressType") == family]


def _family(address: str) -> str:
    """The API takes addresses only."""
    return f"IPv{ip_address(address).version}"

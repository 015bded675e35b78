"""The objects that carry endpoints, made from a service's members. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from localkube.controllers.endpoints.members import HEADLESS, Member, Port
from localkube.objects.access import Obj
from localkube.objects.meta import owner_reference

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
MANAGER = "endpointslice-controller.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
HEADLESS_LABEL = "service.kubernetes.io/headless"

MOST_PER_SLICE = 100


def endpoints_of(service: Obj, members: Iterable[Member]) -> Obj:
    """The ``v1`` Endpoints: pods on their way out are not in it at all, unless the service wants every address."""
    anyway = bool(service["spec"].get("publishNotReadyAddresses"))
    staying = [member for member in members if anyway or not member.terminating]
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {
            "name": service["metadata"]["name"],
            "namespace": service["metadata"]["namespace"],
            "labels": _labels(service, {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}),
        },
        "subsets": [_subset(ports, group) for ports, group in _by_ports(staying)],
    }


def slices_of(service: Obj, members: Iterable[Member]) -> list[Obj]:
    """The endpoint slices, still nameless: one per set of ports and hundred members; an empty one without members."""
    groups = list(_by_ports(members)) or [((), [])]
    slices: list[Obj] = []
    for ports, group in groups:
        for start in range(0, max(len(group), 1), MOST_PER_SLICE):
            slices.append(_slice(service, ports, group[start : start + MOST_PER_SLICE]))
    return slices


def slice_labels(owner: Obj, manager: str) -> dict[str, str]:
    """The labels by which a slice of ``owner`` is found, and by which others see whose it is."""
    return {MANAGED_BY: manager, SERVICE_NAME: owner["metadata"]["name"]}


def service_keys(manager: str, endpoint_slice: Obj) -> list[str]:
    """The service of a slice that is the manager's, as ``NAMESPACE/NAME``; none of another's."""
    labels = endpoint_slice["metadata"].get("labels") or {}
    if labels.get(MANAGED_BY) != manager or SERVICE_NAME not in labels:
        return []
    return [f"{endpoint_slice['metadata']['namespace']}/{labels[SERVICE_NAME]}"]


def bare_slice(owner: Obj, labels: dict[str, str], family: str) -> Obj:
    """A nameless endpoint slice of a service or of Endpoints, still without endpoints and ports."""
    metadata = owner["metadata"]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{metadata['name']}-",
            "namespace": metadata["namespace"],
            "labels": labels,
            "ownerReferences": [owner_reference(owner)],
        },
        "addressType": family,
    }


def _by_ports(members: Iterable[Member]) -> Iterable[tuple[tuple[Port, ...], list[Member]]]:
    ordered = sorted(members, key=lambda member: member.ports)
    for ports, group in groupby(ordered, key=lambda member: member.ports):
        yield ports, list(group)


def _labels(service: Obj, own: dict[str, str]) -> dict[str, str]:
    headless = {HEADLESS_LABEL: ""} if service["spec"].get("clusterIP") == HEADLESS else {}
    return {**(service["metadata"].get("labels") or {}), **own, **headless}


def _subset(ports: tuple[Port, ...], group: Sequence[Member]) -> Obj:
    subset: Obj = {}
    ready = [_address(member) for member in group if member.ready]
    waiting = [_address(member) for member in group if not member.ready]
    if ready:
        subset["addresses"] = ready
    if waiting:
        subset["notReadyAddresses"] = waiting
    if ports:
        subset["ports"] = [{key: value for key, value in _port(port).items() if value} for port in ports]
    return subset


def _address(member: Member) -> Obj:
    address: Obj = {"ip": member.address, "targetRef": _target(member.pod)}
    if member.pod["spec"].get("nodeName"):
        address["nodeName"] = member.pod["spec"]["nodeName"]
    if hostname := _hostname(member.pod):
        address["hostname"] = hostname
    return address


def _slice(service: Obj, ports: tuple[Port, ...], group: Sequence[Member]) -> Obj:
    labels = _labels(service, slice_labels(service, MANAGER))
    endpoints, shapes = [_endpoint(member) for member in group], [_port(port) for port in ports]
    return bare_slice(service, labels, "IPv4") | {"endpoints": endpoints, "ports": shapes}


def _endpoint(member: Member) -> Obj:
    endpoint: Obj = {
        "addresses": [member.address],
        "conditions": {"ready": member.ready, "serving": member.serving, "terminating": member.terminating},
        "targetRef": _target(member.pod),
    }
    if member.pod["spec"].get("nodeName"):
        endpoint["nodeName"] = member.pod["spec"]["nodeName"]
    if hostname := _hostname(member.pod):
        endpoint["hostname"] = hostname
    return endpoint


def _target(pod: Obj) -> Obj:
    metadata = pod["metadata"]
    return {"kind": "Pod", "namespace": metadata["namespace"], "name": metadata["name"], "uid": metadata["uid"]}


def _hostname(pod: Obj) -> str:
    """The name of a pod within its headless service; only pods with a subdomain have one."""
    hostname: str = pod["spec"].get("hostname", "") if pod["spec"].get("subdomain") else ""
    return hostname


def _port(port: Port) -> Obj:
    name, protocol, number, application = port
    shape: Obj = {"name": name, "port": number, "protocol": protocol}
    if application:
        shape["appProtocol"] = application
    return shape

"""The objects that a cluster has from its first moment. Made again when somebody removed them."""

from __future__ import annotations

import ipaddress

from localkube.boot.policy import ensure_policy
from localkube.network.routes import CONTROLLER
from localkube.objects.access import Access, Obj
from localkube.objects.custom import built_in
from localkube.objects.kinds import DEFINITIONS
from localkube.objects.priority import PRIORITY_CLASSES, system_classes
from localkube.objects.storage import PROVISIONER

NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease", "localkube-system")
GATEWAY_NAMESPACE, GATEWAY_NAME = "localkube-system", "public"
CLASS_NAME = "localkube"
STORAGE_CLASS_NAME = "local"
SLICES = "endpointslices.discovery.k8s.io"


def api_address(service_range: str) -> str:
    """The first address of the range: the API's own service."""
    return str(next(ipaddress.ip_network(service_range).hosts()))


def ensure(access: Access, service_range: str, gateway: str, port: int) -> None:
    """Create what is missing; what is there stays as it is, but for where the API answers (``gateway`` for pods)."""
    for name in NAMESPACES:
        _create(access, "namespaces", {"metadata": {"name": name}})
    for definition in built_in.definitions():
        _renew(access, definition)
    ensure_policy(access)
    for priority_class in system_classes():
        _create(access, PRIORITY_CLASSES, priority_class)
    _create(access, "services", _api_service(service_range, port))
    _bring(access, "endpoints", _api_endpoints(gateway, port))
    _bring(access, SLICES, _api_slice(gateway, port))
    _create(
        access,
        "gatewayclasses.gateway.networking.k8s.io",
        {"metadata": {"name": CLASS_NAME}, "spec": {"controllerName": CONTROLLER}},
    )
    _create(access, "gateways.gateway.networking.k8s.io", _gateway())
    annotations = {"ingressclass.kubernetes.io/is-default-class": "true"}
    _create(
        access,
        "ingressclasses.networking.k8s.io",
        {"metadata": {"name": CLASS_NAME, "annotations": annotations}, "spec": {"controller": CONTROLLER}},
    )

    _create(access, "storageclasses.storage.k8s.io", _storage_class())


def _storage_class() -> Obj:
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"}
    return {
        "metadata": {"name": STORAGE_CLASS_NAME, "annotations": annotations},
        "provisioner": PROVISIONER,
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowVolumeExpansion": True,
    }


def _api_service(service_range: str, port: int) -> Obj:
    labels = {"component": "apiserver", "provider": "kubernetes"}
    ports = [{"name": "https", "port": 443, "targetPort": port, "protocol": "TCP"}]
    return {
        "metadata": {"name": "kubernetes", "namespace": "default", "labels": labels},
        "spec": {"type": "ClusterIP", "clusterIP": api_address(service_range), "ports": ports},
    }


def _api_endpoints(gateway: str, port: int) -> Obj:
    """Written by the API itself, as its service has no selector."""
    ports = [{"name": "https", "port": port, "protocol": "TCP"}]
    subsets = [{"addresses": [{"ip": gateway}], "ports": ports}]
    labels = {"endpointslice.kubernetes.io/skip-mirror": "true"}
    return {"metadata": {"name": "kubernetes", "namespace": "default", "labels": labels}, "subsets": subsets}


def _api_slice(gateway: str, port: int) -> Obj:
    return {
        "metadata": {
            "name": "kubernetes",
            "namespace": "default",
            "labels": {"kubernetes.io/service-name": "kubernetes"},
        },
        "addressType": "IPv4",
        "endpoints": [{"addresses": [gateway], "conditions": {"ready": True}}],
        "ports": [{"name": "https", "port": port, "protocol": "TCP"}],
    }


def _bring(access: Access, resource: str, obj: Obj) -> None:
    """Create it, or bring what it says up to date."""
    _create(access, resource, obj)
    metadata, said = obj["metadata"], {name: value for name, value in obj.items() if name != "metadata"}
    access.mutate(resource, metadata["namespace"], metadata["name"], lambda current: current.update(said))


def _gateway() -> Obj:
    everybody = {"namespaces": {"from": "All"}}
    listener = {"name": "http", "protocol": "HTTP", "port": 80, "allowedRoutes": everybody}
    return {
        "metadata": {"name": GATEWAY_NAME, "namespace": GATEWAY_NAMESPACE},
        "spec": {"gatewayClassName": CLASS_NAME, "listeners": [listener]},
    }


def _renew(access: Access, definition: Obj) -> None:
    """What is told of a built-in kind is what this localkube serves, not what an older one did."""
    name, spec = definition["metadata"]["name"], definition["spec"]
    if access.find(DEFINITIONS, None, name) is None:
        access.create(DEFINITIONS, None, definition)
    else:
        access.mutate(DEFINITIONS, None, name, lambda current: current.update(spec=spec))


def _create(access: Access, resource: str, obj: Obj) -> None:
    metadata = obj["metadata"]
    if access.find(resource, metadata.get("namespace"), metadata["name"]) is None:
        access.create(resource, metadata.get("namespace"), obj)

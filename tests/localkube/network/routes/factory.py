"""Objects for tests of routing."""

from __future__ import annotations

from typing import Any

from localkube.network.routes.settings import CONTROLLER
from localkube.objects.access import Obj

GATEWAY_CLASSES = "gatewayclasses.gateway.networking.k8s.io"
GATEWAYS = "gateways.gateway.networking.k8s.io"
ROUTES = "httproutes.gateway.networking.k8s.io"
INGRESSES = "ingresses.networking.k8s.io"
INGRESS_CLASSES = "ingressclasses.networking.k8s.io"
SLICES = "endpointslices.discovery.k8s.io"


def meta(name: str, namespace: str = "", **more: Any) -> Obj:
    """Metadata as the API gives it to an object."""
    found: Obj = {"name": name, "uid": f"uid-{name}", "generation": 1, "creationTimestamp": "2026-01-01T00:00:00Z"}
    return (found | {"namespace": namespace} if namespace else found) | more


def gateway_class(name: str = "localkube", controller: str = CONTROLLER) -> Obj:
    return {"metadata": meta(name), "spec": {"controllerName": controller}}


def listener(name: str = "http", *, allow: str = "All", **more: Any) -> Obj:
    return {"name": name, "protocol": "HTTP", "port": 80, "allowedRoutes": {"namespaces": {"from": allow}}} | more


def gateway(*listeners: Obj, name: str = "public", namespace: str = "localkube-system") -> Obj:
    spec = {"gatewayClassName": "localkube", "listeners": list(listeners) or [listener()]}
    return {"metadata": meta(name, namespace), "spec": spec}


def parent(**more: Any) -> Obj:
    return {"name": "public", "namespace": "localkube-system"} | more


def backend(service: str = "web", port: int = 80, **more: Any) -> Obj:
    return {"name": service, "port": port} | more


def prefix(path: str, **more: Any) -> Obj:
    return {"path": {"type": "PathPrefix", "value": path}} | more


def exact(path: str, **more: Any) -> Obj:
    return {"path": {"type": "Exact", "value": path}} | more


def rule(*backends: Obj, match: Obj | None = None, **more: Any) -> Obj:
    return {"matches": [match or prefix("/")], "backendRefs": list(backends or (backend(),))} | more


def http_route(
    *rules: Obj, name: str = "web", hosts: tuple[str, ...] = ("a.test",), parents: tuple[Obj, ...] = (), **more: Any
) -> Obj:
    """A route of namespace ``shop``."""
    spec = {"parentRefs": list(parents or (parent(),)), "hostnames": list(hosts), "rules": list(rules or (rule(),))}
    return {"metadata": meta(name, "shop", **more), "spec": spec}


def service(name: str = "web", namespace: str = "shop", ports: tuple[tuple[str, int], ...] = (("", 80),)) -> Obj:
    shapes = [{"name": port, "port": number, "protocol": "TCP"} for port, number in ports]
    return {"metadata": meta(name, namespace), "spec": {"ports": shapes, "selector": {"app": name}}}


def endpoint(address: str, *, ready: bool = True, serving: bool = True, terminating: bool = False) -> Obj:
    conditions = {"ready": ready, "serving": serving, "terminating": terminating}
    return {"addresses": [address], "conditions": conditions}


def endpoint_slice(
    *endpoints: Obj, of: str = "web", port: int = 8080, port_name: str = "", name: str = "", namespace: str = "shop"
) -> Obj:
    return {
        "metadata": meta(name or f"{of}-1", namespace, labels={"kubernetes.io/service-name": of}),
        "addressType": "IPv4",
        "endpoints": list(endpoints),
        "ports": [{"name": port_name, "port": port, "protocol": "TCP"}],
    }


def ingress(*rules: Obj, name: str = "old", class_name: str | None = "localkube", **more: Any) -> Obj:
    spec: Obj = {"rules": list(rules)} if rules else {}
    if class_name is not None:
        spec["ingressClassName"] = class_name
    return {"metadata": meta(name, "shop"), "spec": spec | more}


def ingress_rule(host: str, path: str = "/", kind: str = "Prefix", service: str = "web", port: int = 80) -> Obj:
    target = {"service": {"name": service, "port": {"number": port}}}
    return {"host": host, "http": {"paths": [{"path": path, "pathType": kind, "backend": target}]}}


def ingress_class(name: str = "localkube", *, default: bool = False) -> Obj:
    annotations = {"ingressclass.kubernetes.io/is-default-class": "true"} if default else {}
    return {"metadata": meta(name, annotations=annotations), "spec": {"controller": CONTROLLER}}

"""Objects as the network sees them."""

from __future__ import annotations

from pathlib import Path

from localkube.network import Settings
from localkube.objects.access import Obj

SETTINGS = Settings("t", Path("/nowhere"))


def service(name: str, address: str = "10.43.0.5", ports: list[Obj] | None = None, **spec: object) -> Obj:
    """A service; without ``ports`` it has port 80 over TCP."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"clusterIP": address, "ports": ports or [{"port": 80, "protocol": "TCP"}], **spec},
    }


def external(name: str, target: str) -> Obj:
    """An ExternalName service."""
    obj = service(name)
    obj["spec"] = {"type": "ExternalName", "externalName": target}
    return obj


def endpoint(
    address: str, *, ready: bool = True, serving: bool = True, terminating: bool = False, hostname: str = ""
) -> Obj:
    """One endpoint of a slice."""
    found: Obj = {
        "addresses": [address],
        "conditions": {"ready": ready, "serving": serving, "terminating": terminating},
    }
    return {**found, "hostname": hostname} if hostname else found


def endpoint_slice(service_name: str, *endpoints: Obj, ports: list[Obj] | None = None, name: str = "") -> Obj:
    """A slice; without ``ports`` it has the nameless port 8080 over TCP."""
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": name or f"{service_name}-1",
            "namespace": "shop",
            "labels": {"kubernetes.io/service-name": service_name},
        },
        "addressType": "IPv4",
        "ports": ports or [{"name": "", "port": 8080, "protocol": "TCP"}],
        "endpoints": list(endpoints),
    }


def pod(policy: str | None = None, **spec: object) -> Obj:
    """A pod with a DNS policy."""
    named = {} if policy is None else {"dnsPolicy": policy}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "shop"},
        "spec": {**named, **spec},
    }


def pod_with_ports(name: str, *ports: Obj, **spec: object) -> Obj:
    """A pod whose container has these ports; those without ``containerPort`` have 8080."""
    given = [{"containerPort": 8080, **port} for port in ports]
    found = pod(containers=[{"name": "c", "image": "none", "ports": given}], **spec)
    found["metadata"].update(name=name, uid=f"uid-of-{name}")
    return found

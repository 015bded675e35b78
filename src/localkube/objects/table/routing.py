"""Columns of services, endpoints, ingresses, gateways and routes."""

from __future__ import annotations

import json

from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.table.columns import AGE, NAME, NONE, UNKNOWN, at, column, few, shown_labels, shown_selector


def _external_ip(service: Obj) -> str:
    kind: str = at(service, "spec.type", "ClusterIP")
    given: list[str] = at(service, "spec.externalIPs", [])
    if kind == "ExternalName":
        return str(at(service, "spec.externalName"))
    if kind == "LoadBalancer":
        ingress: list[Obj] = at(service, "status.loadBalancer.ingress", [])
        return ",".join([*(_host(one) for one in ingress), *given]) or "<pending>"
    return ",".join(given) or NONE


def _host(ingress: Obj) -> str:
    return str(ingress.get("ip") or ingress.get("hostname") or "")


def _service_ports(service: Obj) -> str:
    shown = []
    for port in at(service, "spec.ports", []):
        node = f":{port['nodePort']}" if port.get("nodePort") else ""
        shown.append(f"{port['port']}{node}/{port.get('protocol', 'TCP')}")
    return ",".join(shown) or NONE


def _endpoints(endpoints: Obj) -> str:
    found: list[str] = []
    for subset in endpoints.get("subsets") or []:
        addresses = [address["ip"] for address in subset.get("addresses") or []]
        ports = [port["port"] for port in subset.get("ports") or []]
        found += [f"{address}:{port}" for port in ports for address in addresses] if ports else addresses
    return few(found)


def _slice_addresses(endpoint_slice: Obj) -> str:
    found = [address for endpoint in endpoint_slice.get("endpoints") or [] for address in endpoint.get("addresses", [])]
    return few(found) if found else "<unset>"


def _slice_ports(endpoint_slice: Obj) -> str:
    found = [str(port.get("port", "*")) for port in endpoint_slice.get("ports") or []]
    return few(found) if found else "<unset>"


def _hosts(ingress: Obj) -> str:
    found = [rule["host"] for rule in at(ingress, "spec.rules", []) if rule.get("host")]
    return few(found) if found else "*"


def _status_of(obj: Obj, kind: str) -> str:
    return str((condition(obj, kind) or {}).get("status", "Unknown"))


def _hostnames(route: Obj) -> str:
    names: list[str] = at(route, "spec.hostnames", [])
    return json.dumps(names, separators=(",", ":")) if names else ""


def _gateway_address(gateway: Obj) -> str:
    return ",".join(str(address.get("value", "")) for address in at(gateway, "status.addresses", []))


ROUTING = {
    "services": (
        NAME,
        column("Type", lambda service: at(service, "spec.type")),
        column("Cluster-IP", lambda service: at(service, "spec.clusterIP") or NONE),
        column("External-IP", _external_ip),
        column("Port(s)", _service_ports),
        AGE,
        column("Selector", lambda service: shown_labels(at(service, "spec.selector", None)), wide=True),
    ),
    "endpoints": (NAME, column("Endpoints", _endpoints), AGE),
    "endpointslices.discovery.k8s.io": (
        NAME,
        column("AddressType", lambda obj: obj.get("addressType", UNKNOWN)),
        column("Ports", _slice_ports),
        column("Endpoints", _slice_addresses),
        AGE,
    ),
    "ingresses.networking.k8s.io": (
        NAME,
        column("Class", lambda ingress: at(ingress, "spec.ingressClassName", NONE)),
        column("Hosts", _hosts),
        column("Address", lambda obj: ",".join(_host(one) for one in at(obj, "status.loadBalancer.ingress", []))),
        column("Ports", lambda ingress: "80, 443" if at(ingress, "spec.tls", []) else "80"),
        AGE,
    ),
    "networkpolicies.networking.k8s.io": (
        NAME,
        column("Pod-Selector", lambda policy: shown_selector(at(policy, "spec.podSelector", None))),
        AGE,
    ),
    "ingressclasses.networking.k8s.io": (
        NAME,
        column("Controller", lambda obj: at(obj, "spec.controller")),
        column("Parameters", lambda obj: at(obj, "spec.parameters.name", NONE)),
        AGE,
    ),
    "gatewayclasses.gateway.networking.k8s.io": (
        NAME,
        column("Controller", lambda obj: at(obj, "spec.controllerName")),
        column("Accepted", lambda obj: _status_of(obj, "Accepted")),
        AGE,
        column("Description", lambda obj: at(obj, "spec.description"), wide=True),
    ),
    "gateways.gateway.networking.k8s.io": (
        NAME,
        column("Class", lambda gateway: at(gateway, "spec.gatewayClassName")),
        column("Address", _gateway_address),
        column("Programmed", lambda gateway: _status_of(gateway, "Programmed")),
        AGE,
    ),
    "httproutes.gateway.networking.k8s.io": (NAME, column("Hostnames", _hostnames), AGE),
}

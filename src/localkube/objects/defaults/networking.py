"""Defaults of services and their endpoints. Addresses and node ports are given out by the API server, not here."""

from __future__ import annotations

from localkube.objects.access import Obj

_THREE_HOURS = 10800


def default_network_policy(policy: Obj) -> None:
    """What comes in is always meant, what goes out when there are rules for it."""
    spec: Obj = policy.setdefault("spec", {})
    spec.setdefault("podSelector", {})
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    for rule in (*(spec.get("ingress") or ()), *(spec.get("egress") or ())):
        for port in rule.get("ports") or ():
            port.setdefault("protocol", "TCP")


def default_service(service: Obj) -> None:
    """A cluster address, any client to any pod."""
    spec: Obj = service.setdefault("spec", {})
    kind: str = spec.setdefault("type", "ClusterIP")
    if spec.setdefault("sessionAffinity", "None") == "ClientIP":
        client_ip: Obj = spec.setdefault("sessionAffinityConfig", {}).setdefault("clientIP", {})
        client_ip.setdefault("timeoutSeconds", _THREE_HOURS)
    elif spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    for port in spec.get("ports", []):
        port.setdefault("protocol", "TCP")
        if "port" in port:
            port.setdefault("targetPort", port["port"])
    if kind != "ExternalName":
        spec.setdefault("ipFamilies", ["IPv4"])
        spec.setdefault("ipFamilyPolicy", "SingleStack")
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind in ("NodePort", "LoadBalancer"):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    service.setdefault("status", {}).setdefault("loadBalancer", {})


def default_endpoints(endpoints: Obj) -> None:
    """Ports are TCP."""
    for subset in endpoints.get("subsets", []):
        for port in subset.get("ports", []):
            port.setdefault("protocol", "TCP")


def default_endpoint_slice(endpoint_slice: Obj) -> None:
    """Ports are TCP and, without a name, have the empty one."""
    for port in endpoint_slice.get("ports", []):
        port.setdefault("protocol", "TCP")
        port.setdefault("name", "")

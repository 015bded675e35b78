"""From where a service is reached: what each type takes, addresses of the outside, families of addresses."""

from __future__ import annotations

from ipaddress import ip_address

from localkube.objects.access import Obj
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

NODE_PORT_TYPES = ("LoadBalancer", "NodePort")
_DISTRIBUTIONS = ("PreferClose", "PreferSameNode", "PreferSameZone")


def is_exposed(spec: Obj) -> bool:
    """Whether clients outside of the cluster are meant."""
    kind = spec.get("type")
    return kind in NODE_PORT_TYPES or (kind == "ClusterIP" and bool(spec.get("externalIPs")))


def check_reach(spec: Obj, found: Problems) -> None:
    """Check what depends on the service's type."""
    kind: str = spec.get("type", "")
    if kind in NODE_PORT_TYPES:
        if spec.get("clusterIP") == "None":
            found.invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {kind} services")
    else:
        for index, port in enumerate(spec.get("ports", [])):
            if port.get("nodePort"):
                found.forbidden(f"spec.ports[{index}].nodePort", f"may not be used when `type` is '{kind}'")
    if spec.get("externalTrafficPolicy") and not is_exposed(spec):
        detail = "may only be set for externally-accessible services"
        found.invalid("spec.externalTrafficPolicy", spec["externalTrafficPolicy"], detail)
    if spec.get("healthCheckNodePort") and not (
        kind == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"
    ):
        detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        found.invalid("spec.healthCheckNodePort", spec["healthCheckNodePort"], detail)
    found.one_of("spec.trafficDistribution", spec.get("trafficDistribution"), _DISTRIBUTIONS)
    _addresses(spec, found)
    if kind != "ExternalName":
        _families(spec, found)


def _addresses(spec: Obj, found: Problems) -> None:
    """Addresses of the outside, and of its clients."""
    if spec.get("type") != "LoadBalancer" and spec.get("loadBalancerSourceRanges"):
        found.forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'")
    for given in spec.get("loadBalancerSourceRanges", []):
        if wrong := names.network(given.strip()):
            found.invalid("spec.LoadBalancerSourceRanges", given, wrong)
    for index, address in enumerate(spec.get("externalIPs", [])):
        if wrong := names.ip_address(address) or _special(address):
            found.invalid(f"spec.externalIPs[{index}]", address, wrong)


def _families(spec: Obj, found: Problems) -> None:
    """Addresses are IPv4 alone."""
    for index, family in enumerate(spec.get("ipFamilies", [])):
        if family == "IPv6":
            found.invalid(f"spec.ipFamilies[{index}]", family, "not configured on this cluster")
        else:
            found.one_of(f"spec.ipFamilies[{index}]", family, ("IPv4", "IPv6"))
    policy = spec.get("ipFamilyPolicy")
    found.one_of("spec.ipFamilyPolicy", policy, ("SingleStack", "PreferDualStack", "RequireDualStack"))
    if policy == "RequireDualStack":
        found.invalid("spec.ipFamilyPolicy", policy, "this cluster is not configured for dual-stack services")


def _special(address: str) -> str:
    parsed = ip_address(address)
    if parsed.is_unspecified:
        return f"may not be unspecified ({address})"
    if parsed.is_loopback:
        return "may not be in the loopback range (127.0.0.0/8, ::1/128)"
    if parsed.is_link_local:
        return "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
    if parsed.is_multicast:
        return "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
    return ""

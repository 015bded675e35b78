"""Services and the addresses behind them."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.validation import names
from localkube.objects.validation.containers import check_port
from localkube.objects.validation.metadata import check_labels
from localkube.objects.validation.problems import Problems
from localkube.objects.validation.service_reach import check_reach

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_DAY = 86400


def check_service(service: Obj, old: Obj | None, found: Problems) -> None:
    """Check a service; an address that was given to it stays."""
    spec: Obj = service.get("spec", {})
    external = spec.get("type") == "ExternalName"
    found.one_of("spec.type", spec.get("type"), _TYPES)
    if not spec.get("ports") and not external and spec.get("clusterIP") != "None":
        found.required("spec.ports")
    if external:
        _external_name(spec.get("externalName", ""), found)
    _ports(spec.get("ports", []), found)
    check_labels("spec.selector", spec.get("selector"), found)
    _affinity(spec, found)
    if old is None or spec != old.get("spec"):
        check_reach(spec, found)
    for name in ("externalTrafficPolicy", "internalTrafficPolicy"):
        found.one_of(f"spec.{name}", spec.get(name), ("Cluster", "Local"))
    address: str = spec.get("clusterIP", "")
    if address and address != "None" and names.ip_address(address):
        found.invalid("spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
    before: str = ((old or {}).get("spec") or {}).get("clusterIP", "")
    if before and address and before != address and not external:
        found.invalid("spec.clusterIPs[0]", [address], "may not change once set")


def check_endpoints(endpoints: Obj, _: Obj | None, found: Problems) -> None:
    """Check the addresses and ports of endpoints."""
    for index, subset in enumerate(endpoints.get("subsets", [])):
        at = f"subsets[{index}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            found.required(at, "must specify `addresses` or `notReadyAddresses`")
        for name in ("addresses", "notReadyAddresses"):
            for position, address in enumerate(subset.get(name, [])):
                if wrong := names.ip_address(address.get("ip", "")):
                    found.invalid(f"{at}.{name}[{position}].ip", address.get("ip", ""), wrong)
        for position, port in enumerate(subset.get("ports", [])):
            found.between(f"{at}.ports[{position}].port", port.get("port", 0), 1, 65535)


def check_endpoint_slice(endpoint_slice: Obj, old: Obj | None, found: Problems) -> None:
    """Check an endpoint slice; its address type never changes."""
    kind: str = endpoint_slice.get("addressType", "")
    if not kind:
        found.required("addressType")
    else:
        found.one_of("addressType", kind, ("IPv4", "IPv6", "FQDN"))
    for index, endpoint in enumerate(endpoint_slice.get("endpoints", [])):
        addresses: list[str] = endpoint.get("addresses", [])
        if not addresses:
            found.required(f"endpoints[{index}].addresses", "must contain at least 1 address")
        for position, address in enumerate(addresses):
            if kind != "FQDN" and (wrong := names.ip_address(address)):
                found.invalid(f"endpoints[{index}].addresses[{position}]", address, wrong)
    if old is not None:
        found.immutable("addressType", kind, old.get("addressType"))


def _affinity(spec: Obj, found: Problems) -> None:
    found.one_of("spec.sessionAffinity", spec.get("sessionAffinity"), ("ClientIP", "None"))
    if spec.get("sessionAffinity") == "ClientIP":
        seconds: int = spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"]
        if not 0 < seconds <= _DAY:
            at = "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
            found.invalid(at, seconds, f"must be greater than 0 and less than {_DAY}")


def _external_name(name: str, found: Problems) -> None:
    if not name:
        found.required("spec.externalName")
    elif wrong := names.subdomain(name.rstrip(".").lower()):
        found.invalid("spec.externalName", name, wrong)


def _ports(ports: list[Obj], found: Problems) -> None:
    taken: set[str] = set()
    numbers: set[tuple[int, str]] = set()
    for index, port in enumerate(ports):
        at = f"spec.ports[{index}]"
        name: str = port.get("name", "")
        if not name and len(ports) > 1:
            found.required(f"{at}.name")
        elif name and (wrong := names.label(name)):
            found.invalid(f"{at}.name", name, wrong)
        elif name and name in taken:
            found.duplicate(f"{at}.name", name)
        taken.add(name)
        found.between(f"{at}.port", port.get("port", 0), 1, 65535)
        found.one_of(f"{at}.protocol", port.get("protocol"), _PROTOCOLS)
        if "targetPort" in port:
            check_port(f"{at}.targetPort", port["targetPort"], found)
        number = (port.get("port", 0), port.get("protocol", "TCP"))
        if number in numbers:
            found.duplicate(at, {"port": number[0], "protocol": number[1]})
        numbers.add(number)

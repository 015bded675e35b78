"""Network policies."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from localkube.objects.access import Obj
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_selector
from localkube.objects.validation.problems import Problems

_PROTOCOLS = ("SCTP", "TCP", "UDP")


def check_network_policy(policy: Obj, old: Obj | None, found: Problems) -> None:
    """Check selectors, peers, ports and directions."""
    spec: Obj = policy.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    check_selector("spec.podSelector", spec.get("podSelector", {}), found)
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(direction, [])):
            at = f"spec.{direction}[{index}]"
            for number, port in enumerate(rule.get("ports", [])):
                _port(f"{at}.ports[{number}]", port, found)
            for number, peer in enumerate(rule.get(peers, [])):
                _peer(f"{at}.{peers}[{number}]", peer, found)
    types: list[str] = spec.get("policyTypes", [])
    if len(types) > 2:
        found.invalid("spec.policyTypes", types, "may not specify more than two policyTypes")
    for index, direction in enumerate(types):
        found.one_of(f"spec.policyTypes[{index}]", direction, ("Egress", "Ingress"))


def _port(path: str, port: Obj, found: Problems) -> None:
    found.one_of(f"{path}.protocol", port.get("protocol"), _PROTOCOLS)
    number = port.get("port")
    if isinstance(number, int):
        found.between(f"{path}.port", number, 1, 65535)
        if "endPort" in port:
            if port["endPort"] < number:
                found.invalid(f"{path}.endPort", number, "must be greater than or equal to `port`")
            found.between(f"{path}.endPort", port["endPort"], 1, 65535)
    elif number is not None:
        if "endPort" in port:
            found.invalid(f"{path}.endPort", port["endPort"], "may not be specified when `port` is non-numeric")
        if wrong := names.port_name(number):
            found.invalid(f"{path}.port", number, wrong)
    elif "endPort" in port:
        found.invalid(f"{path}.endPort", port["endPort"], "may not be specified when `port` is not specified")


def _peer(path: str, peer: Obj, found: Problems) -> None:
    for name in ("podSelector", "namespaceSelector"):
        if name in peer:
            check_selector(f"{path}.{name}", peer[name], found)
    if not peer:
        found.required(path, "must specify a peer")
    elif "ipBlock" in peer:
        if len(peer) > 1:
            found.forbidden(path, "may not specify both ipBlock and another peer")
        _block(f"{path}.ipBlock", peer["ipBlock"], found)


def _block(path: str, block: Obj, found: Problems) -> None:
    if not block.get("cidr"):
        found.required(f"{path}.cidr")
        return
    whole = _network(f"{path}.cidr", block["cidr"], found)
    for index, text in enumerate(block.get("except", [])):
        at = f"{path}.except[{index}]"
        part = _network(at, text, found)
        if whole is None or part is None:
            continue
        if part.version != whole.version or not _is_inside(part, whole) or part == whole:
            found.invalid(at, text, "must be a strict subset of `cidr`")


def _network(path: str, text: str, found: Problems) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        found.invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
        return None


def _is_inside(part: IPv4Network | IPv6Network, whole: IPv4Network | IPv6Network) -> bool:
    return part.network_address in whole and part.broadcast_address in whole

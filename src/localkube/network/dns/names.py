"""The names that the cluster's DNS knows, and the hosts file that tells the server of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network

from localkube.network.endpoints import Endpoint, Group, behind_services, is_address, name_of
from localkube.objects.access import Obj

_LONGEST_CHAIN = 8

Records = dict[str, tuple[str, ...]]
"""Addresses by name."""


def records(
    services: Iterable[Obj],
    slices: Iterable[Obj],
    endpoints: Iterable[Obj],
    domain: str,
    outside: Mapping[str, tuple[str, ...]],
) -> Records:
    """``outside`` has the addresses of external names that lie in another domain."""
    behind = behind_services(slices, endpoints)
    found: Records = {}
    aliases: dict[str, str] = {}
    for service in sorted(services, key=name_of):
        namespace, name = name_of(service)
        full_name = f"{name}.{namespace}.svc.{domain}"
        target = external_name(service)
        if target:
            aliases[full_name] = target
        else:
            found |= _of_endpoints(full_name, behind.get((namespace, name), ()))
            if is_address(service["spec"].get("clusterIP")):
                found[full_name] = (service["spec"]["clusterIP"],)
    known = {**outside, **found}
    for alias, target in aliases.items():
        if addresses := known.get(_followed(target, aliases), ()):
            found[alias] = addresses
    return found


def external_name(service: Obj) -> str:
    """What a service without address stands for; empty for all others."""
    spec = service["spec"]
    name: str = spec.get("externalName") or "" if spec.get("type") == "ExternalName" else ""
    return name.rstrip(".").lower()


def endpoint_name(endpoint: Endpoint) -> str:
    """An endpoint's own label before its service's name: its host name, or one that is made from its address."""
    return endpoint.hostname or endpoint.address.replace(".", "-")


def hosts_file(known: Records) -> str:
    """One line for each address of each name. The first one of an address answers reverse look-ups.

    That is its longest name; of several, one that is not made from the address tells more.
    """
    lines = sorted(
        (address, -name.count("."), name.startswith(f"{address.replace('.', '-')}."), name)
        for name, addresses in known.items()
        for address in addresses
    )
    return "".join(f"{address} {name}\n" for address, *_, name in lines)


def pod_zone(domain: str) -> str:
    """Where the names of all pods are."""
    return f"pod.{domain}"


def pod_address(name: str, domain: str, pods: IPv4Network) -> IPv4Address | None:
    """The address that a pod's name tells: ``10-42-0-7.namespace.pod.domain``.

    As with CoreDNS' ``pods insecure``, nobody looks whether there is such a pod; but it is an address of pods.
    """
    label, _, rest = name.partition(".")
    namespace, _, zone = rest.partition(".")
    text = label.replace("-", ".")
    if zone != pod_zone(domain) or not namespace or not is_address(text) or IPv4Address(text) not in pods:
        return None
    return IPv4Address(text)


def _of_endpoints(full_name: str, groups: Iterable[Group]) -> Records:
    """The service's name has the addresses of all, unless the service has one; each endpoint has a name of its own.

    As with CoreDNS, that is so for every service: by these names pods are known in reverse.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        for endpoint in group.endpoints:
            if endpoint.ready:
                found[full_name].add(endpoint.address)
                found[f"{endpoint_name(endpoint)}.{full_name}"].add(endpoint.address)
    return {name: tuple(sorted(addresses)) for name, addresses in found.items()}


def _followed(target: str, aliases: Mapping[str, str]) -> str:
    """Where a chain of external names ends; one that runs in a circle ends nowhere."""
    for _ in range(_LONGEST_CHAIN):
        if target not in aliases:
            break
        target = aliases[target]
    return target

"""What policies allow each pod, in addresses and ports. Pure.

Source: "Network Policies" in the Kubernetes documentation: pods that no policy selects are free; those that one selects
(for a direction) get what any of the policies allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from localkube.objects.access import Obj
from localkube.objects.selectors import match_selector

_ENDED = ("Succeeded", "Failed")


@dataclass(frozen=True, slots=True)
class Member:
    """A pod of the pod network, or what is treated like one. ``ports``: by name and protocol."""

    namespace: str
    labels: Mapping[str, str]
    address: str
    ports: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Ports:
    """Port ranges of one protocol; none means all of them."""

    protocol: str
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """Packets from or to these addresses (None: all), or in this block but for its exceptions, on these ports."""

    addresses: tuple[str, ...] | None = None
    block: str = ""
    but: tuple[str, ...] = ()
    ports: Ports | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """What one pod may receive and send; None: everything."""

    address: str
    ingress: tuple[Allowed, ...] | None
    egress: tuple[Allowed, ...] | None


@dataclass(frozen=True, slots=True)
class World:
    """All that policies speak of. ``namespaces``: labels by name."""

    members: Sequence[Member]
    namespaces: Mapping[str, Mapping[str, str]]


def member_of(pod: Obj, address: str) -> Member | None:
    """The pod as policies see it; None when it is not on the pod network, or not any more."""
    if not address or pod["spec"].get("hostNetwork") or (pod.get("status") or {}).get("phase") in _ENDED:
        return None
    ports = {
        (port["name"], port.get("protocol", "TCP")): port["containerPort"]
        for container in pod["spec"].get("containers") or ()
        for port in container.get("ports") or ()
        if port.get("name")
    }
    metadata = pod["metadata"]
    return Member(metadata["namespace"], metadata.get("labels") or {}, address, ports)


def guards(policies: Iterable[Obj], world: World) -> list[Guard]:
    """One for each pod that any policy selects."""
    by_namespace: defaultdict[str, list[Obj]] = defaultdict(list)
    for policy in sorted(policies, key=lambda p: (p["metadata"]["namespace"], p["metadata"]["name"])):
        by_namespace[policy["metadata"]["namespace"]].append(policy)
    found = []
    for member in world.members:
        selecting = [
            policy
            for policy in by_namespace.get(member.namespace, ())
            if match_selector(policy["spec"].get("podSelector") or {}, member.labels)
        ]
        ingress = [policy for policy in selecting if "Ingress" in policy["spec"].get("policyTypes", ())]
        egress = [policy for policy in selecting if "Egress" in policy["spec"].get("policyTypes", ())]
        if ingress or egress:
            found.append(
                Guard(
                    member.address,
                    _received(ingress, member, world) if ingress else None,
                    _sent(egress, world) if egress else None,
                )
            )
    return found


def _received(policies: Iterable[Obj], member: Member, world: World) -> tuple[Allowed, ...]:
    found: list[Allowed] = []
    for policy in policies:
        for rule in policy["spec"].get("ingress") or ():
            for ports in _ports(rule.get("ports"), member):
                found += _from(rule.get("from"), policy["metadata"]["namespace"], world, ports)
    return tuple(dict.fromkeys(found))


def _sent(policies: Iterable[Obj], world: World) -> tuple[Allowed, ...]:
    """Names of ports are those of the receiving pod, so each of them may be another number for each receiver."""
    found: list[Allowed] = []
    for policy in policies:
        namespace = policy["metadata"]["namespace"]
        for rule in policy["spec"].get("egress") or ():
            given: list[Obj] = rule.get("ports") or []
            named = [port for port in given if isinstance(port.get("port"), str)]
            plain = [port for port in given if not isinstance(port.get("port"), str)]
            if plain or not given:
                for ports in _ports(plain, None):
                    found += _from(rule.get("to"), namespace, world, ports)
            for port in named:
                found += _to_named(rule.get("to"), namespace, world, port)
    return tuple(dict.fromkeys(found))


def _to_named(peers: list[Obj] | None, namespace: str, world: World, port: Obj) -> list[Allowed]:
    protocol = port.get("protocol", "TCP")
    receivers: defaultdict[int, list[str]] = defaultdict(list)
    chosen = [m for peer in peers for m in _members(peer, namespace, world)] if peers else world.members
    for member in chosen:
        number = member.ports.get((port["port"], protocol))
        if number is not None:
            receivers[number].append(member.address)
    return [
        Allowed(tuple(sorted(set(addresses))), ports=Ports(protocol, ((number, number),)))
        for number, addresses in sorted(receivers.items())
    ]


def _from(peers: list[Obj] | None, namespace: str, world: World, ports: Ports | None) -> list[Allowed]:
    if not peers:
        return [Allowed(ports=ports)]
    found = []
    addresses: set[str] = set()
    for peer in peers:
        if "ipBlock" in peer:
            block = peer["ipBlock"]
            if ":" not in block["cidr"]:
                but = tuple(cidr for cidr in block.get("except") or () if ":" not in cidr)
                found.append(Allowed(block=block["cidr"], but=but, ports=ports))
        else:
            addresses.update(member.address for member in _members(peer, namespace, world))
    if addresses:
        found.append(Allowed(tuple(sorted(addresses)), ports=ports))
    return found


def _members(peer: Obj, namespace: str, world: World) -> list[Member]:
    """The pods that a peer's selectors mean; without a namespace selector, those beside the policy."""
    if "ipBlock" in peer:
        return []
    if "namespaceSelector" in peer:
        selector = peer["namespaceSelector"]
        spaces = {name for name, labels in world.namespaces.items() if match_selector(selector, labels)}
    else:
        spaces = {namespace}
    pods = peer.get("podSelector") or {}
    return [member for member in world.members if member.namespace in spaces and match_selector(pods, member.labels)]


def _ports(given: list[Obj] | None, member: Member | None) -> list[Ports | None]:
    """The ports of a rule by protocol, [None] for all. Names that ``member`` does not have mean no port."""
    if not given:
        return [None]
    ranges: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    whole: list[str] = []
    for port in given:
        protocol, number = port.get("protocol", "TCP"), port.get("port")
        if number is None:
            whole.append(protocol)
        elif isinstance(number, int):
            ranges[protocol].append((number, port.get("endPort", number)))
        elif member is not None and (number, protocol) in member.ports:
            own = member.ports[number, protocol]
            ranges[protocol].append((own, own))
    wanted: list[Ports | None] = [Ports(protocol) for protocol in dict.fromkeys(whole)]
    wanted += [Ports(protocol, tuple(sorted(set(of)))) for protocol, of in ranges.items() if protocol not in whole]
    return wanted

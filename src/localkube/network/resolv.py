"""The text of a pod's ``/etc/resolv.conf``. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import ip_address

from localkube.objects.access import Obj

_MOST_SERVERS = 3
_MOST_SEARCHES = 32


@dataclass(frozen=True, slots=True)
class Resolver:
    """What a ``resolv.conf`` says; options as they are written there (``ndots:5``)."""

    servers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def parse(text: str) -> Resolver:
    """Read the machine's file. The last ``search`` line wins, as it does in the C library."""
    found = Resolver()
    for line in text.splitlines():
        word, *rest = line.split("#")[0].split(";")[0].split() or [""]
        if word == "nameserver" and rest:
            found = replace(found, servers=(*found.servers, rest[0]))
        elif word in ("search", "domain"):
            found = replace(found, searches=tuple(name for name in rest if name != "."))
        elif word == "options":
            found = replace(found, options=(*found.options, *rest))
    return found


def for_pod(pod: Obj, machine: Resolver, dns_address: str, cluster_domain: str) -> str:
    """By ``dnsPolicy`` and ``dnsConfig``, with the precedence that the kubelet has."""
    spec = pod["spec"]
    policy = spec.get("dnsPolicy") or "ClusterFirst"
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        policy = "Default"
    if policy == "None":
        base = Resolver()
    elif policy == "Default":
        base = replace(machine, servers=_reachable(machine.servers) or (dns_address,))
    else:
        namespace = pod["metadata"]["namespace"]
        own = (f"{namespace}.svc.{cluster_domain}", f"svc.{cluster_domain}", cluster_domain)
        base = Resolver((dns_address,), (*own, *machine.searches), ("ndots:5",))
    return _render(_with_config(base, spec.get("dnsConfig") or {}))


def _with_config(base: Resolver, config: Obj) -> Resolver:
    options = {option.partition(":")[0]: option for option in base.options}
    for option in config.get("options") or ():
        value = option.get("value")
        options[option["name"]] = option["name"] if value is None else f"{option['name']}:{value}"
    return Resolver(
        _distinct((*base.servers, *(config.get("nameservers") or ()))),
        _distinct((*base.searches, *(config.get("searches") or ()))),
        tuple(options.values()),
    )


def _reachable(servers: Iterable[str]) -> tuple[str, ...]:
    """A resolver on the machine's loopback does not answer inside a pod: those pods ask ours, which asks it."""
    return tuple(server for server in servers if not ip_address(server.partition("%")[0]).is_loopback)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _render(resolver: Resolver) -> str:
    lines = [f"nameserver {server}" for server in resolver.servers[:_MOST_SERVERS]]
    if resolver.searches:
        lines.append(" ".join(("search", *resolver.searches[:_MOST_SEARCHES])))
    if resolver.options:
        lines.append(" ".join(("options", *resolver.options)))
    return "".join(f"{line}\n" for line in lines)

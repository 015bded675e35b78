"""The machine's side of the pod network: a bridge that holds its addresses, and routes to both ranges.

Pods are not ports of the bridge: each has a link of its own to the machine, and a route (``pods``). All their traffic
is then routed, where the service table sees it, whether or not the kernel passes bridged frames to netfilter (Docker
turns that on for the whole machine); nothing depends on ARP or port isolation. Its only ports are the nodes beside the
first one (``nodes``). The bridge stays when localkube stops.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from ipaddress import IPv4Network
from pathlib import Path

from localkube.network import links, nodes
from localkube.network.errors import RangeTaken
from localkube.network.programs import ip_batch, run
from localkube.network.settings import Settings, bridge_name
from localkube.objects.access import Obj

_HARDWARE = "02:6c:6b:00:00:02"
"""Fixed: the kernel would choose another one with every node that joins or leaves, and neighbours would be wrong."""
_SYSCTLS = Path("/proc/sys/net/ipv4")


async def set_up(settings: Settings) -> None:
    """Make or complete the bridge. Raises RangeTaken when the machine routes a range elsewhere already."""
    addresses, routes = await _addresses(settings.instance), await _routes()
    check_ranges(settings, routes, known=f"{settings.gateway}/{settings.pods.prefixlen}" in addresses)
    bridge = settings.bridge
    if not links.exists(bridge):
        await ip_batch([f"link add {bridge} type bridge"])
    wanted = {f"{settings.gateway}/{settings.pods.prefixlen}"}
    if settings.dns != settings.gateway:
        wanted.add(f"{settings.dns}/32")
    await ip_batch(
        [
            *_removals(bridge, addresses - wanted, routes),
            *nodes.stale_routes(settings, routes),
            f"link set {bridge} address {_HARDWARE} up addrgenmode none",
            *(f"addr replace {address} dev {bridge} noprefixroute" for address in sorted(wanted)),
            f"route replace unreachable {settings.pods}",
            f"route replace {settings.services} dev {bridge} src {settings.gateway}",
        ]
    )
    (_SYSCTLS / "ip_forward").write_text("1")


async def remove(instance: str) -> None:
    """Remove the bridge, the routes, and the links of all pods that it served. No error when there is nothing."""
    bridge = bridge_name(instance)
    if not links.exists(bridge):
        return
    addresses = await _addresses(instance)
    ranges = [IPv4Network(address, strict=False) for address in addresses if not address.endswith("/32")]
    routes = await _routes()
    for link in sorted(_pod_links(routes, ranges) - {bridge}):
        await links.remove(link)
    await ip_batch([*_removals(bridge, addresses, routes), f"link del {bridge}"])


def check_ranges(settings: Settings, routes: Iterable[Obj], *, known: bool) -> None:
    """Raise RangeTaken for a range that meets another or a route of somebody else; ``known``: the pod range is ours."""
    if settings.pods.overlaps(settings.services):
        raise RangeTaken(
            f"the pod range {settings.pods} and the service range {settings.services} overlap: change one of them"
        )
    ranges = (
        {"service range": settings.services}
        if known
        else {"pod range": settings.pods, "service range": settings.services}
    )
    for route in routes:
        if route["dst"] == "default" or route.get("dev") == settings.bridge:
            continue
        for name, network in ranges.items():
            if _network(route).overlaps(network):
                via = f" on {route['dev']}" if "dev" in route else ""
                raise RangeTaken(
                    f"the {name} {network} overlaps the route to {route['dst']}{via} that this machine already has: "
                    f"set another {name}"
                )


def _pod_links(routes: Iterable[Obj], ranges: Collection[IPv4Network]) -> set[str]:
    """Links with our prefix that lead into one of the ranges."""
    return {
        route["dev"]
        for route in routes
        if route.get("dev", "").startswith(links.PREFIX) and any(_network(route).subnet_of(pods) for pods in ranges)
    }


def _removals(bridge: str, addresses: Iterable[str], routes: Collection[Obj]) -> list[str]:
    """Commands that take addresses away, with the route that says no other pod is here."""
    closed = {_network(route) for route in routes if route.get("type") == "unreachable"}
    ranges = {IPv4Network(address, strict=False) for address in addresses}
    return [
        *(f"addr del {address} dev {bridge}" for address in sorted(addresses)),
        *(f"route del unreachable {network}" for network in sorted(ranges & closed)),
    ]


async def _addresses(instance: str) -> set[str]:
    bridge = bridge_name(instance)
    if not links.exists(bridge):
        return set()
    found: list[Obj] = json.loads(await run("ip", "-json", "-4", "address", "show", "dev", bridge))
    return {f"{entry['local']}/{entry['prefixlen']}" for link in found for entry in link.get("addr_info", ())}


async def _routes() -> list[Obj]:
    routes: list[Obj] = json.loads(await run("ip", "-json", "-4", "route", "show", "table", "main") or "[]")
    return routes


def _network(route: Obj) -> IPv4Network:
    destination = route["dst"]
    return IPv4Network("0.0.0.0/0" if destination == "default" else destination)

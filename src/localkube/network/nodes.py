"""The nodes beside the first one: a network namespace each, joined by the bridge, with routes to each other's pods.

The bridge is then what a switch is between machines. Routes are made when localkube starts and not looked after
later: who takes one away cuts the traffic between two nodes, and may bring it back. What no route leads to is
unreachable; nothing takes the way over the machine instead. Namespaces stay when localkube stops.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from localkube.network import links
from localkube.network.programs import ip_batch, run, run_inside
from localkube.network.settings import Settings, bridge_name
from localkube.network.sites import NAMESPACES, Site, between_nodes

_SYSCTLS = "echo 1 | tee /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/rp_filter"
"""With ``rp_filter`` no pod can send in the name of another node, whom the policies of the others trust."""


async def set_up(settings: Settings) -> None:
    """Make or complete the namespaces, and the machine's routes to them; remove those of nodes that are no more."""
    wanted = settings.sites[1:]
    for name in set(_present(settings.instance)) - {site.namespace for site in wanted}:
        await run("ip", "netns", "delete", name)
    if not wanted:
        return
    bridge, between = settings.bridge, between_nodes(settings.pods)
    await ip_batch([f"route replace {between} dev {bridge} scope link src {settings.gateway}"])
    for site in wanted:
        await _make(site, bridge)
        await run_inside(site.namespace, "sh", "-c", _SYSCTLS)
        await ip_batch(_inside(settings, site), site.namespace)
    await ip_batch(
        [f"route replace {site.pods} via {site.address} dev {bridge} src {settings.gateway}" for site in wanted]
    )


async def remove(instance: str) -> None:
    """Remove all namespaces of an instance with what is in them. No error when there is none."""
    for name in _present(instance):
        await run("ip", "netns", "delete", name)


def stale_routes(settings: Settings, routes: Sequence[dict[str, str]]) -> list[str]:
    """Commands that take away the machine's routes to nodes that are no more."""
    kept = {str(network) for site in settings.sites for network in (site.pods, settings.services)}
    if len(settings.sites) > 1:
        kept.add(str(between_nodes(settings.pods)))
    return [
        f"route del {route['dst']} dev {settings.bridge}"
        for route in routes
        if route.get("dev") == settings.bridge and route["dst"] not in kept
    ]


async def _make(site: Site, bridge: str) -> None:
    if not _is_usable(NAMESPACES / site.namespace):
        await run("ip", "netns", "add", site.namespace)
        await links.remove(site.peer)  # it leads to the namespace before, which lasts while a process is in it
    if not links.exists(site.peer):
        await ip_batch([f"link add {site.peer} type veth peer name {site.link} netns {site.namespace}"])
    # Where bridged frames pass netfilter, a node port of the machine that leads back to where the client is must be
    # sent out of the port that it came in by, which a bridge does in hairpin mode alone.
    attached = f"link set {site.peer} master {bridge} up addrgenmode none"
    await ip_batch([attached, f"link set {site.peer} type bridge_slave hairpin on"])


def _inside(settings: Settings, site: Site) -> list[str]:
    """Commands that give a node its addresses and its routes."""
    between, first = between_nodes(settings.pods), settings.sites[0]
    neighbours = [other for other in settings.sites[1:] if other != site]
    return [
        "link set lo up",
        f"addr replace {site.gateway}/32 dev lo",
        f"link set {site.link} up addrgenmode none",
        f"addr replace {site.address}/{between.prefixlen} dev {site.link}",
        f"route replace {first.address} dev {site.link} scope link src {site.address}",
        f"route replace default via {first.address} dev {site.link}",
        f"route replace unreachable {settings.pods}",
        f"route replace {first.pods} via {first.address} dev {site.link}",
        *(f"route replace {other.pods} via {other.address} dev {site.link}" for other in neighbours),
    ]


def _is_usable(path: Path) -> bool:
    """Whether there is such a namespace. After a reboot its file may be there without it: that is removed."""
    if os.path.ismount(path):
        return True
    path.unlink(missing_ok=True)
    return False


def _present(instance: str) -> list[str]:
    if not NAMESPACES.is_dir():
        return []
    ours = re.compile(rf"{re.escape(bridge_name(instance))}-\d+")
    return [path.name for path in NAMESPACES.iterdir() if ours.fullmatch(path.name)]

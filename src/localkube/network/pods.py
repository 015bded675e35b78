"""Joins pods to the network: each has a link of its own to its node, which routes everything.

A pod's address is alone on its link (/32) and its only neighbour is the machine. Both ends know each other's hardware
address in advance, so that a pod's first packet waits for no ARP.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path

from localkube.network import links, resolv
from localkube.network.addresses import Addresses
from localkube.network.policies import PolicyTable
from localkube.network.programs import ip_batch
from localkube.network.settings import Settings
from localkube.objects.access import Obj

_MACHINE_HARDWARE = "02:6c:6b:00:00:01"
_RESOLV_CONF = Path("/etc/resolv.conf")


class Pods:
    """Implements ``objects.ports.PodNetwork``. ``moved`` is called when a pod has got or lost its address."""

    def __init__(
        self, settings: Settings, addresses: Addresses, policies: PolicyTable, moved: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._moved = moved
        self._policies = policies
        self._addresses = addresses
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def attach(self, pod_uid: str, node: str, sandbox_pid: int) -> str:
        """Give the sandbox an address of its node's, and routes."""
        site = self._settings.site_of(node)
        async with self._turns[pod_uid]:
            address = self._addresses.take(pod_uid, site.pods)
            link = links.of_pod(pod_uid)
            making = await _making(link, sandbox_pid, site.namespace)
            await ip_batch([*making, *_machine_side(link, address, site.gateway)], site.namespace)
            await ip_batch(_pod_side(address, site.gateway), sandbox_pid)
            await self._policies.joined(pod_uid, address)
            self._moved(pod_uid)
        return str(address)

    async def detach(self, pod_uid: str) -> None:
        """Remove the link and free the address."""
        async with self._turns[pod_uid]:
            link = links.of_pod(pod_uid)
            await links.remove(link)
            address = self._addresses.find(pod_uid)
            site = self._settings.site_at(address) if address is not None else self._settings.sites[0]
            if site.namespace:
                await links.remove_inside(site.namespace, link)
            self._addresses.release(pod_uid)
            self._policies.left(pod_uid)
            self._moved(pod_uid)
        self._turns.pop(pod_uid, None)

    def resolv_conf(self, pod: Obj) -> str:
        """The text of the pod's ``/etc/resolv.conf``."""
        machine = resolv.parse(_RESOLV_CONF.read_text() if _RESOLV_CONF.exists() else "")
        if self._settings.upstream_resolvers is not None:
            machine = resolv.Resolver(self._settings.upstream_resolvers, machine.searches, machine.options)
        return resolv.for_pod(pod, machine, str(self._settings.dns), self._settings.cluster_domain)


async def _making(link: str, pid: int, namespace: str) -> list[str]:
    """Commands that make the pair of interfaces. One that leads to an earlier sandbox of the pod is removed first."""
    if (namespace or links.exists(link)) and _has_interface(pid):
        return []
    await (links.remove_inside(namespace, link) if namespace else links.remove(link))
    return [f"link add {link} address {_MACHINE_HARDWARE} type veth peer name eth0 netns {pid}"]


def _has_interface(pid: int) -> bool:
    devices = Path(f"/proc/{pid}/net/dev").read_text().splitlines()
    return any(line.split(":")[0].strip() == "eth0" for line in devices)


def _machine_side(link: str, address: IPv4Address, gateway: IPv4Address) -> list[str]:
    return [
        f"link set {link} up addrgenmode none",
        f"neigh replace {address} lladdr {_pod_hardware(address)} dev {link} nud permanent",
        f"route replace {address} dev {link} src {gateway}",
    ]


def _pod_side(address: IPv4Address, gateway: IPv4Address) -> list[str]:
    return [
        "link set lo up",
        f"link set eth0 address {_pod_hardware(address)} up",
        f"addr replace {address}/32 dev eth0",
        f"neigh replace {gateway} lladdr {_MACHINE_HARDWARE} dev eth0 nud permanent",
        f"route replace {gateway} dev eth0 scope link",
        f"route replace default via {gateway} dev eth0",
    ]


def _pod_hardware(address: IPv4Address) -> str:
    return ":".join(f"{byte:02x}" for byte in b"\x02\x6b" + address.packed)

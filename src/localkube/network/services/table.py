"""Keeps the kernel's service table as the objects want it, on every node."""

from __future__ import annotations

import logging
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path

from localkube.network import forwarding
from localkube.network.endpoints import RESOURCES
from localkube.network.errors import ProgramFailed
from localkube.network.programs import run_inside
from localkube.network.services.fronts import Backend, Front, fronts
from localkube.network.services.host_ports import HostPort, host_ports, wants_any
from localkube.network.services.render import render
from localkube.network.settings import Settings
from localkube.network.sites import Site
from localkube.network.tables import Table
from localkube.network.upkeep import Upkeep
from localkube.network.watched import Watched
from localkube.objects.access import Access

log = logging.getLogger(__name__)

_LOOK_AFTER_SECONDS = 30.0
_INTERFACES = Path("/proc/sys/net/ipv4/conf")


class ServiceTable:
    """Applies a new table when its text differs; the first one only when all watches have told all there is."""

    def __init__(self, access: Access, settings: Settings, address_of: Callable[[str], IPv4Address | None]) -> None:
        """``address_of`` tells the address of the pod with a UID."""
        self._settings = settings
        self._address_of = address_of
        self._upkeep = Upkeep("service table", self._bring, again_after=_LOOK_AFTER_SECONDS)
        self._watched = Watched(access, RESOURCES, self._changed)
        self._pods = Watched(access, ("pods",), self._changed, matter=wants_any)
        self._tables = [Table(settings.table, site) for site in settings.sites]
        self._udp: set[tuple[str, Backend]] = set()
        self._udp_ports: set[tuple[str, HostPort]] = set()

    async def start(self) -> None:
        """Return when the table is in the kernel."""
        self._upkeep.start()
        self._watched.start()
        self._pods.start()
        await self._upkeep.done_once()

    async def stop(self) -> None:
        """Watch no more. The table stays."""
        await self._watched.stop()
        await self._pods.stop()
        await self._upkeep.stop()

    def pod_moved(self, pod_uid: str) -> None:
        """A pod has got or lost its address."""
        if self._pods.complete and any(pod["metadata"]["uid"] == pod_uid for pod in self._pods.all("pods")):
            self._changed()

    def _changed(self) -> None:
        if self._watched.complete and self._pods.complete:
            self._upkeep.wanted()

    async def _bring(self, routine: bool) -> None:
        wanted = fronts(*(self._watched.all(resource) for resource in RESOURCES))
        if routine:
            await forwarding.allow(self._settings)
        at_nodes = {table.site.namespace: self._host_ports(table.site) for table in self._tables}
        for table in self._tables:
            ports = at_nodes[table.site.namespace]
            await table.bring(render(self._settings, wanted, ports, table.site), look=routine)
        _let_answer_to_loopback(at_nodes[""])
        await self._forget_udp(wanted)
        await self._forget_udp_ports({(where, each) for where, ports in at_nodes.items() for each in ports})

    def _host_ports(self, site: Site) -> list[HostPort]:
        """Those of pods at one node."""

        def address_of(pod_uid: str) -> IPv4Address | None:
            address = self._address_of(pod_uid)
            return address if address is not None and self._settings.site_at(address) == site else None

        return host_ports(self._pods.all("pods"), address_of)

    async def _forget_udp(self, wanted: list[Front]) -> None:
        """UDP has no end of connection: a client that keeps sending would stay with a backend that is gone."""
        present = {
            (front.address, backend) for front in wanted if front.protocol == "udp" for backend in front.backends
        }
        gone, self._udp = self._udp - present, present
        for address, backend in sorted(gone):
            for table in self._tables:
                await _forget(table.site.namespace, "--orig-dst", address, "--reply-src", backend.address)

    async def _forget_udp_ports(self, wanted: set[tuple[str, HostPort]]) -> None:
        """Who has sent to a port of a node before somebody had it would stay with the node itself."""
        present = {(where, each) for where, each in wanted if each.protocol == "udp"}
        changed, self._udp_ports = self._udp_ports ^ present, present
        for where, port in sorted({(where, each.port) for where, each in changed}):
            await _forget(where, "--orig-port-dst", str(port))


async def _forget(namespace: str, *which: str) -> None:
    try:
        await run_inside(namespace, "conntrack", "-D", "-p", "udp", *which)
    except ProgramFailed as failure:
        if "0 flow entries" not in failure.text:
            log.warning("UDP clients may stay with a backend that is gone: %s", failure)


def _let_answer_to_loopback(ports: list[HostPort]) -> None:
    """Without this the kernel drops what a program of the machine sends to a pod by way of 127.0.0.1.

    After the table is in the kernel, which keeps pods from using it themselves.
    """
    for link in {each.link for each in ports if each.at_loopback}:
        file = _INTERFACES / link / "route_localnet"
        try:
            if file.read_text().strip() != "1":
                file.write_text("1")
        except FileNotFoundError:
            log.info("the link %s of a pod with a host port went away", link)

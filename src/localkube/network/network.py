"""Starts and stops all of the network but the routes, in order."""

from __future__ import annotations

import shutil
from pathlib import Path

from localkube.network import bridge, dns, forwarding, nodes, policies, services, tables
from localkube.network.addresses import Addresses
from localkube.network.pods import Pods
from localkube.network.settings import Settings, directory_of, public_directory_of, table_name
from localkube.objects.access import Access


class Network:
    """The bridge, the nodes, the tables of services and policies, the DNS, and the addresses of pods (``pods``)."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self._settings = settings
        self._addresses = Addresses(
            settings.directory / "addresses.db",
            settings.pods,
            reserved=(settings.dns, *(site.gateway for site in settings.sites)),
        )
        self._policies = policies.PolicyTable(access, settings)
        self._services = services.ServiceTable(access, settings, self._addresses.find)
        self.pods = Pods(settings, self._addresses, self._policies, self._services.pod_moved)
        self._dns = dns.DnsServer(access, settings)

    async def start(self) -> None:
        """Return when pods can be attached, services answer and names resolve. Raises NetworkError."""
        await bridge.set_up(self._settings)
        await nodes.set_up(self._settings)
        await forwarding.allow(self._settings)
        await self._services.start()
        await self._policies.start()
        await self._dns.start()

    async def stop(self) -> None:
        """End the DNS and the upkeep of the rest, which stays: containers that run keep their traffic."""
        await self._dns.stop()
        await self._policies.stop()
        await self._services.stop()
        self._addresses.close()


async def purge(instance: str, data_dir: Path) -> None:
    """Remove all that the network of a stopped instance left on the machine."""
    await dns.end(directory_of(data_dir))
    await tables.remove(table_name(instance))
    await tables.remove(policies.table_name_of(instance))
    await forwarding.forget(instance)
    await nodes.remove(instance)
    await bridge.remove(instance)
    for directory in (directory_of(data_dir), public_directory_of(instance)):
        if directory.exists():
            shutil.rmtree(directory)

"""Keeps the cluster's DNS as the objects want it: its process running, its names true."""

from __future__ import annotations

from pathlib import Path

from localkube.network.dns.dnsmasq import Dnsmasq, Files
from localkube.network.dns.names import external_name, hosts_file, pod_zone, records
from localkube.network.dns.outside import Outside
from localkube.network.dns.responder import Responder
from localkube.network.dns.srv import ports, zones
from localkube.network.endpoints import RESOURCES
from localkube.network.settings import Settings, public_directory_of
from localkube.network.upkeep import Upkeep
from localkube.network.watched import Watched
from localkube.objects.access import Access


class DnsServer:
    """Writes the server's files when their texts differ, and starts the server again when it died."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self._settings = settings
        directory = public_directory_of(settings.instance)
        self._files = Files(directory / "hosts", directory / "servers")
        self._upkeep = Upkeep("cluster DNS", self._bring)
        self._watched = Watched(access, RESOURCES, self._upkeep.wanted)
        self._outside = Outside(self._upkeep.wanted)
        self._process = Dnsmasq(settings, self._files, self._upkeep.wanted)
        self._responder = Responder(settings.cluster_domain, settings.pods)

    async def start(self) -> None:
        """Return when it answers."""
        self._settings.directory.mkdir(parents=True, exist_ok=True)
        await self._responder.start()
        self._upkeep.start()
        self._watched.start()
        await self._upkeep.done_once()

    async def stop(self) -> None:
        """End the server."""
        await self._watched.stop()
        await self._outside.stop()
        await self._upkeep.stop()
        await self._process.stop()
        await self._responder.stop()

    async def _bring(self, routine: bool) -> None:
        del routine
        services, slices, endpoints = (self._watched.all(resource) for resource in RESOURCES)
        domain = self._settings.cluster_domain
        targets = {external_name(service) for service in services} - {""}
        self._outside.want({name for name in targets if not name.endswith(f".{domain}")})
        self._responder.ports = ports(services, slices, endpoints, domain)
        hosts = hosts_file(records(services, slices, endpoints, domain, self._outside.addresses))
        texts = hosts, _servers_file([*zones(self._responder.ports), pod_zone(domain)], self._responder.place)
        written = [_write(file, text) for file, text in zip(self._files, texts, strict=True)]
        started = not self._process.running and await self._process.start()
        if any(written) and not started:
            self._process.reload()


def _servers_file(passed_on: list[str], place: int) -> str:
    """Only domains that hold SRV records or pods are passed on: all other names do not need this process."""
    return "".join(f"server=/{zone}/127.0.0.1#{place}\n" for zone in passed_on)


def _write(file: Path, text: str) -> bool:
    """Whether the file had to be changed. Readable for all: the server is not root."""
    if file.exists() and file.read_text() == text:
        return False
    file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(text)
    fresh.chmod(0o644)
    fresh.replace(file)
    return True

"""Asks DNS about hosts: the system's name servers, or those that the settings name."""

from __future__ import annotations

import asyncio
import ipaddress

import dns.asyncresolver
import dns.exception
import dns.resolver
import structlog

from slipway.applications.domains.names import record_name
from slipway.applications.domains.verdict import Found
from slipway.settings import Settings, servers_of

log = structlog.get_logger(__name__)

LIFETIME_SECONDS = 5.0
_NOTHING = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


class DomainResolver:
    """Looks hosts up."""

    def __init__(self, settings: Settings) -> None:
        self._servers = servers_of(settings.dns_servers)
        self._known = [each.strip() for each in settings.public_addresses.split(",") if each.strip()]
        self._platform_domain = settings.platform_domain

    async def look_up(self, host: str) -> Found:
        """Return the texts that may verify a host, and its addresses."""
        return Found(*await asyncio.gather(self._texts(record_name(host)), self._addresses(host)))

    async def platform_addresses(self) -> frozenset[str]:
        """Return where hosts should point: as the settings say, or else where names below the platform's domain do."""
        if self._known:
            return frozenset(str(ipaddress.ip_address(each)) for each in self._known)
        return await self._addresses(f"slipway-check.{self._platform_domain}") or frozenset()

    async def _texts(self, name: str) -> frozenset[str] | None:
        try:
            answer = await self._resolver().resolve(name, "TXT", raise_on_no_answer=True)
        except _NOTHING:
            return frozenset()
        except (dns.exception.DNSException, OSError) as error:
            log.info("no answer from DNS", name=name, reason=str(error))
            return None
        return frozenset(b"".join(each.strings).decode(errors="replace") for each in answer)

    async def _addresses(self, name: str) -> frozenset[str] | None:
        found: set[str] = set()
        for kind in ("A", "AAAA"):
            try:
                answer = await self._resolver().resolve(name, kind)
            except _NOTHING:
                continue
            except (dns.exception.DNSException, OSError) as error:
                log.info("no answer from DNS", name=name, reason=str(error))
                return None
            found |= {str(ipaddress.ip_address(each.address)) for each in answer}
        return frozenset(found)

    def _resolver(self) -> dns.asyncresolver.Resolver:
        """Return one for a single question: the system's file may have changed since the last one."""
        resolver = dns.asyncresolver.Resolver(configure=not self._servers)
        resolver.lifetime = LIFETIME_SECONDS
        if self._servers:
            resolver.nameservers = [address for address, _ in self._servers]
            resolver.nameserver_ports = dict(self._servers)
        # Names are whole; the search list of the platform's own machine says nothing about a tenant's host.
        resolver.use_search_by_default = False
        return resolver

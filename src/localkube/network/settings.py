"""What the network room is told by ``boot``, and the names that follow from it.

Everything on the machine is named after the instance, so that several localkubes live side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from localkube.network.sites import Site, divide


@dataclass(frozen=True)
class Settings:
    """``dns_address`` None: the bridge's address. ``upstream_resolvers`` None: those of the machine.

    ``api_port``: where the API answers pods at the gateway's address; 0: it does not. ``nodes``: their names, the first
    being the machine itself.
    """

    instance: str
    data_dir: Path
    pod_range: str = "10.42.0.0/16"
    service_range: str = "10.43.0.0/16"
    dns_address: str | None = None
    upstream_resolvers: tuple[str, ...] | None = None
    cluster_domain: str = "cluster.local"
    api_port: int = 0
    nodes: tuple[str, ...] = ("",)

    @property
    def bridge(self) -> str:
        """The interface that holds the addresses of the machine's side."""
        return bridge_name(self.instance)

    @property
    def table(self) -> str:
        """The nftables table, and the comment of our iptables rules."""
        return table_name(self.instance)

    @property
    def directory(self) -> Path:
        """What the network remembers."""
        return directory_of(self.data_dir)

    @cached_property
    def pods(self) -> IPv4Network:
        """The pods' addresses."""
        return IPv4Network(self.pod_range)

    @cached_property
    def services(self) -> IPv4Network:
        """The services' addresses."""
        return IPv4Network(self.service_range)

    @cached_property
    def gateway(self) -> IPv4Address:
        """The machine as pods see it: the first address of their range."""
        return self.pods[1]

    @cached_property
    def sites(self) -> list[Site]:
        """Where the nodes are."""
        return divide(self.instance, self.pods, self.nodes)

    def site_of(self, node: str) -> Site:
        """Where a node is; the machine itself when it is none of the others."""
        return next((site for site in self.sites if site.node == node), self.sites[0])

    def site_at(self, address: IPv4Address) -> Site:
        """Where the pod with this address is."""
        return next((site for site in self.sites[1:] if address in site.pods), self.sites[0])

    @cached_property
    def dns(self) -> IPv4Address:
        """Where the cluster's DNS listens."""
        return IPv4Address(self.dns_address) if self.dns_address else self.gateway


def bridge_name(instance: str) -> str:
    """The bridge of an instance."""
    return f"lk-{instance}"


def table_name(instance: str) -> str:
    """The nftables table of an instance."""
    return f"localkube_{instance.replace('-', '_').replace('.', '_')}"


def directory_of(data_dir: Path) -> Path:
    """Where the network keeps its files within the data directory."""
    return data_dir / "network"


def public_directory_of(instance: str) -> Path:
    """Files that the DNS server reads after it gave up root; gone after a reboot, as is the server."""
    return Path("/run") / f"localkube-{instance}"

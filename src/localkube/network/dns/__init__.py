"""The cluster's names: dnsmasq, told by a hosts file."""

from localkube.network.dns.dnsmasq import end
from localkube.network.dns.server import DnsServer

__all__ = ["DnsServer", "end"]

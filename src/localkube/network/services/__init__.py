"""Service addresses: one nftables table, replaced as a whole."""

from localkube.network.services.table import ServiceTable

__all__ = ["ServiceTable"]

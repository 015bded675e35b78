"""Service addresses: one nftables table, replaced as a whole."""

from localkube.network.services.table import ServiceTable, remove

__all__ = ["ServiceTable", "remove"]

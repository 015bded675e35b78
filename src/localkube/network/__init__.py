"""How pods, services and names are reached on this machine; HTTP routes are in ``network.routes``."""

from localkube.network.errors import NetworkError
from localkube.network.network import Network, purge
from localkube.network.programs import missing_tools
from localkube.network.settings import Settings
from localkube.network.sites import LONGEST_DIVISIBLE_PREFIX, MOST_NODES, Site

__all__ = [
    "LONGEST_DIVISIBLE_PREFIX",
    "MOST_NODES",
    "Network",
    "NetworkError",
    "Settings",
    "Site",
    "missing_tools",
    "purge",
]

"""How pods, services and names are reached on this machine; HTTP routes are in ``network.routes``."""

from localkube.network.errors import NetworkError
from localkube.network.network import Network, purge
from localkube.network.programs import missing_tools
from localkube.network.settings import Settings

__all__ = ["Network", "NetworkError", "Settings", "missing_tools", "purge"]

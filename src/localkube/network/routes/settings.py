"""What can be set about HTTP routing, and the name under which it answers in classes. ``boot`` fills the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CONTROLLER = "localkube.slipway.io/gateway"
"""``controllerName`` of our GatewayClasses and ``controller`` of our IngressClasses."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


@dataclass(frozen=True, slots=True)
class Settings:
    """One HAProxy of one localkube."""

    instance: str
    data_dir: Path
    """Holds HAProxy's configuration, pid files and sockets, and nothing else."""

    listen: str = "127.0.0.1"
    port: int = 80
    """Where HAProxy listens: the one place that all listeners of all gateways are served at."""

    tls_port: int = 0
    """Where HAProxy listens for TLS, once there are certificates; 0: nowhere."""

    advertised: str = ""
    """The address that statuses tell; by default the one that is listened on."""

    max_connections: int = 4000
    threads: int = 2
    drain_seconds: int = 24 * 3600
    """After a reload, connections to the HAProxy before it may last so long."""

    draining_at_most: int = 16
    """So many HAProxies may be there for such connections: with one more, the oldest ends."""

    debounce: float = 0.003
    """Changes are gathered for so many seconds before they are carried out; pods may end while we wait."""

    @property
    def public_address(self) -> str:
        """The address for statuses: one that can be connected to."""
        return self.advertised or _EVERYWHERE.get(self.listen, self.listen)

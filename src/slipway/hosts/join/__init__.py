"""How another machine becomes a host: the exact command for the cluster at hand."""

from slipway.hosts.join.command import K3S_KEPT_AT, Join, join_command, unattended_join
from slipway.hosts.join.ways import Way, way_of

__all__ = ["K3S_KEPT_AT", "Join", "Way", "join_command", "unattended_join", "way_of"]

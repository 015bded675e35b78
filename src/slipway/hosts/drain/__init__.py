"""Empty hosts: evict their pods as disruption budgets allow, over restarts of the platform, and tell how it goes."""

from slipway.hosts.drain.keeper import Drains
from slipway.hosts.drain.manage import cancel_drain, draining_hosts, last_drain, refuse_draining, start_drain
from slipway.hosts.drain.present import drain_out

__all__ = [
    "Drains",
    "cancel_drain",
    "drain_out",
    "draining_hosts",
    "last_drain",
    "refuse_draining",
    "start_drain",
]

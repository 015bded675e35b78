"""Hosts: the cluster's nodes, what they have and what is on them, and partitions of them."""

from fastapi import APIRouter

from slipway.hosts import change_routes, cloud, drain_routes, join_routes, partitions, routes
from slipway.hosts.cloud import CloudMachines
from slipway.hosts.drain import Drains, drain_out, draining_hosts, last_drain
from slipway.hosts.find import known_load, known_node
from slipway.hosts.observed import HostState
from slipway.hosts.schemas import HostOut
from slipway.hosts.seek import HostSeeker
from slipway.hosts.shown import ShownHosts

router = APIRouter()
router.include_router(join_routes.router)  # before those of one host, or "join" would be one
router.include_router(routes.router)
router.include_router(change_routes.router)
router.include_router(drain_routes.router)
router.include_router(partitions.router)
router.include_router(cloud.router)

__all__ = [
    "CloudMachines",
    "Drains",
    "HostOut",
    "HostSeeker",
    "HostState",
    "ShownHosts",
    "drain_out",
    "draining_hosts",
    "known_load",
    "known_node",
    "last_drain",
    "router",
]

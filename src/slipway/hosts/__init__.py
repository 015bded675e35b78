"""Hosts: the cluster's nodes, what they have and what is on them."""

from fastapi import APIRouter

from slipway.hosts import change_routes, drain_routes, join_routes, routes
from slipway.hosts.drain import Drains

router = APIRouter()
router.include_router(join_routes.router)  # before those of one host, or "join" would be one
router.include_router(routes.router)
router.include_router(change_routes.router)
router.include_router(drain_routes.router)

__all__ = ["Drains", "router"]

"""Hosts from the cloud: virtual machines that are ordered here, join the cluster by themselves, and are ended here."""

from fastapi import APIRouter

from slipway.hosts.cloud import forget_routes, routes
from slipway.hosts.cloud.reconcile import CloudMachines, Pace

router = APIRouter()
router.include_router(routes.router)
router.include_router(forget_routes.router)

__all__ = ["CloudMachines", "Pace", "router"]

"""Managed services: databases that administrators offer, and that tenants open for themselves.

Each is an application of its tenant, made from a template of its engine and kept by this room: publishing, status,
volumes, logs and charts are those of every application.
"""

from fastapi import APIRouter

from slipway.applications import register_giver
from slipway.managed import models, offering_routes, routes
from slipway.managed.accounts.routes import router as accounts_router
from slipway.managed.accounts.sync import AccountSync
from slipway.managed.connections.lookup import sets_given
from slipway.managed.connections.routes import router as connections_router
from slipway.managed.models import ManagedService
from slipway.managed.seek import ManagedSeeker
from slipway.tenants import register_content

register_giver(sets_given)
register_content("managed service", ManagedService.tenant_id, ManagedService.name)

router = APIRouter()
router.include_router(offering_routes.router)
router.include_router(routes.router)
router.include_router(accounts_router)
router.include_router(connections_router)

__all__ = ["AccountSync", "ManagedSeeker", "models", "router"]

"""Tenants: who is served, each with one namespace of the cluster and one quota."""

from fastapi import APIRouter

from slipway.tenants import preset_routes, routes
from slipway.tenants.contents import register_content
from slipway.tenants.lookup import Home, Tenancy, homes, locked_tenant, tenant_by_id, tenant_named, tenant_names
from slipway.tenants.manifests import TENANT_ID_LABEL, Ground
from slipway.tenants.models import QuotaPreset, Tenant
from slipway.tenants.occupants import Occupant, Occupants
from slipway.tenants.pulls import PullLogin, register_pulls
from slipway.tenants.quota import Demand, Place, What, check_quota, demand_of, register_demand, shares
from slipway.tenants.reconcile import TenantSync
from slipway.tenants.schemas import Share
from slipway.tenants.seek import TenantSeeker
from slipway.users import User

register_content("user", User.tenant_id, User.username)

router = APIRouter()
router.include_router(routes.router)
router.include_router(preset_routes.router)

__all__ = [
    "TENANT_ID_LABEL",
    "Demand",
    "Ground",
    "Home",
    "Occupant",
    "Occupants",
    "Place",
    "PullLogin",
    "QuotaPreset",
    "Share",
    "Tenancy",
    "Tenant",
    "TenantSeeker",
    "TenantSync",
    "What",
    "check_quota",
    "demand_of",
    "homes",
    "locked_tenant",
    "register_content",
    "register_demand",
    "register_pulls",
    "router",
    "shares",
    "tenant_by_id",
    "tenant_named",
    "tenant_names",
]

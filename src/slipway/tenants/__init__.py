"""Tenants: who is served, each with one namespace of the cluster and one quota."""

from slipway.tenants.contents import register_content
from slipway.tenants.lookup import Tenancy, tenant_by_id, tenant_names
from slipway.tenants.models import Tenant
from slipway.tenants.reconcile import TenantSync
from slipway.tenants.routes import router
from slipway.users import User

register_content("user", User.tenant_id, User.username)

__all__ = ["Tenancy", "Tenant", "TenantSync", "register_content", "router", "tenant_by_id", "tenant_names"]

"""Tenants: who is served, each with one namespace of the cluster and one quota."""

from slipway.tenants.contents import register_content
from slipway.tenants.lookup import tenant_by_id
from slipway.tenants.models import Tenant

__all__ = ["Tenant", "register_content", "tenant_by_id"]

"""How the operation log names and keeps tenants."""

from __future__ import annotations

from slipway.audit import Target
from slipway.db import Obj
from slipway.tenants.models import Tenant
from slipway.tenants.quota import amounts_of


def target_of(tenant: Tenant) -> Target:
    """Name a tenant."""
    return Target("tenant", tenant.id, tenant.name, tenant.id)


def snapshot(tenant: Tenant) -> Obj:
    """Return what is kept of a tenant."""
    return {
        "name": tenant.name,
        "display_name": tenant.display_name,
        "preset_id": tenant.preset_id,
        "quota": amounts_of(tenant),
        "container_defaults": tenant.container_defaults,
        "disabled": tenant.disabled_at is not None,
    }

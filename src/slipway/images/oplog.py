"""How the operation log names and keeps registries. No password is in what it keeps."""

from __future__ import annotations

from slipway.audit import Target
from slipway.db import Obj
from slipway.images.models import Registry


def target_of(registry: Registry) -> Target:
    """Name a registry."""
    return Target("registry", registry.id, registry.address, registry.tenant_id)


def snapshot(registry: Registry) -> Obj:
    """Return what is kept of a registry."""
    return {"address": registry.address, "username": registry.username, "insecure": registry.insecure}

"""How much of its quota a tenant uses, as the cluster counts it, and as the platform does."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from slipway.cluster import RESOURCE_QUOTA, Cluster, Obj
from slipway.errors import SlipwayError
from slipway.quantities import parse
from slipway.tenants.manifests import QUOTA_NAME
from slipway.tenants.models import Tenant
from slipway.tenants.quota import Demand, amounts, amounts_of, excesses
from slipway.tenants.schemas import Amounts, Usage

PATIENCE_SECONDS = 3.0
NOTHING = Amounts(cpu="0", memory="0", pods=0, volumes=0, storage="0", services=0, domains=0)


async def usage_of(cluster: Cluster, tenant: Tenant, reserved: Demand) -> Usage:
    """Return used and hard amounts; without a cluster only what the platform itself knows, and that it is away."""
    wanted, taken = Amounts(**amounts_of(tenant)), amounts(reserved)
    over = excesses(tenant, reserved)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            found = await cluster.get(RESOURCE_QUOTA, QUOTA_NAME, tenant.namespace)
    except (SlipwayError, TimeoutError):
        return Usage(used=None, hard=wanted, reserved=taken, over=over, engine_reachable=False)
    status: Obj = (found or {}).get("status") or {}
    used, hard = status.get("used"), status.get("hard")
    counted = _counted(used, NOTHING, services=taken.services, domains=taken.domains) if used else None
    return Usage(
        used=counted,
        hard=_counted(hard, wanted, services=wanted.services, domains=wanted.domains) if hard else wanted,
        reserved=taken,
        over=excesses(tenant, _with_volumes(reserved, counted)) if counted else over,
        engine_reachable=True,
    )


def _counted(status: Obj, missing: Amounts, *, services: int, domains: int) -> Amounts:
    """Read the cluster's amounts. Services and domains are the platform's to count: drafts have theirs, too."""
    return Amounts(
        cpu=str(status.get("requests.cpu", missing.cpu)),
        memory=str(status.get("requests.memory", missing.memory)),
        pods=int(status.get("pods", missing.pods)),
        volumes=int(status.get("persistentvolumeclaims", missing.volumes)),
        storage=str(status.get("requests.storage", missing.storage)),
        services=services,
        domains=domains,
    )


def _with_volumes(reserved: Demand, used: Amounts) -> Demand:
    """The cluster also knows of volumes that nobody made through the platform."""
    volumes, storage = parse(used.volumes), parse(used.storage)
    return replace(reserved, volumes=max(reserved.volumes, volumes), storage=max(reserved.storage, storage))

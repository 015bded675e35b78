"""How much of its quota a tenant uses, as the cluster counts it."""

from __future__ import annotations

import asyncio

from slipway.cluster import RESOURCE_QUOTA, Cluster, Obj
from slipway.errors import SlipwayError
from slipway.tenants.manifests import QUOTA_NAME
from slipway.tenants.schemas import Quota, Usage

PATIENCE_SECONDS = 3.0


async def usage_of(cluster: Cluster, namespace: str, wanted: Quota) -> Usage:
    """Return used and hard amounts; without a cluster only what is ``wanted``, and that it is away."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            found = await cluster.get(RESOURCE_QUOTA, QUOTA_NAME, namespace)
    except (SlipwayError, TimeoutError):
        return Usage(used=None, hard=wanted, engine_reachable=False)
    status: Obj = (found or {}).get("status") or {}
    return Usage(used=_amounts(status.get("used")), hard=_amounts(status.get("hard")) or wanted, engine_reachable=True)


def _amounts(counted: Obj | None) -> Quota | None:
    """Read the cluster's amounts; None before it has counted."""
    if not counted:
        return None
    return Quota(
        cpu=str(counted.get("requests.cpu", "0")),
        memory=str(counted.get("requests.memory", "0")),
        pods=int(counted.get("pods", 0)),
    )

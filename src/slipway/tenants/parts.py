"""What the routes of this room are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from slipway.cluster import Cluster
from slipway.settings import Settings
from slipway.tenants.reconcile import TenantSync
from slipway.web import provided

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
SyncPart = Annotated[TenantSync, Depends(provided(TenantSync))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]

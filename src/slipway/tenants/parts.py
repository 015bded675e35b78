"""What the routes of this room are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from slipway.cluster import Cluster
from slipway.db import Database
from slipway.settings import Settings
from slipway.tenants.occupants import Occupants
from slipway.tenants.reconcile import TenantSync
from slipway.web import provided

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
SyncPart = Annotated[TenantSync, Depends(provided(TenantSync))]
OccupantsPart = Annotated[Occupants, Depends(provided(Occupants))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]

"""What the routes of this room are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from slipway.cluster import Cluster, WatchCache
from slipway.db import Database
from slipway.hosts.shown import ShownHosts
from slipway.web import provided

CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
ShownPart = Annotated[ShownHosts, Depends(provided(ShownHosts))]

"""What the routes of partitions are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from slipway.cluster import Cluster, WatchCache
from slipway.hosts.partitions.present import Presenter
from slipway.hosts.partitions.reconcile import PartitionSync
from slipway.web import CurrentActor, DbSession, provided

SyncPart = Annotated[PartitionSync, Depends(provided(PartitionSync))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]
CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]


def presenter(actor: CurrentActor, session: DbSession, cache: CachePart) -> Presenter:
    """Put together what an answer needs."""
    return Presenter(actor, session, cache)


Present = Annotated[Presenter, Depends(presenter)]

"""The reconcilers, which carry what should be to the cluster; in all processes of a platform, one of them leads."""

from __future__ import annotations

from slipway.applications.publish import Publisher
from slipway.applications.signals import Signals
from slipway.applications.status import StatusBoard
from slipway.cluster import Cluster
from slipway.db import Database
from slipway.reconcile import Leader
from slipway.settings import Settings
from slipway.startup import Part


def parts(settings: Settings, database: Database, cluster: Cluster, signals: Signals, board: StatusBoard) -> list[Part]:
    """Return what has to run in a process that may reconcile, in starting order; ``board`` runs before and after.

    Tenants have no part here: their reconciler may run everywhere at once.
    """
    publisher = Publisher(settings, database, cluster, signals, board)
    lease = f"{settings.namespace_prefix}publisher"
    return [Leader(cluster, lease, elected=publisher.start, deposed=publisher.stop)]

"""The reconcilers, which carry what should be to the cluster; in all processes of a platform, one of them leads."""

from __future__ import annotations

from collections.abc import Callable

from slipway.applications import AutomaticCertificates, DomainResolver, DomainRounds, SecuredDomains
from slipway.applications.publish import Publisher
from slipway.applications.signals import Signals
from slipway.applications.status import StatusBoard
from slipway.cluster import Cluster
from slipway.db import Database
from slipway.hosts import CloudMachines, Drains
from slipway.images import StorageRounds
from slipway.managed import AccountSync
from slipway.metering import Containers, Domains, ImageStorage, ManagedServices, Meter, Metered, SteadyClock, Volumes
from slipway.reconcile import Leader
from slipway.settings import Settings
from slipway.startup import Part


def parts(
    settings: Settings,
    database: Database,
    cluster: Cluster,
    signals: Signals,
    board: StatusBoard,
    wake_host: Callable[[str], None],
) -> list[Part]:
    """Return what has to run in a process that may reconcile, in starting order; ``board`` runs before and after.

    ``wake_host`` is called with a host that came into a partition.

    Tenants, partitions and openings have no part here: their reconcilers may run everywhere at once.
    """
    publisher = Publisher(settings, database, cluster, signals, board)
    clock = SteadyClock()
    sources: list[Metered] = [
        Containers(database, board.cache, clock),
        ManagedServices(database, board.cache, clock),
        Volumes(database, board.cache, clock),
        Domains(database, signals),
        ImageStorage(database),
    ]
    meter = Meter(database, sources, clock)
    storage = StorageRounds(database, settings.image_storage_seconds, clock.now)
    drains = Drains(database, cluster)
    domains = DomainRounds(database, DomainResolver(settings), signals)
    secured = SecuredDomains(settings, database, cluster, signals)
    automatic = AutomaticCertificates(settings, database, cluster, signals)
    accounts = AccountSync(database, cluster, board.cache, signals)
    machines = CloudMachines(database, cluster, board.cache, wake_host)

    async def elected() -> None:
        await publisher.start()
        await meter.start()
        await drains.start()
        await machines.start()
        await domains.start()
        await secured.start()
        await storage.start()
        await automatic.start()
        await accounts.start()

    async def deposed() -> None:
        await accounts.stop()
        await automatic.stop()
        await storage.stop()
        await secured.stop()
        await domains.stop()
        await machines.stop()
        await drains.stop()
        await meter.stop()
        await publisher.stop()

    lease = f"{settings.namespace_prefix}publisher"
    return [Leader(cluster, lease, elected=elected, deposed=deposed)]

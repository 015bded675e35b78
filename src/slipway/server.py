"""The platform's server: ``python -m slipway.server``.

One process serves the API and the portal and, unless told otherwise, runs the reconcilers. This module and
``worker.py`` are the only ones that know every room; what starts and stops, and in which order, is the list in
``compose``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from slipway import (
    applications,
    audit,
    configured,
    containers,
    hosts,
    images,
    logs,
    managed,
    metering,
    monitoring,
    network,
    overview,
    platform,
    search,
    tenants,
    users,
    volumes,
)
from slipway.applications.image_uses import ImageUses
from slipway.applications.openings import OpeningOccupant, OpeningSync
from slipway.applications.status import StatusBoard
from slipway.cluster import Cluster, Prometheus, WatchCache
from slipway.collector import Collector
from slipway.compose import router as compose_router
from slipway.db import Database, add_key, ensure_keys, migrate, rotate_keys
from slipway.errors import SlipwayError
from slipway.followed import followed
from slipway.hosts.partitions import PartitionSync
from slipway.settings import Settings, get_settings
from slipway.startup import Part, Step, running
from slipway.web import Authenticator, RefusalLog, Streams, document, make_app, portal, provide, routes_of
from slipway.worker import parts as reconcilers

log = structlog.get_logger(__name__)

ROUTERS = (
    users.router,
    tenants.router,
    applications.router,
    managed.router,
    compose_router,
    containers.router,
    volumes.router,
    images.router,
    network.router,
    hosts.router,
    audit.router,
    metering.router,
    monitoring.router,
    search.router,
    overview.router,
    platform.router,
    configured.router,
)
ROUTES = routes_of(ROUTERS)
GRACE_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Platform:
    """The composed platform: the HTTP application and the parts that must run while it serves."""

    app: FastAPI
    parts: list[Part]
    database: Database


def compose(settings: Settings, *, worker: bool = True) -> Platform:
    """Put the rooms together. Nothing starts yet."""
    database = Database(settings.effective_database_url)
    cluster = Cluster(settings.kubeconfig)
    cache = WatchCache(cluster, followed(settings))
    board = StatusBoard(settings, cluster, cache)
    signals = applications.Signals()
    opening_sync = OpeningSync(cluster, database)
    occupants = tenants.Occupants(
        [images.RegistryOccupant(), OpeningOccupant(opening_sync), applications.Occupant(signals)]
    )
    tenant_sync = tenants.TenantSync(cluster, database, occupants, tenants.Ground.of(settings))
    partition_sync = PartitionSync(cluster, database, cache)
    feed = containers.Feed(cache)
    usage = containers.LiveUsage(cluster)
    prometheus = Prometheus(settings)

    app = make_app(settings, ROUTES)
    app.include_router(platform.probes)
    app.include_router(applications.challenges)
    provide(app, Database, database)
    provide(app, Cluster, cluster)
    provide(app, WatchCache, cache)
    provide(app, Prometheus, prometheus)
    provide(app, applications.Signals, signals)
    provide(app, tenants.TenantSync, tenant_sync)
    provide(app, tenants.Occupants, occupants)
    provide(app, OpeningSync, opening_sync)
    provide(app, applications.DomainResolver, applications.DomainResolver(settings))
    provide(app, PartitionSync, partition_sync)
    provide(app, RefusalLog, audit.DatabaseRefusalLog(database))  # type: ignore[type-abstract]
    provide(app, containers.ServiceDirectory, applications.Directory())  # type: ignore[type-abstract]
    provide(app, containers.Feed, feed)
    provide(app, containers.LiveUsage, usage)
    _provide_sights(app, board, cluster)
    accounts = _accounts(app, settings, database)
    if settings.portal_dir is not None:
        app.router.default = portal(settings.portal_dir)

    parts: list[Part] = [
        *_opened(settings, database),
        *accounts,
        cluster,
        prometheus,
        feed,
        usage,
        board,
        cache,
    ]
    if worker:
        parts += [
            tenant_sync,
            partition_sync,
            opening_sync,
            audit.Retention(database, settings.operation_log_days),
            *reconcilers(settings, database, cluster, signals, board, partition_sync.wake),
        ]
    return Platform(app, parts, database)


def _opened(settings: Settings, database: Database) -> list[Part]:
    """Make the database ready for everything else."""

    async def keys() -> None:
        await ensure_keys(database, settings.encryption_key_file, settings.default_key_file)

    async def first_administrator() -> None:
        await users.ensure_administrator(database, settings.admin_username, settings.data_dir)

    return [
        Step("database", lambda: migrate(database), database.dispose),
        Step("encryption keys", keys),
        Step("first administrator", first_administrator),
    ]


def _accounts(app: FastAPI, settings: Settings, database: Database) -> list[Part]:
    """Hand in what knows who calls; return what of it runs."""
    idle, longest = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_max_hours)
    tenancy = tenants.Tenancy()
    lockout = users.Lockout(
        database,
        settings.login_attempts,
        timedelta(seconds=settings.login_window_seconds),
        timedelta(hours=settings.login_lock_hours),
    )
    activity = users.Activity(database, idle, lockout)
    sso = users.sso_desk(settings, database, tenancy)
    provide(app, Authenticator, users.UserAuthenticator(database, activity, idle, tenancy))  # type: ignore[type-abstract]
    provide(app, users.ApplicationNames, applications.Names())  # type: ignore[type-abstract]
    provide(app, users.Tenancy, tenancy)  # type: ignore[type-abstract]
    provide(app, users.Activity, activity)
    provide(app, users.SsoDesk, sso)
    provide(app, users.LoginDesk, users.LoginDesk(database, lockout, longest, tenancy, sso))
    return [activity, users.Revocations(database, app.state.parts[Streams], tenancy)]


def _provide_sights(app: FastAPI, board: StatusBoard, cluster: Cluster) -> None:
    """Hand in what only looks, at the cluster or at registries."""
    cache = board.cache
    provide(app, applications.Roll, applications.Roll())
    provide(app, applications.Statuses, board)  # type: ignore[type-abstract]
    provide(app, network.RouteReports, network.RouteReports(cache))
    provide(app, hosts.ShownHosts, hosts.ShownHosts(cache))
    provide(app, volumes.Claims, volumes.Claims(cache))
    provide(app, volumes.LiveSpace, volumes.LiveSpace(cluster))
    provide(app, volumes.VolumeDirectory, applications.Volumes())  # type: ignore[type-abstract]
    provide(app, images.Desk, images.Desk(ImageUses(), app.state.parts[Settings].registries_inside))
    provide(app, containers.Explainer, board)  # type: ignore[type-abstract]
    provide(app, search.Seekers, _seekers(board, cache))


def _seekers(board: StatusBoard, cache: WatchCache) -> search.Seekers:
    """Say who finds which kind, in the order in which kinds are shown."""
    return search.Seekers(
        {
            search.SearchKind.APPLICATION: applications.ApplicationSeeker(board),
            search.SearchKind.MANAGED: managed.ManagedSeeker(board),
            search.SearchKind.SERVICE: applications.ServiceSeeker(board),
            search.SearchKind.CONTAINER: containers.ContainerSeeker(cache),
            search.SearchKind.VOLUME: volumes.VolumeSeeker(cache),
            search.SearchKind.HOST: hosts.HostSeeker(cache),
            search.SearchKind.USER: users.UserSeeker(),
            search.SearchKind.TENANT: tenants.TenantSeeker(),
            search.SearchKind.IMAGE: containers.ImageSeeker(cache),
        }
    )


class Server(uvicorn.Server):
    """Uvicorn that ends event streams when it stops, and leaves signals to us, so that our parts stop after it."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._streams: Streams = app.state.parts[Streams]

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT; a second one does not wait for open requests."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGTERM, signal.SIGINT)
        for number in signals:
            loop.add_signal_handler(number, self._asked_to_stop)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams first: they would otherwise keep their connections open for ever."""
        await self._streams.close()
        await super().shutdown(sockets)

    def _asked_to_stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


async def serve(settings: Settings, *, worker: bool) -> None:
    """Run until a signal."""
    listener = listen(settings.host, settings.port)
    built = compose(settings, worker=worker)
    async with running([Collector(built.app.state.parts[WatchCache]), *built.parts]):
        host, port = listener.getsockname()[:2]
        log.info("serving", address=f"http://{host}:{port}", worker=worker)
        await Server(built.app, settings).serve(sockets=[listener])
    log.info("stopped")


async def rotate(settings: Settings) -> None:
    """Encrypt everything by the newest key."""
    file = settings.encryption_key_file or settings.default_key_file
    database = Database(settings.effective_database_url)
    try:
        await migrate(database)
        count = await rotate_keys(database, file)
    finally:
        await database.dispose()
    log.info(
        "all secrets are encrypted by the first key; the file needs no other any more", changed=count, file=str(file)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m slipway.server", description="Serve the platform.")
    parser.add_argument("--openapi", action="store_true", help="print the API's OpenAPI document and end")
    parser.add_argument("--no-worker", action="store_true", help="serve the API only; reconcilers run elsewhere")
    parser.add_argument("--new-key", action="store_true", help="put a new first key into the file of keys and end")
    parser.add_argument("--rotate-keys", action="store_true", help="encrypt all secrets by the first key and end")
    chosen = parser.parse_args(arguments)
    try:
        settings = get_settings()
        if chosen.openapi:
            built = compose(settings, worker=False)
            sys.stdout.write(json.dumps(document(built.app), indent=2, ensure_ascii=False) + "\n")
            return 0
        logs.configure(settings)
        if chosen.new_key:
            file = settings.encryption_key_file or settings.default_key_file
            log.info("put a new key into the file", key=add_key(file), file=str(file))
            return 0
        if chosen.rotate_keys:
            asyncio.run(rotate(settings))
            return 0
        asyncio.run(serve(settings, worker=not chosen.no_worker))
    except ValidationError as error:
        sys.stderr.write(f"slipway: the settings are not valid (see docs/settings.md)\n{error}\n")
        return 2
    except (SlipwayError, SQLAlchemyError, OSError) as error:
        log.error("the platform cannot run", reason=str(error))
        return 1
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Return a listener whose connections send at once what is written to them.

    The event loop sees to that only where a socket names its protocol, which those of ``create_server`` do not; the
    body of an answer would wait 40 ms for the client to acknowledge the head.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted connections have it from here
    return listener


if __name__ == "__main__":
    sys.exit(main())

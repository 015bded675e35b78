"""Everything of one localkube, started in order and stopped in reverse.

The API answers first and is ready last: ``/readyz`` says yes when pods can really be started.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import IO

from localkube import network, runtime, volumes
from localkube.apiserver import ApiServer, AuditSettings, Registry, ensure_identity, write_kubeconfig
from localkube.boot import content
from localkube.boot.gateway_page import with_gateway
from localkube.boot.nodes import Nodes, roots
from localkube.boot.settings import Settings
from localkube.controllers import Controllers
from localkube.controllers import Settings as ControllerSettings
from localkube.kubelet import Around
from localkube.kubelet.failures import VolumeFault
from localkube.kubelet.streams import Streams
from localkube.kubelet.volumes import purge as purge_pods
from localkube.network import NetworkError, routes
from localkube.network.routes import RoutesError
from localkube.runtime import Docker, RuntimeFault
from localkube.store import Store

log = logging.getLogger(__name__)

ANYWHERE = "0.0.0.0"  # noqa: S104 - compared, not bound

Stop = Callable[[], Awaitable[None]]


class BootError(Exception):
    """localkube cannot run here; the text says what to do."""


class System:
    """One running localkube."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stops: list[tuple[str, Stop]] = []
        self._runs: set[str] = set()
        self._lock: IO[str] | None = None

    async def start(self) -> None:
        """Raises BootError, OSError. What was started is stopped by ``stop`` in any case."""
        settings = self._settings
        _check_machine(settings)
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _locked(settings.data_dir / "lock")
        store = Store(settings.data_dir / "objects.sqlite")
        self._stops.append(("store", _closing(store)))
        registry = Registry(store, settings.service_range)
        gateway = str(_network_settings(settings).gateway)
        content.ensure(registry, settings.service_range, gateway, settings.port)
        identity = ensure_identity(settings.data_dir / "pki", _names(settings))
        audit = AuditSettings(settings.data_dir / "audit" / "audit.log", settings.audit_level)
        server = ApiServer(registry, identity, settings.listen, settings.port, audit)
        for part in ("controllers", "docker", "network", "routes", "volumes", "kubelet"):
            server.health.add(part, partial(self._runs.__contains__, part))
        await self._begin("api", server.start, server.stop)

        authority, issue = identity.ca_cert.read_text(), server.accounts.issue_for_secret
        docker = Docker(settings.docker_host or "", settings.name)
        net_settings = _network_settings(settings)
        net = network.Network(registry, net_settings)
        http = routes.Routes(registry, _route_settings(settings))
        claimed = volumes.Volumes(registry, settings.data_dir / "volumes")
        nodes = Nodes(Around(registry, docker, net.pods, claimed, server.accounts), settings, net_settings.sites)
        wanted = ControllerSettings(cluster_ca=authority, issue_token=issue, usage=nodes)
        controllers = Controllers(registry, wanted)
        await self._begin("controllers", controllers.start, controllers.stop)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._begin("docker", docker.start, docker.stop))
                group.create_task(self._begin("network", net.start, net.stop))
                group.create_task(self._begin("routes", http.start, http.stop))
        except ExceptionGroup as failed:
            expected, others = failed.split((NetworkError, RoutesError, RuntimeFault, OSError))
            if expected is None or others is not None:
                raise
            raise BootError("; ".join(str(error) for error in expected.exceptions)) from failed
        await server.listen_for_pods(str(net_settings.gateway))
        await self._begin("volumes", claimed.start, claimed.stop)
        await self._begin("kubelet", nodes.start, nodes.stop)
        server.use_streams(Streams(docker, nodes.locate))
        server.use_nodes(with_gateway(nodes.pages, http), nodes)
        url = f"https://{_reachable(settings.listen)}:{settings.port}"
        for path in (settings.data_dir / "kubeconfig", settings.kubeconfig_out):
            if path is not None:
                write_kubeconfig(path, identity, url)
        server.ready = True
        log.info("ready at %s", url)

    async def stop(self) -> None:
        """Stop what was started, last first. Containers and their traffic rules stay."""
        while self._stops:
            name, stop = self._stops.pop()
            try:
                await stop()
            except Exception:
                log.exception("%s did not stop in order", name)
        if self._lock is not None:
            self._lock.close()

    async def _begin(self, name: str, start: Callable[[], Awaitable[None]], stop: Stop) -> None:
        self._stops.append((name, stop))
        await start()
        self._runs.add(name)
        log.info("%s runs", name)


async def purge(settings: Settings) -> None:
    """Remove all that an instance has outside of its data directory. Raises BootError while it runs."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = _locked(settings.data_dir / "lock")
    routes.purge(settings.data_dir)
    if settings.docker_host:
        await runtime.purge(settings.docker_host, settings.name)
    await network.purge(settings.name, settings.data_dir)
    try:
        for pods in roots(settings.data_dir):
            await asyncio.to_thread(purge_pods, pods)
        await volumes.purge(settings.data_dir / "volumes")
    except (VolumeFault, volumes.VolumeError) as error:
        raise BootError(str(error)) from error
    lock.close()


def _check_machine(settings: Settings) -> None:
    if os.geteuid() != 0:
        raise BootError("localkube makes network interfaces and rules, so it must run as root.")
    if not settings.docker_host:
        raise BootError("no Docker Engine is given: use --docker-host unix:///path/docker.sock or set DOCKER_HOST.")
    missing = sorted({*network.missing_tools(), *routes.missing_tools(), *volumes.missing_tools()})
    if missing:
        programs = ", ".join(program for program, _ in missing)
        packages = " ".join(sorted({package for _, package in missing}))
        raise BootError(f"these programs are missing: {programs}. Install them: apt-get install {packages}")


def _locked(path: Path) -> IO[str]:
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise BootError(f"another localkube runs with {path.parent}: stop it first.") from error
    return file


def _closing(store: Store) -> Stop:
    async def close() -> None:
        store.close()

    return close


def _names(settings: Settings) -> list[str]:
    service = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")
    for_pods = (content.api_address(settings.service_range), str(_network_settings(settings).gateway))
    addresses = {"127.0.0.1", _reachable(settings.listen), *for_pods}
    return ["localhost", *service, *addresses]


def _reachable(listen: str) -> str:
    return "127.0.0.1" if listen in (ANYWHERE, "") else listen


def _network_settings(settings: Settings) -> network.Settings:
    return network.Settings(
        instance=settings.name,
        data_dir=settings.data_dir,
        pod_range=settings.pod_range,
        service_range=settings.service_range,
        api_port=settings.port,
        nodes=settings.node_names,
    )


def _route_settings(settings: Settings) -> routes.Settings:
    return routes.Settings(
        instance=settings.name,
        data_dir=settings.data_dir / "routes",
        listen=settings.gateway_listen,
        port=settings.gateway_port,
        tls_port=settings.gateway_tls_port,
    )

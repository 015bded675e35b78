"""What is started, in order, and how each says that it is ready."""

from __future__ import annotations

import http.client
import socket
import ssl
import sys
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import engine, metrics
from launcher.errors import LauncherError
from launcher.layout import ROOT, Layout
from launcher.options import Options
from launcher.processes import Process

READY_SECONDS = 90


@dataclass(slots=True)
class Component:
    """One program: how it is started and when it counts as ready."""

    process: Process
    arguments: list[str]
    environment: dict[str, str]
    ready: Callable[[], bool]
    ports: tuple[tuple[str, int], ...] = ()
    prepare: Callable[[], None] | None = None
    """What has to be done when those before it are ready, before it is started or taken over."""

    @property
    def name(self) -> str:
        """The process' name, as in ``status``."""
        return self.process.name

    def ensure(self) -> bool:
        """Start unless it runs; wait until ready. True when it was started now."""
        started = False
        if self.prepare is not None:
            self.prepare()
        if self.process.pid() is None:
            for option, port in self.ports:
                _refuse_taken_port(option, self.environment.get("SLIPWAY_LISTEN_PROBE", "127.0.0.1"), port)
            self.process.start(self.arguments, self.environment)
            started = True
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready():
            if self.process.pid() is None:
                raise LauncherError(
                    f"{self.name} ended while starting. Its last lines:\n{self.process.last_lines()}",
                    f"Full log: {self.process.log_file}",
                )
            if time.monotonic() > deadline:
                raise LauncherError(
                    f"{self.name} is not ready after {READY_SECONDS} s. Its last lines:\n{self.process.last_lines()}",
                    f"Full log: {self.process.log_file}",
                )
            time.sleep(0.1)
        return started


def localkube(layout: Layout, options: Options, docker_host: str) -> Component:
    """The embedded Kubernetes API."""
    return Component(
        layout.process("localkube"),
        [
            sys.executable,
            "-m",
            "localkube",
            f"--data-dir={layout.localkube}",
            f"--name={options.instance}",
            f"--docker-host={docker_host}",
            f"--listen={options.listen}",
            f"--port={options.kube_port}",
            f"--pod-range={options.pod_range}",
            f"--service-range={options.service_range}",
            f"--nodes={options.nodes}",
            f"--gateway-listen={options.listen}",
            f"--gateway-port={options.gateway_port}",
            *([f"--gateway-tls-port={options.gateway_tls_port}"] if options.gateway_tls_port else []),
            f"--kubeconfig-out={layout.kubeconfig}",
            f"--log-dir={layout.process('localkube').log_file.parent}",
        ],
        {"PYTHONPATH": str(ROOT / "src"), "SLIPWAY_LISTEN_PROBE": options.listen},
        lambda: _get_ok("https", reachable(options.listen), options.kube_port, "/readyz"),
        _ports_of_localkube(options),
    )


def _ports_of_localkube(options: Options) -> tuple[tuple[str, int], ...]:
    always = ("--kube-port", options.kube_port), ("--gateway-port", options.gateway_port)
    tls = "--gateway-tls-port", options.gateway_tls_port
    return (*always, tls) if options.gateway_tls_port else always


def prometheus(layout: Layout, options: Options) -> Component:
    """The Prometheus that charts come from."""
    return Component(
        layout.process("prometheus"),
        metrics.arguments(layout.prometheus, options.metrics_port),
        metrics.LEAN,
        lambda: _get_ok("http", "127.0.0.1", options.metrics_port, "/-/ready"),
        (("--metrics-port", options.metrics_port),),
        lambda: metrics.configure(layout),
    )


def platform(layout: Layout, options: Options) -> Component:
    """The Slipway server: API, portal and reconcilers."""
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "SLIPWAY_DATA_DIR": str(layout.platform),
        "SLIPWAY_HOST": options.listen,
        "SLIPWAY_PORT": str(options.port),
        "SLIPWAY_PLATFORM_DOMAIN": options.platform_domain,
        "SLIPWAY_PUBLIC_PORT": str(options.gateway_port),
        "SLIPWAY_PUBLIC_TLS_PORT": str(options.gateway_tls_port or 443),
        "SLIPWAY_KUBECONFIG": options.kubeconfig or str(layout.kubeconfig),
        "SLIPWAY_GATEWAY": options.gateway if options.kubeconfig else "localkube-system/public",
        "SLIPWAY_PORTAL_DIR": str(ROOT / "portal" / "dist"),
        "SLIPWAY_LISTEN_PROBE": options.listen,
    }
    if options.metrics and not options.kubeconfig:
        environment["SLIPWAY_PROMETHEUS_URL"] = f"http://127.0.0.1:{options.metrics_port}"
        environment["SLIPWAY_GATEWAY_METRICS"] = "localkube"
    if options.database_url:
        environment["SLIPWAY_DATABASE_URL"] = options.database_url
    return Component(
        layout.process("slipway"),
        [sys.executable, "-m", "slipway.server"],
        environment,
        lambda: _get_ok("http", reachable(options.listen), options.port, "/readyz"),
        (("--port", options.port),),
    )


def reachable(listen: str) -> str:
    """The address at which this machine reaches a listener on ``listen``."""
    return "127.0.0.1" if listen in ("0.0.0.0", "") else listen  # noqa: S104  # compared, not bound


def platform_url(options: Options) -> str:
    """Address of the portal and the API."""
    return f"http://{reachable(options.listen)}:{options.port}"


def docker_engine(layout: Layout, options: Options) -> tuple[str, bool]:
    """Find or start the Docker Engine: its address, and whether it was started now."""
    found = engine.find(options.docker_host, layout)
    if found is not None and engine.answers(found):
        return found, False
    return engine.start(layout), True


def _get_ok(scheme: str, host: str, port: int, path: str) -> bool:
    connection: http.client.HTTPConnection
    if scheme == "https":
        # Only asks whether the process of this machine is ready; nothing secret is sent and nothing is believed.
        context = ssl._create_unverified_context()  # noqa: S323
        connection = http.client.HTTPSConnection(host, port, timeout=5, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_taken_port(option: str, host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LauncherError(
                f"port {port} on {host} cannot be used: {error.strerror}.",
                f"Stop what listens there, or choose another with {option} PORT.",
            ) from error


def cluster_address(kubeconfig: Path) -> str:
    """The server line of a kubeconfig, for messages."""
    for line in kubeconfig.read_text().splitlines():
        name, _, value = line.strip().partition(":")
        if name == "server":
            return urllib.parse.unquote(value.strip())
    return str(kubeconfig)

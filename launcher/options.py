"""What the user may choose, and what was chosen the last time.

The choices of the first ``up`` are kept in ``<data-dir>/launcher.json``: ``down``, ``status`` and every later ``up`` of
the same data directory use them again unless told otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from launcher.errors import LauncherError


@dataclass(slots=True)
class Options:
    """Settings of one installation; ports are TCP ports on ``listen``."""

    listen: str = "127.0.0.1"
    port: int = 7080
    kube_port: int = 7443
    gateway_port: int = 8080
    gateway_tls_port: int = 0
    metrics: bool = True
    metrics_port: int = 7090
    platform_domain: str = "apps.localhost"
    instance: str = "main"
    pod_range: str = "10.244.0.0/16"
    service_range: str = "10.96.0.0/16"
    nodes: int = 1
    docker_host: str = ""
    kubeconfig: str = ""
    gateway: str = ""
    database_url: str = ""


PERSISTED = "launcher.json"


def default_data_dir() -> Path:
    """``/var/lib/slipway`` for root, a directory of their own for everybody else."""
    if chosen := os.environ.get("SLIPWAY_DATA_DIR"):
        return Path(chosen)
    if os.geteuid() == 0:
        return Path("/var/lib/slipway")
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "slipway"


def load(data_dir: Path) -> Options:
    """The choices of the last ``up``, or the defaults. Raises LauncherError when the file cannot be read."""
    path = data_dir / PERSISTED
    try:
        stored = json.loads(path.read_text())
    except FileNotFoundError:
        return Options()
    except PermissionError as error:
        raise LauncherError(
            f"{path} may only be read by its owner.", "Run the command as root (sudo ./slipway …)."
        ) from error
    except ValueError as error:
        raise LauncherError(
            f"{path} is not valid JSON: {error}.", "Mend it or delete it; `up` writes it anew."
        ) from error
    known = {field.name for field in fields(Options)}
    return Options(**{name: value for name, value in stored.items() if name in known})


def save(data_dir: Path, options: Options) -> None:
    """Keep the choices for the next command."""
    (data_dir / PERSISTED).write_text(json.dumps(asdict(options), indent=2) + "\n")


def merge(options: Options, arguments: argparse.Namespace) -> Options:
    """The stored choices, changed by those given on the command line."""
    given = {
        f.name: getattr(arguments, f.name) for f in fields(Options) if getattr(arguments, f.name, None) is not None
    }
    return Options(**{**asdict(options), **given})


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """The option that every command takes."""
    parser.add_argument(
        "--data-dir",
        type=lambda text: Path(text).absolute(),
        default=default_data_dir(),
        metavar="DIR",
        help="where all state lives (default: %(default)s)",
    )


def add_choices(parser: argparse.ArgumentParser) -> None:
    """The options of ``up`` that are remembered."""
    group = parser.add_argument_group("remembered for the next time")
    defaults = Options()

    def option(flag: str, kind: type[str] | type[int], text: str) -> None:
        name = flag.removeprefix("--").replace("-", "_")
        shown = getattr(defaults, name)
        group.add_argument(flag, type=kind, default=None, help=f"{text} (default: {shown})" if shown else text)

    option("--listen", str, "address to listen on; anything but loopback opens Slipway to the network")
    option("--port", int, "port of the portal and the API")
    option("--kube-port", int, "port of localkube's Kubernetes API")
    option("--gateway-port", int, "port at which applications' domains are served")
    option("--gateway-tls-port", int, "port at which domains with a certificate are served by TLS; 0: none")
    group.add_argument(
        "--metrics",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="run a Prometheus (on loopback) beside the embedded engine, for charts (default: run it)",
    )
    option("--metrics-port", int, "port of that Prometheus")
    option("--platform-domain", str, "applications get <name>.<this domain>")
    option("--kubeconfig", str, "use the cluster of this kubeconfig; no engine is started")
    option("--gateway", str, "with --kubeconfig: NAMESPACE/NAME of the Gateway for domains (else Ingress is used)")
    option("--docker-host", str, "use this Docker Engine (unix://…) instead of finding or starting one")
    option("--database-url", str, "use this database (postgresql+asyncpg://…) instead of SQLite in the data directory")
    option("--instance", str, "name of this installation's bridge and tables, at most 8 characters")
    option("--pod-range", str, "addresses of pods")
    option("--service-range", str, "addresses of services")
    option("--nodes", int, "how many nodes this machine is in the cluster, 1 to 15")

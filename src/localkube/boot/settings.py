"""localkube's settings: command line options, all with defaults. ``docs/localkube.md`` has the table."""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from localkube.apiserver import AUDIT_LEVELS, AuditLevel
from localkube.network import LONGEST_DIVISIBLE_PREFIX, MOST_NODES

LONGEST_NAME = 8
"""Interface names have 15 characters, ``lk-`` and what is derived from the name must fit."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one localkube is told. Addresses are texts, ranges in CIDR notation."""

    data_dir: Path
    name: str
    docker_host: str | None
    listen: str
    port: int
    pod_range: str
    service_range: str
    gateway_listen: str
    gateway_port: int
    gateway_tls_port: int
    kubeconfig_out: Path | None
    node_name: str
    nodes: int
    node_capacity: Literal["share", "whole"]
    audit_level: AuditLevel
    least_free_disk: int
    metrics_resolution: int
    log_dir: Path
    purge: bool

    @property
    def node_names(self) -> tuple[str, ...]:
        """The names of all nodes; the first is the machine itself."""
        return (self.node_name, *(f"{self.node_name}-{number}" for number in range(2, self.nodes + 1)))


def from_arguments(arguments: Sequence[str] | None = None) -> Settings:
    """Read the command line; ends the program with a message for values that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m localkube", description="Serve the Kubernetes API on one machine over a Docker Engine."
    )
    add = parser.add_argument
    add("--data-dir", type=Path, required=True, help="where everything is kept")
    add("--name", type=_name, default="main", help="instance name, at most 8 characters (%(default)s)")
    add("--docker-host", default=os.environ.get("DOCKER_HOST"), help="unix:// address of the Docker Engine")
    add("--listen", default="127.0.0.1", help="address of the API (%(default)s)")
    add("--port", type=_port, default=7443, help="port of the API (%(default)s)")
    add("--pod-range", type=_range, default="10.42.0.0/16", help="addresses of pods (%(default)s)")
    add("--service-range", type=_range, default="10.43.0.0/16", help="addresses of services (%(default)s)")
    add("--gateway-listen", default="127.0.0.1", help="address of the HTTP gateway (%(default)s)")
    add("--gateway-port", type=_port, default=8080, help="port of the HTTP gateway (%(default)s)")
    add("--gateway-tls-port", type=_port, default=0, help="port of the gateway for TLS (default: no TLS)")
    add("--kubeconfig-out", type=Path, help="also write the administrator's kubeconfig there")
    add("--node-name", default=_host_name(), help="name of the first node (%(default)s)")
    add("--nodes", type=_nodes, default=1, help=f"how many nodes the machine is, 1 to {MOST_NODES} (%(default)s)")
    add(
        "--node-capacity",
        choices=("share", "whole"),
        default="share",
        help="what each of several nodes offers: its share of the machine, or all of it (%(default)s)",
    )
    add(
        "--least-free-disk",
        type=_percent,
        default=5,
        help="percent of the disk that stay free: with less, pods are evicted (%(default)s)",
    )
    add(
        "--metrics-resolution",
        type=_seconds,
        default=15,
        help="seconds between two measurements of what containers use (%(default)s)",
    )
    add("--log-dir", type=Path, default=Path("/var/log"), help="whose files are the node's logs (%(default)s)")
    add(
        "--audit-level",
        choices=AUDIT_LEVELS,
        default="Metadata",
        help="how much of each request the audit log tells (%(default)s)",
    )
    add("--purge", action="store_true", help="remove containers, bridge, rules and processes of this instance, and end")
    chosen = parser.parse_args(arguments)
    if ipaddress.ip_network(chosen.pod_range).overlaps(ipaddress.ip_network(chosen.service_range)):
        parser.error("--pod-range and --service-range overlap: choose another range for one of them")
    if chosen.nodes > 1 and ipaddress.ip_network(chosen.pod_range).prefixlen > LONGEST_DIVISIBLE_PREFIX:
        parser.error(f"--pod-range is too small for several nodes: choose one of /{LONGEST_DIVISIBLE_PREFIX} or larger")
    return Settings(**vars(chosen))


def _name(text: str) -> str:
    if not re.fullmatch(rf"[a-z0-9]{{1,{LONGEST_NAME}}}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 to {LONGEST_NAME} of a-z and 0-9")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


def _nodes(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_NODES:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST_NODES}")
    return int(text)


def _percent(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 99:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 99")
    return int(text)


def _seconds(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 1 to 3600")
    return int(text)


def _range(text: str) -> str:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if network.version != 4 or not 8 <= network.prefixlen <= 24:
        raise argparse.ArgumentTypeError(f"{text} is not an IPv4 range between /8 and /24")
    return text


def _host_name() -> str:
    """The machine's name as a Kubernetes name."""
    return re.sub(r"[^a-z0-9.-]+", "-", socket.gethostname().lower()).strip("-.") or "localhost"

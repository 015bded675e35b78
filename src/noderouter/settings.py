"""The agent's settings: command line options, all with defaults. ``docs/noderouter.md`` has the table."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from noderouter.model import Wish

PROTOCOL = 83
"""Not among those that Linux or known routing programs have taken (``/etc/iproute2/rt_protos``)."""
PROTOCOLS_OF_OTHERS = frozenset({*range(19), 42, 80, 99, *range(186, 193)})


@dataclass(frozen=True, slots=True)
class Settings:
    """What one agent is told."""

    node: str
    kubeconfig: Path | None
    namespace: str | None
    listen: tuple[str, int]
    wish: Wish
    protocol: int
    check_seconds: float
    report_seconds: float
    remove: bool


def from_arguments(arguments: Sequence[str] | None = None) -> Settings:
    """Read the command line; ends the program with a message for values that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m noderouter", description="Keep a static route to every other node's pod network."
    )
    add = parser.add_argument
    add(
        "--node-name",
        dest="node",
        default=os.environ.get("NODE_NAME") or socket.gethostname().lower(),
        help="name of this machine's Node object (NODE_NAME, else the host's name: %(default)s)",
    )
    add("--kubeconfig", type=Path, help="how to reach the API (default: the pod's account, KUBECONFIG, ~/.kube/config)")
    add(
        "--namespace",
        default=os.environ.get("POD_NAMESPACE") or None,
        help="where the reports are kept (POD_NAMESPACE, else that of the credentials)",
    )
    add("--listen", type=_listen, default=("127.0.0.1", 9478), help="where /table and /healthz are (127.0.0.1:9478)")
    add(
        "--mode",
        dest="wish",
        type=Wish,
        choices=list(Wish),
        default=Wish.AUTO,
        help="manage routes, only report on them, or find out whether a network plugin routes already (%(default)s)",
    )
    add("--protocol", type=_protocol, default=PROTOCOL, help="number that marks the agent's own routes (%(default)s)")
    add("--check-seconds", type=_seconds, default=30.0, help="seconds between two looks at everything (%(default)s)")
    add("--report-seconds", type=_seconds, default=60.0, help="the report is renewed so often (%(default)s)")
    add("--remove", action="store_true", help="remove the agent's routes and its report when it ends")
    return Settings(**vars(parser.parse_args(arguments)))


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    try:
        address = ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not ADDRESS:PORT ([ADDRESS]:PORT for IPv6)") from error
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise argparse.ArgumentTypeError(f"{port!r} is not a port from 1 to 65535")
    return str(address), int(port)


def _protocol(text: str) -> int:
    if not text.isdecimal() or int(text) > 255 or int(text) in PROTOCOLS_OF_OTHERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a free route protocol number up to 255")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.5 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0.5 to 3600")
    return seconds

"""The programs that the network needs: ``ip``, ``nft``, ``iptables`` and so on.

Programs, not a netlink library: ``ip -batch`` sets up a pod in two runs of 12 ms each, whereas importing pyroute2 costs
0.7 s at start and 26 MB for good.
"""

from __future__ import annotations

from collections.abc import Sequence

from localkube import programs
from localkube.network.errors import ProgramFailed
from localkube.network.sites import NAMESPACES
from localkube.programs import ProgramError, program

__all__ = ["ip_batch", "missing_tools", "program", "run", "run_inside"]

_NEEDED = (
    ("ip", "iproute2"),
    ("nsenter", "util-linux"),
    ("nft", "nftables"),
    ("conntrack", "conntrack"),
    ("dnsmasq", "dnsmasq-base"),
)


def missing_tools() -> list[tuple[str, str]]:
    """Programs that the network needs and that are not installed, with their Debian packages."""
    return [(name, package) for name, package in _NEEDED if program(name) is None]


async def run(*command: str, text: str = "") -> str:
    """Run a program with ``text`` as its standard input; return its standard output. Raises ProgramFailed."""
    try:
        return await programs.run(*command, text=text)
    except ProgramError as error:
        raise ProgramFailed(error.command, error.status, error.text) from error


async def run_inside(namespace: str | int, *command: str, text: str = "") -> str:
    """As ``run``, in a network namespace: one by name, that of a process by its number, or (empty) the machine's."""
    if namespace == "":
        return await run(*command, text=text)
    path = str(NAMESPACES / namespace) if isinstance(namespace, str) else f"/proc/{namespace}/ns/net"
    return await run("nsenter", f"--net={path}", *command, text=text)


async def ip_batch(lines: Sequence[str], namespace: str | int = "") -> None:
    """Run ``ip`` commands in one process; ``namespace`` as in ``run_inside``."""
    await run_inside(namespace, "ip", "-batch", "-", text="".join(f"{line}\n" for line in lines))

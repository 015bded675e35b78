"""The programs that the network needs: ``ip``, ``nft``, ``iptables`` and so on.

Programs, not a netlink library: ``ip -batch`` sets up a pod in two runs of 12 ms each, whereas importing pyroute2 costs
0.7 s at start and 26 MB for good.
"""

from __future__ import annotations

from collections.abc import Sequence

from localkube import programs
from localkube.network.errors import ProgramFailed
from localkube.programs import ProgramError, program

__all__ = ["ip_batch", "missing_tools", "program", "run"]

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


async def ip_batch(lines: Sequence[str], namespace_of: int | None = None) -> None:
    """Run ``ip`` commands in one process, in the network namespace of process ``namespace_of`` if given."""
    inside = () if namespace_of is None else ("nsenter", f"--net=/proc/{namespace_of}/ns/net")
    await run(*inside, "ip", "-batch", "-", text="".join(f"{line}\n" for line in lines))

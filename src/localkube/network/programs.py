"""Runs the system's programs: ``ip``, ``nft``, ``iptables`` and so on.

Programs, not a netlink library: ``ip -batch`` sets up a pod in two runs of 12 ms each, whereas importing pyroute2 costs
0.7 s at start and 26 MB for good.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress

from localkube.network.errors import ProgramFailed

_NEEDED = (("ip", "iproute2"), ("nsenter", "util-linux"), ("nft", "nftables"), ("dnsmasq", "dnsmasq-base"))
_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"))


def program(name: str) -> str | None:
    """The program's path, also when it is in a directory for administrators that PATH lacks."""
    return shutil.which(name, path=_PATH)


def missing_tools() -> list[tuple[str, str]]:
    """Programs that the network needs and that are not installed, with their Debian packages."""
    return [(name, package) for name, package in _NEEDED if program(name) is None]


async def run(*command: str, text: str = "") -> str:
    """Run a program with ``text`` as its standard input; return its standard output. Raises ProgramFailed."""
    process = await asyncio.create_subprocess_exec(
        program(command[0]) or command[0],
        *command[1:],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await process.communicate(text.encode())
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):  # it ended by itself just now; whoever cancels must hear of nothing else
            process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise ProgramFailed(command, process.returncode or 0, errors.decode(errors="replace"))
    return output.decode(errors="replace")


async def ip_batch(lines: Sequence[str], namespace_of: int | None = None) -> None:
    """Run ``ip`` commands in one process, in the network namespace of process ``namespace_of`` if given."""
    inside = () if namespace_of is None else ("nsenter", f"--net=/proc/{namespace_of}/ns/net")
    await run(*inside, "ip", "-batch", "-", text="".join(f"{line}\n" for line in lines))

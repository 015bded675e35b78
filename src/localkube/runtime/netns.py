"""Connections from inside a pod's network, so that they reach what listens on the pod's own loopback only."""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from localkube.runtime.errors import RuntimeFault

_ENTRY_SECONDS = 10.0
_LOOK_SECONDS = 0.01
CLONE_NEWNET = 0x40000000
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))

_libc = ctypes.CDLL(None, use_errno=True)


async def entered(pid: int, namespace: str) -> None:
    """Return when the process is in the network namespace of that file. Raises RuntimeFault when it does not get there.

    Whatever joins the network of the process before that would join the wrong one.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_ENTRY_SECONDS):
            while _runs(pid):
                if is_in(pid, namespace):
                    return
                await asyncio.sleep(_LOOK_SECONDS)
    raise RuntimeFault(f"the sandbox could not enter the network {namespace}")


def is_in(pid: int, namespace: str) -> bool:
    """Whether a process is in the network namespace of that file. False when there is no such process or file."""
    try:
        return Path(f"/proc/{pid}/ns/net").samefile(namespace)
    except FileNotFoundError:
        return False


def _runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def connect(pid: int, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to ``port`` on the loopback of the network namespace of process ``pid``. Raises OSError."""
    refused: OSError | None = None
    for family, address in LOOPBACK:
        made = await _inside(pid, family)
        made.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(made, (address, port))
        except OSError as error:
            made.close()
            refused = refused or error
        else:
            return await asyncio.open_connection(sock=made)
    assert refused is not None
    raise refused


async def _inside(pid: int, family: int) -> socket.socket:
    """A socket stays in the namespace where it was made; the thread that entered it ends at once."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="netns") as thread:
        return await asyncio.get_running_loop().run_in_executor(thread, _socket_in, pid, family)


def _socket_in(pid: int, family: int) -> socket.socket:
    with Path(f"/proc/{pid}/ns/net").open("rb") as namespace:
        if _libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"cannot enter the pod's network: {os.strerror(number)}")
    return socket.socket(family, socket.SOCK_STREAM)

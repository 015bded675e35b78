"""Connections from inside a pod's network, so that they reach what listens on the pod's own loopback only."""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CLONE_NEWNET = 0x40000000
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))

_libc = ctypes.CDLL(None, use_errno=True)


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

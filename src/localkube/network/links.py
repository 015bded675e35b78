"""The machine's network interfaces that are ours."""

from __future__ import annotations

import hashlib
import socket

from localkube.network.errors import ProgramFailed
from localkube.network.programs import ip_batch

PREFIX = "lk"


def of_pod(pod_uid: str) -> str:
    """The machine's end of the pod's link."""
    return PREFIX + hashlib.sha256(pod_uid.encode()).hexdigest()[:10]


def exists(link: str) -> bool:
    """Whether the machine has a network interface of this name."""
    try:
        socket.if_nametoindex(link)
    except OSError:
        return False
    return True


async def remove_inside(namespace: str, link: str) -> None:
    """Remove one in a network namespace. No error when it, or the namespace, is not there."""
    try:
        await ip_batch([f"link del {link}"], namespace)
    except ProgramFailed as failure:
        if not any(sign in failure.text for sign in ("Cannot find device", "No such device", "No such file")):
            raise


async def remove(link: str) -> None:
    """Remove one that the kernel may remove at the same moment: a pod's goes with the sandbox's network namespace."""
    if not exists(link):
        return
    try:
        await ip_batch([f"link del {link}"])
    except ProgramFailed:
        if exists(link):
            raise

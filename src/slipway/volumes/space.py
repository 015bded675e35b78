"""How full volumes are: what kubelets tell of the file systems that they have mounted (``/stats/summary``).

Only hosts on which a volume of the asked page is mounted are asked, and each at most every few seconds. Whatever
cannot be had is left out: a number that nobody knows is not zero.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping

import msgspec
import structlog

from slipway.cluster import NODE, Cluster
from slipway.errors import SlipwayError
from slipway.volumes.schemas import SpaceUsed

log = structlog.get_logger(__name__)

KEPT_SECONDS = 15.0
PATIENCE_SECONDS = 2.0
AT_ONCE = 8

Claim = tuple[str, str]
"""Namespace and name."""
Spaces = Mapping[Claim, SpaceUsed]


class LiveSpace:
    """Asks hosts, and remembers for a moment what they said."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._known: dict[str, tuple[float, Spaces]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    async def ask(self, hosts: Iterable[str]) -> Spaces:
        """Return what these hosts tell of volumes."""
        wanted = set(hosts)
        oldest = time.monotonic() - KEPT_SECONDS
        self._known = {host: known for host, known in self._known.items() if known[0] > oldest}
        await asyncio.gather(*(self._look(host) for host in wanted - self._known.keys()))
        return {claim: space for host in wanted for claim, space in self._known.get(host, (0.0, {}))[1].items()}

    async def _look(self, host: str) -> None:
        found: Spaces = {}
        try:
            async with self._room, asyncio.timeout(PATIENCE_SECONDS):
                found = spaces_of(await self._cluster.raw(f"{NODE.path(name=host)}/proxy/stats/summary"))
        except (SlipwayError, TimeoutError, ValueError) as error:
            log.info("a host does not tell how full volumes are", host=host, reason=str(error) or repr(error))
        self._known[host] = time.monotonic(), found


class _Reference(msgspec.Struct):
    name: str
    namespace: str


class _Volume(msgspec.Struct):
    pvcRef: _Reference | None = None  # noqa: N815 - the kubelet's names
    usedBytes: int | None = None  # noqa: N815
    capacityBytes: int | None = None  # noqa: N815
    time: str | None = None


class _Pod(msgspec.Struct):
    volume: list[_Volume] | None = None


class _Summary(msgspec.Struct):
    """What is read of the kubelet's ``v1alpha1 Summary``."""

    pods: list[_Pod] | None = None


def spaces_of(answer: bytes) -> dict[Claim, SpaceUsed]:
    """Read a summary. Raises ValueError when it is none. Pure."""
    return {
        (each.pvcRef.namespace, each.pvcRef.name): SpaceUsed.model_validate(
            {"used": each.usedBytes, "capacity": each.capacityBytes, "at": each.time}
        )
        for pod in msgspec.json.decode(answer, type=_Summary).pods or []
        for each in pod.volume or []
        if each.pvcRef is not None and each.usedBytes is not None and each.capacityBytes is not None
    }

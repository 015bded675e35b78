"""A connection to a port of a pod, by way of the API server: Kubernetes' port forwarding over WebSocket.

Two channels belong to the port, one for its bytes and one for what went wrong; each begins with the port's number. The
connection is made inside of the pod, on its loopback, so no network policy and no other address is in its way. Nobody
tells that it was made: only that it could not be.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK

from slipway.cluster.channels import V4, open_channels
from slipway.cluster.client import Cluster
from slipway.cluster.kinds import POD
from slipway.cluster.streams import ContainerRef

DATA, WRONG = b"\x00", b"\x01"
_PREFIX_BYTES = 2
"""With so many each channel begins: its port's number."""


@dataclass(frozen=True, slots=True)
class NotConnected:
    """Nothing could be connected to, or the connection broke; ``reason`` in the cluster's words."""

    reason: str


class Tunnel:
    """An open connection to a port."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._begins = {DATA: _PREFIX_BYTES, WRONG: _PREFIX_BYTES}

    async def send(self, data: bytes) -> None:
        """Send bytes; lost when the other side has ended, of which ``receive`` tells."""
        try:
            await self._socket.send(DATA + data)
        except ConnectionClosed:
            return

    async def receive(self) -> bytes | NotConnected:
        """Return the next bytes; none when the other side has ended."""
        while True:
            try:
                frame = await self._socket.recv()
            except ConnectionClosedOK:
                return b""
            except ConnectionClosed as error:
                return NotConnected(f"the connection broke: {error}")
            data = frame if isinstance(frame, bytes) else frame.encode()
            channel, rest = data[:1], self._without_number(data)
            if rest and channel == WRONG:
                return NotConnected(rest.decode(errors="replace"))
            if rest and channel == DATA:
                return rest

    def _without_number(self, data: bytes) -> bytes:
        channel, rest = data[:1], data[1:]
        begins = self._begins.get(channel, 0)
        self._begins[channel] = max(0, begins - len(rest))
        return rest[begins:]


@asynccontextmanager
async def forward(cluster: Cluster, ref: ContainerRef, port: int) -> AsyncIterator[Tunnel]:
    """Connect to a port of a pod. Raises our errors when the API server refuses."""
    path = f"{POD.path(ref.namespace, ref.pod)}/portforward"
    socket = await open_channels(cluster, path, [("ports", str(port))], [V4])
    async with socket:
        yield Tunnel(socket)

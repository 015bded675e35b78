"""Answers the questions for SRV records and pods' names that dnsmasq passes on, at a loopback port of its own.

dnsmasq takes SRV records from its command line only, so that each change would be a restart, during which nobody
answers anything. Which domains it passes on it reads from a file, together with the names.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Network
from typing import cast

from localkube.network.dns.messages import address_answer, answer, read_question
from localkube.network.dns.names import pod_address
from localkube.network.dns.srv import Ports
from localkube.network.errors import DnsFailed

_ADDRESS = "127.0.0.1"
_ATTEMPTS = 20
_SMALLEST = 512
_LARGEST = 0xFFFF
_SILENCE_SECONDS = 10.0


class Responder:
    """Knows ``ports``; between ``start`` and ``stop`` it is at ``place``, a port of 127.0.0.1."""

    def __init__(self, domain: str, pods: IPv4Network) -> None:
        """``pods``: the range of their addresses, which their names tell."""
        self._domain = domain
        self._pods = pods
        self.ports: Ports = {}
        self.place = 0
        self._datagrams: asyncio.DatagramTransport | None = None
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Transport] = set()

    async def start(self) -> None:
        """Return when it answers. Raises DnsFailed."""
        datagrams, streams = _sockets()
        loop = asyncio.get_running_loop()
        self.place = datagrams.getsockname()[1]
        self._datagrams, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), sock=datagrams)
        self._server = await loop.create_server(lambda: _Stream(self, self._clients), sock=streams)

    async def stop(self) -> None:
        """Answer no more."""
        if self._datagrams is not None:
            self._datagrams.close()
        if self._server is not None:
            self._server.close()
        for client in list(self._clients):
            client.abort()

    def reply(self, message: bytes, room: int) -> bytes | None:
        """The answer to a message, or None for one that is none of ours."""
        question = read_question(message)
        if question is None:
            return None
        address = pod_address(question.name, self._domain, self._pods)
        if address is not None:
            return address_answer(question, address)
        return answer(question, self.ports.get(question.name), room)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, responder: Responder) -> None:
        self._responder = responder

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Room for more than the least size is not read from the question: dnsmasq asks again by TCP."""
        reply = self._responder.reply(data, _SMALLEST)
        if reply is not None:
            self._transport.sendto(reply, addr)


class _Stream(asyncio.Protocol):
    """Messages with their lengths before them (RFC 1035, 4.2.2)."""

    def __init__(self, responder: Responder, clients: set[asyncio.Transport]) -> None:
        self._responder = responder
        self._clients = clients
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._clients.add(self._transport)
        self._silence = asyncio.get_running_loop().call_later(_SILENCE_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._silence.cancel()
        self._clients.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while len(self._received) >= 2:
            end = 2 + int.from_bytes(self._received[:2], "big")
            if len(self._received) < end:
                return
            reply = self._responder.reply(bytes(self._received[2:end]), _LARGEST)
            del self._received[:end]
            if reply is None:
                self._transport.close()
                return
            self._transport.write(len(reply).to_bytes(2, "big") + reply)


def _sockets() -> tuple[socket.socket, socket.socket]:
    """A port that is free for datagrams and for streams."""
    for _ in range(_ATTEMPTS):
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        streams = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            streams.bind((_ADDRESS, 0))
            datagrams.bind(streams.getsockname())
        except OSError:
            datagrams.close()
            streams.close()
        else:
            for each in (datagrams, streams):
                each.setblocking(False)
            return datagrams, streams
    raise DnsFailed(f"no port of {_ADDRESS} is free for datagrams and streams at once")

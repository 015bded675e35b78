"""The one call of gRPC's health protocol that probes need: ``grpc.health.v1.Health/Check`` over HTTP/2 without TLS.

Imported with the first such probe, so that nobody else pays for HTTP/2. Source: "gRPC over HTTP2" and "GRPC Health
Checking Protocol" in the gRPC documentation.
"""

from __future__ import annotations

import asyncio
import struct

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)
from h2.exceptions import ProtocolError

_PATH = "/grpc.health.v1.Health/Check"
_READ_BYTES = 65536
_LONGEST_ANSWER = 65536
_SERVING = 1
_STATUS_NAMES = ("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")
_UNIMPLEMENTED = "12"


class NoHealth(Exception):  # noqa: N818 - says what happened
    """Nobody answered the call, or not as the protocol wants it."""


async def check_health(host: str, port: int, service: str, timeout_seconds: float) -> tuple[bool, str]:
    """Ask once: whether ``service`` (empty: the server) serves, and what was said. Raises NoHealth."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        async with asyncio.timeout(timeout_seconds):
            reader, writer = await asyncio.open_connection(host, port)
    except (TimeoutError, OSError) as error:
        reason = "context deadline exceeded" if isinstance(error, TimeoutError) else error.strerror or str(error)
        failed = f'timeout: failed to connect service "{address}" within {timeout_seconds:g}s: {reason}'
        raise NoHealth(failed) from error
    try:
        async with asyncio.timeout(timeout_seconds):
            call = _Call(address, service)
            status = await call.run(reader, writer)
    except TimeoutError as error:
        raise NoHealth(f"timeout: health rpc did not complete within {timeout_seconds:g}s") from error
    except (OSError, ProtocolError) as error:
        raise NoHealth(f"error: health rpc probe failed: {error}") from error
    finally:
        writer.close()
    name = _STATUS_NAMES[status] if status < len(_STATUS_NAMES) else str(status)
    return status == _SERVING, f'service unhealthy (responded with "{name}")'


class _Call:
    """One request on a connection of its own."""

    def __init__(self, address: str, service: str) -> None:
        self._http = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
        self._address = address
        self._request = _message(service)
        self._headers: dict[str, str] = {}
        self._answer = bytearray()
        self._over = False

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        """The status that the server gives. Raises NoHealth, OSError, ProtocolError."""
        self._send()
        while True:
            writer.write(self._http.data_to_send())
            await writer.drain()
            if self._over:
                return self._status()
            received = await reader.read(_READ_BYTES)
            if not received:
                raise NoHealth("error: health rpc probe failed: connection closed before the server answered")
            for event in self._http.receive_data(received):
                self._take(event)

    def _send(self) -> None:
        self._http.initiate_connection()
        stream = self._http.get_next_available_stream_id()
        headers = [
            (":method", "POST"),
            (":scheme", "http"),
            (":path", _PATH),
            (":authority", self._address),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
            ("user-agent", "kube-probe/localkube"),
        ]
        self._http.send_headers(stream, headers)
        self._http.send_data(stream, self._request, end_stream=True)

    def _take(self, event: Event) -> None:
        match event:
            case ResponseReceived(headers=headers) | TrailersReceived(headers=headers):
                self._headers |= {str(name): str(value) for name, value in headers or ()}
            case DataReceived(data=data, stream_id=stream, flow_controlled_length=length):
                self._answer += data or b""
                if len(self._answer) > _LONGEST_ANSWER:
                    raise NoHealth("error: health rpc probe failed: the answer is too long")
                self._http.acknowledge_received_data(length or 0, stream or 0)
            case StreamEnded():
                self._over = True
            case StreamReset(error_code=code) | ConnectionTerminated(error_code=code):
                raise NoHealth(f"error: health rpc probe failed: the server broke off the call ({code})")

    def _status(self) -> int:
        code, said = self._headers.get("grpc-status"), self._headers.get("grpc-message", "")
        if code == _UNIMPLEMENTED:
            raise NoHealth(
                f"error: this server does not implement the grpc health protocol (grpc.health.v1.Health): {said}"
            )
        if code != "0":
            what = f"rpc error: code = {code} desc = {said}" if code else f"HTTP status {self._headers.get(':status')}"
            raise NoHealth(f"error: health rpc probe failed: {what}")
        message = bytes(self._answer[5:])
        return message[1] if len(message) > 1 and message[0] == 0x08 else 0  # field 1, a number; 0 is left out


def _message(service: str) -> bytes:
    """``HealthCheckRequest`` behind gRPC's prefix: not compressed, and its length."""
    name = service.encode()
    body = b"\x0a" + _varint(len(name)) + name if name else b""
    return struct.pack(">BI", 0, len(body)) + body


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])

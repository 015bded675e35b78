"""Probes by gRPC against a server of gRPC's own library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest

from localkube.kubelet.probes.check import Answer, Target, check
from tests.localkube.kubelet.factory import container
from tests.localkube.kubelet.fake_engine import FakeEngine

SERVING, NOT_SERVING = b"\x08\x01", b"\x08\x02"


class Health:
    """``grpc.health.v1.Health`` with statuses by the name of the service."""

    def __init__(self) -> None:
        self.statuses = {b"": SERVING, b"\x0a\x04shop": NOT_SERVING}
        self.delay = 0.0
        self.port = 0

    async def check(self, request: bytes, context: grpc.aio.ServicerContext) -> bytes:
        await asyncio.sleep(self.delay)
        if request not in self.statuses:
            await context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
        return self.statuses[request]


@pytest.fixture
async def health() -> AsyncIterator[Health]:
    made = Health()
    server = grpc.aio.server()
    methods = {"Check": grpc.unary_unary_rpc_method_handler(made.check)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("grpc.health.v1.Health", methods),))
    made.port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield made
    await server.stop(None)


@pytest.fixture
async def other_service() -> AsyncIterator[int]:
    """The port of a gRPC server that knows nothing of health."""
    server = grpc.aio.server()
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield port
    await server.stop(None)


async def ask(port: int, service: str = "") -> Answer:
    probe = {"grpc": {"port": port, "service": service}}
    return await check(FakeEngine(), Target(container(), "c1", "127.0.0.1"), probe, 2.0)


async def test_server_that_serves_is_healthy(health: Health) -> None:
    assert (await ask(health.port)).ok is True


async def test_service_that_does_not_serve_is_unhealthy(health: Health) -> None:
    assert await ask(health.port, "shop") == Answer(False, 'service unhealthy (responded with "NOT_SERVING")')


async def test_unknown_service_is_unhealthy_with_the_servers_words(health: Health) -> None:
    answer = await ask(health.port, "nobody")
    assert answer.ok is False
    assert "code = 5 desc = unknown service" in answer.message


async def test_server_without_the_health_protocol(other_service: int) -> None:
    answer = await ask(other_service)
    assert answer.ok is False
    assert "does not implement the grpc health protocol" in answer.message


async def test_slow_server_is_unhealthy(health: Health) -> None:
    health.delay = 30.0
    answer = await ask(health.port)
    assert answer == Answer(False, "timeout: health rpc did not complete within 2s")


async def test_closed_port_is_unhealthy() -> None:
    answer = await ask(9)
    assert answer.ok is False
    assert 'failed to connect service "127.0.0.1:9" within 2s' in answer.message


async def test_server_that_speaks_something_else_is_unhealthy() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read(1)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    answer = await ask(listening.sockets[0].getsockname()[1])
    assert answer.ok is False
    assert "health rpc probe failed" in answer.message
    listening.close()
    await listening.wait_closed()

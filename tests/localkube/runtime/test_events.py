"""Events of our containers, and going on after the Engine was away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from launcher import engine
from localkube.runtime import Docker, EngineUnavailable, Happened
from localkube.runtime.connection import Connection
from localkube.runtime.events import events
from tests.localkube.runtime.conftest import Pod


async def upto(stream: AsyncIterator[Happened], action: str, name: str) -> list[Happened]:
    """Events until (and with) the one that is waited for."""
    seen: list[Happened] = []
    async with asyncio.timeout(60):
        async for event in stream:
            seen.append(event)
            if (event.action, event.name) == (action, name):
                return seen
    raise AssertionError("events ended")


@pytest.mark.engine
async def test_life_of_a_container_is_told(pod: Pod) -> None:
    stream = pod.docker.events()
    container = await pod.run("sleep 0.3; exit 4")
    seen = await upto(stream, "die", "app")
    await pod.docker.remove(container.id)
    seen += await upto(stream, "destroy", "app")
    ours = [(event.action, event.exit_code) for event in seen if event.id == container.id]
    assert ours == [("start", None), ("die", 4), ("destroy", None)]
    assert {event.pod_uid for event in seen} == {pod.sandbox.pod_uid}


@pytest.mark.engine
async def test_container_killed_from_outside_is_told(pod: Pod, docker_host: str) -> None:
    container = await pod.run("sleep 600")
    stream = pod.docker.events()
    await asyncio.to_thread(engine.request, docker_host, "POST", f"/v1.41/containers/{container.id}/kill")
    died = (await upto(stream, "die", "app"))[-1]
    assert (died.id, died.exit_code, died.role) == (container.id, 137, "container")


class FlakyEngine:
    """An Engine's socket that answers with one event per connection and then hangs up."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connections = 0

    async def serve(self) -> asyncio.Server:
        return await asyncio.start_unix_server(self._answer, str(self.path))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if b"/version" in request:
            body = b'{"MinAPIVersion": "1.12"}'
        else:
            self.connections += 1
            body = b'{"Action": "start", "timeNano": 1, "Actor": {"ID": "c%d", "Attributes": {}}}\n' % self.connections
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()


async def test_lost_connection_is_made_again_and_asks_for_a_new_look(tmp_path: Path) -> None:
    server = await FlakyEngine(tmp_path / "s").serve()
    connection = Connection(f"unix://{tmp_path}/s")
    await connection.open()
    seen = []
    async with asyncio.timeout(60):
        async for event in events(connection, "main", 0.0):
            seen.append((event.action, event.id))
            if len(seen) == 3:
                break
    assert seen == [("start", "c1"), ("resync", ""), ("start", "c2")]
    await connection.close()
    server.close()


async def test_absent_engine_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="does not answer"):
        await Docker(f"unix://{tmp_path}/absent", "main").start()


def test_engine_on_another_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="on this machine"):
        Docker("tcp://192.0.2.1:2375", "main")

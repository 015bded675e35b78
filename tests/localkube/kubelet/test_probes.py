"""Probes against real sockets and through the whole kubelet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from localkube.kubelet.http_get import Get, NoAnswer, get_status
from localkube.kubelet.probes.check import Answer, Target, check
from localkube.kubelet.probes.rhythm import Rhythm, Tally
from localkube.objects.access import Obj
from tests.localkube.kubelet.conftest import World
from tests.localkube.kubelet.factory import container
from tests.localkube.kubelet.fake_engine import FakeEngine

RHYTHM = Rhythm(initial_delay=0, period=10, timeout=1, success_threshold=2, failure_threshold=3)


class Server:
    """Answers every request with ``answer`` (nothing at all when it is empty) and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer = b"HTTP/1.1 200 OK\r\n\r\n"
        self.asked: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            if self.answer:
                writer.write(self.answer)
            else:
                await asyncio.sleep(5)
        except asyncio.IncompleteReadError:
            self.asked.append("")
        finally:
            writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()
    await listening.wait_closed()


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens: the discard port of the loopback."""
    return 9


async def ask(probe: Obj, engine: FakeEngine | None = None, **parts: Any) -> Answer:
    return await check(engine or FakeEngine(), Target(container(**parts), "c1", "127.0.0.1"), probe, 0.3)


@pytest.mark.parametrize(("status", "ok"), [(200, True), (302, True), (404, False), (500, False)])
async def test_http_probe_goes_by_the_status(server: Server, status: int, ok: bool) -> None:
    server.answer = f"HTTP/1.1 {status} X\r\n\r\n".encode()
    answer = await ask({"httpGet": {"port": server.port, "path": "/healthz"}})
    assert answer.ok is ok
    if not ok:
        assert answer.message == f"HTTP probe failed with statuscode: {status}"


async def test_http_probe_asks_as_it_is_told(server: Server) -> None:
    action = {"port": "http", "path": "ready", "httpHeaders": [{"name": "Host", "value": "shop.test"}]}
    await ask({"httpGet": action}, ports=[{"name": "http", "containerPort": server.port}])
    request = server.asked[0]
    assert request.startswith("GET /ready HTTP/1.1\r\n")
    assert "Host: shop.test" in request
    assert request.count("Host:") == 1


async def test_silence_is_a_failure_after_the_timeout(server: Server) -> None:
    server.answer = b""
    answer = await ask({"httpGet": {"port": server.port}})
    assert answer.ok is False
    assert "context deadline exceeded" in answer.message


async def test_nobody_there(closed_port: int) -> None:
    assert "connection refused" in (await ask({"httpGet": {"port": closed_port}})).message
    assert "connection refused" in (await ask({"tcpSocket": {"port": closed_port}})).message


@pytest.mark.parametrize(
    ("location", "status", "asked"),
    [("/further?x=1", 404, 2), ("http://elsewhere.test/", 302, 1), ("", 302, 1), ("ftp://127.0.0.1/", 302, 1)],
)
async def test_redirections_are_followed_within_the_host(location: str, status: int, asked: int) -> None:
    requests: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append((await reader.readuntil(b"\r\n\r\n")).decode().split()[1])
        first = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n"
        writer.write((first if len(requests) == 1 else "HTTP/1.1 404 Not Found\r\n\r\n").encode())
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    assert await get_status(Get("127.0.0.1", listening.sockets[0].getsockname()[1], "/first"), 2) == status
    assert requests == ["/first", "/further?x=1"][:asked]
    listening.close()
    await listening.wait_closed()


async def test_endless_redirection_is_no_answer(server: Server) -> None:
    server.answer = b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"
    with pytest.raises(NoAnswer, match="stopped after 10 redirects"):
        await get_status(Get("127.0.0.1", server.port), 2)


async def test_answer_that_is_not_http(server: Server) -> None:
    server.answer = b"SSH-2.0-x\r\n"
    with pytest.raises(NoAnswer, match="malformed HTTP response"):
        await get_status(Get("127.0.0.1", server.port), 1)


async def test_tcp_probe_needs_only_a_connection(server: Server) -> None:
    assert (await ask({"tcpSocket": {"port": server.port}})).ok is True


async def test_command_probe_goes_by_the_exit_code() -> None:
    engine = FakeEngine()
    engine.answers["check"] = (1, "not yet")
    assert await ask({"exec": {"command": ["check"]}}, engine) == Answer(False, "not yet")
    engine.answers["check"] = (0, "")
    assert (await ask({"exec": {"command": ["check"]}}, engine)).ok is True


def test_unknown_port_name_is_a_failure() -> None:
    answer = asyncio.run(ask({"tcpSocket": {"port": "nope"}}))
    assert (answer.ok, answer.message) == (False, "couldn't find port nope in container web")


def test_verdict_changes_after_enough_results_in_a_row() -> None:
    tally = Tally(verdict=False)
    verdicts = []
    for result in (True, True, False, False, True, False, False, False):
        tally = tally.count(result, RHYTHM)
        verdicts.append(tally.verdict)
    assert verdicts == [False, True, True, True, True, True, True, False]


def test_warm_up_is_quick_at_first_and_ends_after_a_period() -> None:
    pauses = [RHYTHM.warm_up_pause(tries, age) for tries, age in ((0, 0.0), (1, 0.1), (2, 0.3), (5, 2.0))]
    assert pauses == [0.1, 0.2, 0.4, None]


Probe = Callable[[str], dict[str, Any]]


def by_command(kind: str, **numbers: int) -> dict[str, Any]:
    return {f"{kind}Probe": {"exec": {"command": [kind]}, "periodSeconds": 1, "failureThreshold": 1, **numbers}}


async def test_unready_pod_runs_and_becomes_ready_when_it_answers(world: World) -> None:
    world.engine.answers["readiness"] = (1, "warming up")
    world.pod(container(**by_command("readiness")))
    await world.until(lambda: world.status().get("phase") == "Running")
    assert not world.is_ready()
    await world.until(lambda: world.told("Unhealthy"))
    assert world.told("Unhealthy") == ["Readiness probe failed: warming up"]
    world.engine.answers["readiness"] = (0, "")
    await world.until(world.is_ready, seconds=6)


async def test_pod_that_answers_soon_is_ready_soon(world: World) -> None:
    world.engine.answers["readiness"] = (1, "")
    world.pod(container(**by_command("readiness", periodSeconds=10)))
    await world.until(lambda: len(world.engine.commands) >= 2)
    world.engine.answers["readiness"] = (0, "")
    await world.until(world.is_ready, seconds=6)
    assert world.told("Unhealthy") == []


async def test_failing_liveness_restarts_the_container(world: World) -> None:
    world.pod(container(**by_command("liveness")))
    await world.until(world.is_ready)
    world.engine.answers["liveness"] = (1, "stuck")
    await world.until(lambda: world.web()["restartCount"] >= 1)
    assert world.told("Killing") == ["Container web failed liveness probe, will be restarted"]
    assert world.told("Unhealthy") == ["Liveness probe failed: stuck"]


async def test_probe_may_shorten_the_grace(world: World) -> None:
    world.engine.answers["liveness"] = (1, "stuck")
    world.pod(container(**by_command("liveness", terminationGracePeriodSeconds=2)))
    await world.until(lambda: world.engine.graces)
    assert 1 < world.engine.graces[0] <= 2


async def test_other_probes_wait_for_the_startup_probe(world: World) -> None:
    world.engine.answers["startup"] = (1, "starting")
    probes = by_command("startup", failureThreshold=30) | by_command("readiness") | by_command("liveness")
    world.pod(container(**probes))
    await world.until(lambda: world.engine.commands.count("startup") >= 3)
    assert set(world.engine.commands) == {"startup"}
    assert world.web()["started"] is False
    world.engine.answers["startup"] = (0, "")
    await world.until(world.is_ready)
    assert {"readiness", "liveness"} <= set(world.engine.commands)


async def test_container_that_does_not_start_up_is_restarted(world: World) -> None:
    world.engine.answers["startup"] = (1, "starting")
    world.pod(container(**by_command("startup")))
    await world.until(lambda: world.told("Killing"))
    assert world.told("Killing") == ["Container web failed startup probe, will be restarted"]

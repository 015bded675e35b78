"""Logs, exec, attach and port forwarding of pods: which container is meant, and refusals in Kubernetes' words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from localkube.kubelet.streams import Streams
from localkube.objects.errors import BadRequest, ServiceUnavailable
from localkube.objects.ports import ExecStream, LogOptions
from localkube.runtime import ContainerStopped, Docker, EngineUnavailable

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class FakeDocker(Docker):
    """Remembers what was asked for; ``fault`` is raised instead of an answer."""

    def __init__(self) -> None:
        super().__init__("unix:///nowhere", "test")
        self.asked: list[tuple[object, ...]] = []
        self.fault: Exception | None = None
        self.gone: set[str] = set()

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.fault is not None:
            raise self.fault

    async def logs(self, container_id: str, options: LogOptions) -> AsyncIterator[bytes]:
        self._ask("logs", container_id, options.tail)
        yield b"line\n"

    async def exec(self, container_id: str, command: list[str], *, stdin: bool, tty: bool) -> ExecStream:
        self._ask("exec", container_id, command, stdin, tty)
        return EndlessStream()

    async def attach(self, container_id: str, *, stdin: bool, tty: bool) -> ExecStream:
        self._ask("attach", container_id, stdin, tty)
        return EndlessStream()

    async def dial(self, container_id: str, port: int) -> Pair:
        self._ask("dial", container_id, port)
        if container_id in self.gone:
            raise ContainerStopped("not running")
        return asyncio.StreamReader(), None  # type: ignore[return-value]


class EndlessStream:
    """A command whose Engine goes away."""

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        yield 1, b"first"
        raise EngineUnavailable("gone")

    async def write(self, data: bytes) -> None: ...

    async def close_stdin(self) -> None: ...

    async def resize(self, columns: int, rows: int) -> None: ...

    async def exit_code(self) -> int:
        raise EngineUnavailable("gone")

    async def close(self) -> None: ...


def pod(phase: str = "Running", waiting: str = "") -> dict[str, Any]:
    state = {"waiting": {"reason": waiting}} if waiting else {"running": {}}
    return {
        "metadata": {"name": "web-1"},
        "spec": {
            "initContainers": [{"name": "setup"}],
            "containers": [{"name": "app", "tty": True, "stdin": True}, {"name": "side"}],
        },
        "status": {"phase": phase, "containerStatuses": [{"name": "app", "state": state}]},
    }


@pytest.fixture
def docker() -> FakeDocker:
    return FakeDocker()


@pytest.fixture
def streams(docker: FakeDocker) -> Streams:
    """Every container has run twice."""
    return Streams(docker, lambda _pod, name, previous: f"{name}-{1 if previous else 2}")


@pytest.fixture
def unstarted(docker: FakeDocker) -> Streams:
    return Streams(docker, lambda _pod, _name, _previous: None)


async def test_log_is_the_newest_containers(streams: Streams, docker: FakeDocker) -> None:
    assert [data async for data in streams.logs(pod(), LogOptions("app", tail=3))] == [b"line\n"]
    assert docker.asked == [("logs", "app-2", 3)]


async def test_previous_log_and_those_of_init_containers(streams: Streams, docker: FakeDocker) -> None:
    assert [data async for data in streams.logs(pod(), LogOptions("setup", previous=True))] == [b"line\n"]
    assert docker.asked == [("logs", "setup-1", None)]


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        ("ContainerCreating", 'container "app" in pod "web-1" is waiting to start: ContainerCreating'),
        ("ErrImagePull", 'container "app" in pod "web-1" is waiting to start: image can\'t be pulled'),
        ("ImagePullBackOff", 'container "app" in pod "web-1" is waiting to start: trying and failing to pull image'),
        ("", 'container "app" in pod "web-1" is not available'),
    ],
)
def test_log_of_a_container_that_has_not_started(unstarted: Streams, waiting: str, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        unstarted.logs(pod(waiting=waiting), LogOptions("app"))
    assert refused.value.message == words


def test_log_of_a_previous_container_that_never_was(unstarted: Streams) -> None:
    with pytest.raises(BadRequest, match='previous terminated container "app" in pod "web-1" not found'):
        unstarted.logs(pod(), LogOptions("app", previous=True))


async def test_unknown_container_is_refused_everywhere(streams: Streams) -> None:
    words = "container other is not valid for pod web-1"
    with pytest.raises(BadRequest, match=words):
        streams.logs(pod(), LogOptions("other"))
    with pytest.raises(BadRequest, match=words):
        await streams.exec(pod(), "other", ["ls"], stdin=False, tty=False)
    with pytest.raises(BadRequest, match=words):
        await streams.attach(pod(), "other", stdin=False, tty=False)


async def test_engine_that_is_away_is_service_unavailable(streams: Streams, docker: FakeDocker) -> None:
    docker.fault = EngineUnavailable("no answer")
    with pytest.raises(ServiceUnavailable, match="no answer"):
        await anext(aiter(streams.logs(pod(), LogOptions("app"))))
    with pytest.raises(ServiceUnavailable, match="no answer"):
        await streams.exec(pod(), "app", ["ls"], stdin=False, tty=False)
    with pytest.raises(ServiceUnavailable, match="no answer"):
        await streams.port_forward(pod(), 80)


async def test_engine_that_goes_away_during_a_command_is_service_unavailable(streams: Streams) -> None:
    stream = await streams.exec(pod(), "app", ["ls"], stdin=False, tty=False)
    with pytest.raises(ServiceUnavailable):
        assert [piece async for piece in stream.output()] == []
    with pytest.raises(ServiceUnavailable):
        await stream.exit_code()


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
async def test_completed_pod_runs_no_commands(streams: Streams, phase: str) -> None:
    with pytest.raises(BadRequest, match=f"completed pod; current phase is {phase}"):
        await streams.exec(pod(phase), "app", ["ls"], stdin=False, tty=False)


async def test_command_in_a_container_that_does_not_run(
    streams: Streams, unstarted: Streams, docker: FakeDocker
) -> None:
    docker.fault = ContainerStopped("not running")
    for each in (streams, unstarted):
        with pytest.raises(BadRequest, match=r'container not found \("app"\)'):
            await each.exec(pod(), "app", ["ls"], stdin=False, tty=False)


async def test_terminal_of_an_attached_container_is_what_it_was_made_with(streams: Streams, docker: FakeDocker) -> None:
    await streams.attach(pod(), "app", stdin=True, tty=False)
    await streams.attach(pod(), "side", stdin=True, tty=True)
    assert docker.asked == [("attach", "app-2", True, True), ("attach", "side-2", False, False)]


async def test_port_is_reached_through_any_container_that_runs(streams: Streams, docker: FakeDocker) -> None:
    docker.gone = {"app-2"}
    await streams.port_forward(pod(), 80)
    assert docker.asked == [("dial", "app-2", 80), ("dial", "side-2", 80)]


async def test_port_of_a_pod_that_does_not_run(unstarted: Streams) -> None:
    with pytest.raises(BadRequest, match=r"pod is not running\. Current status=Pending"):
        await unstarted.port_forward(pod("Pending"), 80)

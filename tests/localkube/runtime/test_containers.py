"""Sandboxes and containers on a real Docker Engine: start, ways to end, and being found again."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from launcher import engine
from localkube.runtime import (
    ContainerStopped,
    CreateFailed,
    Docker,
    ImageMissing,
    Limits,
    Mount,
    RuntimeFault,
    SandboxSpec,
    StartFailed,
    is_in,
)
from localkube.runtime.pause import PAUSE_IMAGE
from tests.localkube.runtime.conftest import Pod

pytestmark = pytest.mark.engine


def network_of(pid: int | str) -> Path:
    """The network namespace of a process."""
    return Path(f"/proc/{pid}/ns/net").readlink()


async def test_sandbox_runs_with_the_hostname_of_its_pod(pod: Pod) -> None:
    assert (pod.sandbox.role, pod.sandbox.state, pod.sandbox.labels["mine"]) == ("sandbox", "running", "yes")
    assert pod.sandbox.pid > 1
    container = await pod.run("sleep 600")
    assert await pod.docker.run(container.id, ["/busybox", "hostname"], 10) == (0, "web-1\n")


async def test_sandbox_ends_at_once_when_asked_to(pod: Pod) -> None:
    async with asyncio.timeout(60):
        await pod.docker.stop_container(pod.sandbox.id, 30)
    ended = await pod.docker.inspect(pod.sandbox.id)
    assert ended is not None
    assert (ended.state, ended.exit_code) == ("exited", 0)


async def test_containers_share_the_network_of_their_sandbox(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    assert network_of(pod.sandbox.pid) == network_of(container.pid) != network_of("self")


async def test_sandbox_on_the_host_network(docker: Docker, sandbox_spec: SandboxSpec) -> None:
    pod = Pod(docker, await docker.start_sandbox(replace(sandbox_spec, host_network=True)))
    container = await pod.run("sleep 600")
    assert network_of(container.pid) == network_of("self")


@pytest.fixture
def namespace(instance: str) -> Iterator[str]:
    """The file of a network namespace."""
    subprocess.run(["ip", "netns", "add", instance], check=True)
    yield f"/run/netns/{instance}"
    subprocess.run(["ip", "netns", "delete", instance], check=True)


async def test_sandbox_on_the_network_of_a_node_that_is_a_namespace(
    docker: Docker, sandbox_spec: SandboxSpec, namespace: str
) -> None:
    spec = replace(sandbox_spec, host_network=True, network_namespace=namespace)
    pod = Pod(docker, await docker.start_sandbox(spec))
    container = await pod.run("sleep 600")
    assert is_in(container.pid, namespace)
    assert network_of(container.pid) != network_of("self")
    async with asyncio.timeout(60):
        await docker.stop_container(pod.sandbox.id, 30)


async def test_sandbox_that_does_not_get_into_its_nodes_network_is_told(
    docker: Docker, sandbox_spec: SandboxSpec, tmp_path: Path
) -> None:
    (tmp_path / "plain").write_text("no namespace")
    spec = replace(sandbox_spec, host_network=True, network_namespace=str(tmp_path / "plain"))
    with pytest.raises(RuntimeFault, match="could not enter the network"):
        await docker.start_sandbox(spec)


async def test_exit_code_and_times_are_told(pod: Pod) -> None:
    ended = await pod.finished((await pod.run("sleep 0.3; exit 7")).id)
    assert (ended.exit_code, ended.oom_killed, ended.pid) == (7, False, 0)
    assert ended.started_at is not None and ended.finished_at is not None
    assert ended.started_at < ended.finished_at


async def test_container_over_its_memory_limit_is_told_so(pod: Pod) -> None:
    started = await pod.run("sleep 0.3; tail /dev/zero", limits=Limits(0, None, 8 << 20))
    ended = await pod.finished(started.id)
    assert (ended.exit_code, ended.oom_killed) == (137, True)


async def test_environment_mounts_and_user(pod: Pod, tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("10.0.0.1 web-1\n")
    container = await pod.run(
        "sleep 600",
        env=["COLOUR=red"],
        mounts=[Mount(str(hosts), "/etc/hosts", read_only=True)],
        user="1000",
        working_dir="/work",
    )
    said = await pod.docker.run(container.id, ["/busybox", "sh", "-c", "echo $COLOUR; cat /etc/hosts; id -u; pwd"], 10)
    assert said == (0, "red\n10.0.0.1 web-1\n1000\n/work\n")
    assert (await pod.docker.run(container.id, ["/busybox", "touch", "/etc/hosts"], 10))[0] == 1


async def test_missing_command_is_a_failed_start_that_can_be_looked_at(pod: Pod) -> None:
    with pytest.raises(StartFailed, match=r"no-such-command.*not found") as failed:
        await pod.run("", command=["no-such-command"])
    assert failed.value.exit_code == 127
    kept = await pod.docker.inspect(failed.value.container_id)
    assert kept is not None
    assert (kept.state, kept.exit_code, kept.error) == ("exited", 127, failed.value.message)


async def test_command_that_may_not_be_executed(pod: Pod, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("no program")
    with pytest.raises(StartFailed, match="permission denied") as failed:
        await pod.run("", command=["/plain"], mounts=[Mount(str(tmp_path / "plain"), "/plain")])
    assert failed.value.exit_code == 126


async def test_missing_mount_source_is_refused(pod: Pod, tmp_path: Path) -> None:
    with pytest.raises(CreateFailed, match="bind source path does not exist"):
        await pod.run("sleep 600", mounts=[Mount(str(tmp_path / "absent"), "/x")])


async def test_missing_image_is_told(pod: Pod) -> None:
    with pytest.raises(ImageMissing):
        await pod.run("sleep 600", image_id="localkube/never-made:1")


async def test_container_without_a_running_sandbox_is_not_left_behind(pod: Pod) -> None:
    await pod.docker.kill(pod.sandbox.id)
    with pytest.raises(ContainerStopped):
        await pod.run("sleep 600")
    assert [found.role for found in await pod.docker.containers()] == ["sandbox"]


async def test_leftover_of_the_same_name_gives_way(pod: Pod) -> None:
    first = await pod.run("sleep 600")
    second = await pod.run("sleep 600")
    assert first.id != second.id
    assert await pod.docker.inspect(first.id) is None


async def test_everything_is_found_by_another_runtime_of_the_same_instance(
    pod: Pod, docker_host: str, instance: str
) -> None:
    running = await pod.run("sleep 600", labels={"kept": "too"})
    ended = await pod.finished((await pod.run("sleep 0.2; exit 3", "init")).id)
    other = Docker(docker_host, instance)
    await other.start()
    try:
        found = {each.id: each for each in await other.containers()}
    finally:
        await other.stop()
    assert found == {each.id: each for each in (pod.sandbox, running, ended)}
    assert found[running.id].labels["kept"] == "too"


async def test_other_instances_are_not_seen(pod: Pod, docker_host: str) -> None:
    other = Docker(docker_host, "another")
    await other.start()
    try:
        assert pod.sandbox.id not in {found.id for found in await other.containers()}
    finally:
        await other.stop()


async def test_stop_lets_the_process_end_in_order(pod: Pod) -> None:
    container = await pod.run('trap "exit 5" TERM; while :; do sleep 0.05; done')
    await pod.docker.stop_container(container.id, 30)
    ended = await pod.docker.inspect(container.id)
    assert ended is not None
    assert ended.exit_code == 5


async def test_stop_kills_what_does_not_end_in_time(pod: Pod) -> None:
    container = await pod.run('trap "" TERM; while :; do sleep 0.05; done')
    await pod.docker.stop_container(container.id, 1)
    ended = await pod.docker.inspect(container.id)
    assert ended is not None
    assert ended.exit_code == 128 + signal.SIGKILL


async def test_ending_what_is_gone_is_no_error(pod: Pod) -> None:
    container = await pod.run("sleep 600")
    await pod.docker.kill(container.id, "SIGKILL")
    await pod.docker.kill(container.id, "SIGKILL")
    await pod.docker.stop_container(container.id, 1)
    for _ in range(2):
        await pod.docker.remove(container.id)
    await pod.docker.stop_container(container.id, 1)
    await pod.docker.kill(container.id)
    assert await pod.docker.inspect(container.id) is None


async def test_sandbox_image_that_was_tidied_away_is_made_again(
    docker: Docker, sandbox_spec: SandboxSpec, docker_host: str
) -> None:
    await asyncio.to_thread(engine.request, docker_host, "DELETE", f"/v1.41/images/{PAUSE_IMAGE}?force=1")
    sandbox = await docker.start_sandbox(sandbox_spec)
    assert sandbox.state == "running"


async def test_machine_is_described_in_kubernetes_words(docker: Docker) -> None:
    machine = await docker.machine()
    assert machine.operating_system == "linux"
    assert machine.architecture in ("amd64", "arm64")
    assert machine.cpus >= 1 and machine.memory_bytes > 1 << 28

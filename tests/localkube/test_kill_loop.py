"""localkube killed again and again at any moment: no acknowledged write is lost, watches go on, containers converge."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from kubernetes import client as kube

from launcher import engine
from tests.conformance import image
from tests.conformance.image import IMAGE
from tests.localkube.kill_loop import NAMES, Watcher, Writer, connected
from tests.running import Localkube, free_ranges, wait_until

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

KILLS = 50
NAME = "kills"


@pytest.fixture
def localkube(docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localkube]:
    image.build(docker_host, IMAGE)
    running = Localkube(docker_host, tmp_path_factory.mktemp("kills"), NAME, free_ranges())
    try:
        running.start()
        yield running
    finally:
        running.purge()


def test_nothing_acknowledged_is_lost_and_all_converges(localkube: Localkube, docker_host: str) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    dice = random.Random(seed)
    _deploy(localkube.kubeconfig)
    writer, watcher = Writer(localkube.kubeconfig, random.Random(seed)), Watcher(localkube.kubeconfig)
    writer.start()
    watcher.start()
    replicas = 1
    for _ in range(KILLS):
        replicas = _scale(localkube.kubeconfig, dice.randint(1, 4))
        time.sleep(dice.uniform(0, 0.6))
        localkube.program.kill9()
        localkube.start()
        _compare(localkube.kubeconfig, writer)

    settled = {name: next(iter(values)) for name, values in _compare(localkube.kubeconfig, writer, last=True).items()}
    wait_until(
        lambda: watcher.seen == {n: v for n, v in settled.items() if v is not None}, 15, "the watcher's last event"
    )
    watcher.leave.set()
    watcher.join(10)
    assert (writer.failures, watcher.failures) == ([], [])
    assert writer.acknowledged > 10 * KILLS and watcher.resumed >= KILLS
    wait_until(lambda: _converged(localkube.kubeconfig, docker_host, replicas), 60, "convergence", pause=0.5)


def _deploy(kubeconfig: Path) -> None:
    labels = {"app": "sleeper"}
    container = {"name": "main", "image": IMAGE, "command": ["sleep", "3600"]}
    spec = {
        "replicas": 1,
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [container], "terminationGracePeriodSeconds": 0},
        },
    }
    with connected(kubeconfig) as core:
        kube.AppsV1Api(core.api_client).create_namespaced_deployment(
            "default", {"metadata": {"name": "sleeper"}, "spec": spec}
        )


def _scale(kubeconfig: Path, replicas: int) -> int:
    """Acknowledged, so it has to be so in the end, whatever comes."""
    with connected(kubeconfig) as core:
        body = {"spec": {"replicas": replicas}}
        kube.AppsV1Api(core.api_client).patch_namespaced_deployment_scale("sleeper", "default", body)
    return replicas


def _compare(kubeconfig: Path, writer: Writer, *, last: bool = False) -> dict[str, set[str | None]]:
    """Hold the store to what it had acknowledged; what it has narrows what is possible.

    The ``last`` one ends the writer.
    """
    writer.pause.set()
    wait_until(writer.paused.is_set, 30, "a pause of the writer", pause=0.005)
    if last:
        writer.finish()
    with connected(kubeconfig) as core:
        listed = core.list_namespaced_config_map("default")
    found = {item.metadata.name: item.data["value"] for item in listed.items if item.metadata.name in NAMES}
    for name in NAMES:
        assert found.get(name) in writer.possible[name], name
        writer.possible[name] = {found.get(name)}
    assert int(listed.metadata.resource_version) >= writer.revision
    writer.pause.clear()
    writer.paused.clear()
    return writer.possible


def _converged(kubeconfig: Path, docker_host: str, replicas: int) -> bool:
    """Tell whether the engine runs what the store says: no more, no less."""
    with connected(kubeconfig) as core:
        pods = core.list_namespaced_pod("default").items
    wanted = {
        status.container_id.removeprefix("docker://") for pod in pods for status in pod.status.container_statuses or ()
    }
    filters = quote(json.dumps({"label": [f"localkube.instance={NAME}"], "status": ["running"]}))
    listed: list[dict[str, Any]] = engine.request(docker_host, "GET", f"/v1.41/containers/json?filters={filters}")
    running = {container["Id"] for container in listed}
    ready = all(status.ready for pod in pods for status in pod.status.container_statuses or ())
    return len(pods) == replicas and ready and wanted <= running and len(running) == 2 * replicas

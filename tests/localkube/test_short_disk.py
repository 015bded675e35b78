"""A localkube on a disk of its own that a pod fills up."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kubernetes import client as kube
from kubernetes import config

from tests.conformance import image
from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually
from tests.running import Localkube, free_ranges

pytestmark = pytest.mark.engine


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 64 MiB."""
    directory = tmp_path_factory.mktemp("short")
    file, root = directory / "disk", directory / "root"
    root.mkdir()
    file.touch()
    os.truncate(file, 64 * 1024**2)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(file)], check=True)
    subprocess.run(["mount", "-o", "loop", str(file), str(root)], check=True)
    yield root
    subprocess.run(["umount", "--lazy", str(root)], check=True)


@pytest.fixture
def pods(docker_host: str, small_disk: Path) -> Iterator[Pods]:
    image.build(docker_host, image.IMAGE)
    localkube = Localkube(docker_host, small_disk, f"d{os.getpid() % 1000000}", free_ranges())
    try:
        localkube.start()
        with config.new_client_from_config(str(localkube.kubeconfig)) as client:
            yield Pods(client, "default")
    finally:
        localkube.purge()


def node(pods: Pods) -> kube.V1Node:
    return pods.core.list_node().items[0]


def test_pod_that_fills_the_disk_is_evicted_and_its_files_go(pods: Pods, small_disk: Path) -> None:
    data = {"volumes": [{"name": "data", "emptyDir": {}}]}
    mounted = {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    pods.create(pod("modest", container("echo hello >/data/file; sleep 3600", **mounted), **data))
    pods.ready("modest")
    fill = "dd if=/dev/zero of=/data/file bs=1M; sleep 3600"
    pods.create(pod("greedy", container(fill, **mounted), **data))
    evicted = eventually(lambda: pods.read("greedy"), lambda found: found.status.phase == "Failed", seconds=90)
    assert evicted.status.reason == "Evicted"
    assert evicted.status.message.startswith("The node was low on resource: ephemeral-storage. ")
    assert any(each.type == "DiskPressure" and each.status == "True" for each in node(pods).status.conditions)
    eventually(
        lambda: node(pods).spec.taints or [],
        lambda taints: any(taint.key == "node.kubernetes.io/disk-pressure" for taint in taints),
    )
    eventually(lambda: os.statvfs(small_disk), lambda disk: disk.f_bavail > disk.f_blocks / 4)
    assert pods.read("modest").status.phase == "Running"
    assert pods.run("modest", "cat", "/data/file") == "hello\n"

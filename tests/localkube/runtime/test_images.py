"""Failures of pulls are told apart by what the Engine says."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from launcher import engine
from localkube.kubelet.volumes import Places, release_volumes
from localkube.kubelet.volumes.layers import mount_layers
from localkube.kubelet.volumes.programs import mounts_below, run
from localkube.runtime import Docker, ImageMissing, PullFailed
from localkube.runtime.images import failure
from localkube.runtime.pause import PAUSE_IMAGE
from localkube.runtime.reading import names_of
from tests.localkube.runtime.conftest import Pod
from tests.localkube.runtime.registry import Registry


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("manifest for web:2 not found: manifest unknown: manifest unknown", ImageMissing),
        ("pull access denied for web, repository does not exist or may require 'docker login'", ImageMissing),
        ('Get "https://r.example/v2/": dial tcp: lookup r.example: no such host', PullFailed),
        ('Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', PullFailed),
        ("write /var/lib/docker/tmp/x: no space left on device", PullFailed),
    ],
)
def test_missing_images_are_told_from_failed_pulls(message: str, kind: type[Exception]) -> None:
    assert type(failure(message)) is kind


@pytest.mark.engine
async def test_image_that_is_not_on_the_machine_is_none(docker: Docker) -> None:
    assert await docker.image("localkube/never-made:1") is None


@pytest.mark.engine
async def test_image_on_the_machine_tells_its_command(docker: Docker) -> None:
    image = await docker.image(PAUSE_IMAGE)
    assert image is not None
    assert image.id.startswith("sha256:")
    assert image.command[:2] == ["/busybox", "sh"]


def test_an_image_without_a_name_has_none() -> None:
    nameless = {"RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"]}
    assert names_of(nameless) == names_of({"RepoTags": None, "RepoDigests": None}) == ()
    assert names_of({"RepoTags": ["web:1"], "RepoDigests": ["web@sha256:1"]}) == ("web@sha256:1", "web:1")


@pytest.mark.engine
async def test_images_on_the_machine_are_listed_with_names_and_size(docker: Docker) -> None:
    one = await docker.image(PAUSE_IMAGE)
    listed = [image for image in await docker.list_images() if PAUSE_IMAGE in image.names]
    assert one is not None
    assert [image.size for image in listed] == [one.size]


@pytest.mark.engine
async def test_pulled_image_is_on_the_machine(docker: Docker, registry: Registry, docker_host: str) -> None:
    reference = f"{registry.address}/tiny:1"
    try:
        image = await docker.pull(reference)
        assert (image.entrypoint, image.user, image.stop_signal) == (["/run-me"], "7", "SIGQUIT")
        assert image.digest_reference.startswith(f"{registry.address}/tiny@sha256:")
        assert await docker.image(reference) == image
    finally:
        await asyncio.to_thread(engine.request, docker_host, "DELETE", f"/v1.41/images/{reference}")


@pytest.mark.engine
async def test_registry_without_the_image_is_image_missing(docker: Docker, registry: Registry) -> None:
    with pytest.raises(ImageMissing, match="manifest unknown"):
        await docker.pull(f"{registry.address}/absent:1")


@pytest.mark.engine
async def test_credentials_reach_the_registry(docker: Docker, registry: Registry) -> None:
    registry.password = "s3cret"
    with pytest.raises(ImageMissing, match=r"(?i)unauthorized|no basic auth"):
        await docker.pull(f"{registry.address}/absent:1")
    with pytest.raises(ImageMissing, match="manifest unknown"):
        await docker.pull(f"{registry.address}/absent:1", {"username": "me", "password": "s3cret"})


@pytest.mark.engine
async def test_registry_that_does_not_answer_is_pull_failed(docker: Docker) -> None:
    with pytest.raises(PullFailed, match="connection refused"):
        await docker.pull("127.0.0.1:1/absent:1")


@pytest.fixture
def two_layers(docker_host: str, tmp_path: Path) -> Iterator[str]:
    """An image with a file on top of the sandbox's image."""
    name, added = f"localkube-test/two:{os.getpid()}", tmp_path / "added"
    added.write_text("on top")
    client = ["docker", f"--host={docker_host}"]
    made = subprocess.run([*client, "create", PAUSE_IMAGE], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run([*client, "cp", str(added), f"{made}:/added"], check=True, capture_output=True)
    subprocess.run([*client, "commit", made, name], check=True, capture_output=True)
    subprocess.run([*client, "rm", made], check=True, capture_output=True)
    yield name
    subprocess.run([*client, "rmi", name], check=False, capture_output=True)


@pytest.mark.engine
async def test_layers_of_an_image_are_mounted_on_top_of_each_other(
    docker: Docker, two_layers: str, tmp_path: Path
) -> None:
    image = await docker.image(two_layers)
    assert image is not None
    layers = await docker.image_layers(image.id)
    assert len(layers) == 2
    root = tmp_path / "root"
    mount_layers(root, layers)
    try:
        assert (root / "added").read_text() == "on top"
        assert (root / "busybox").exists()
        with pytest.raises(OSError, match="Read-only"):
            (root / "new").touch()
    finally:
        run("umount", str(root))


@pytest.mark.engine
def test_the_only_layer_of_an_image_is_mounted_once(tmp_path: Path) -> None:
    layer, pod = tmp_path / "layer", tmp_path / "pod"
    layer.mkdir()
    (layer / "file").write_text("from the image")
    for _ in range(2):
        mount_layers(pod / "images" / "root", [layer])
    try:
        assert mounts_below(pod) == [pod / "images" / "root"]
    finally:
        release_volumes(Places(pod))
    assert not mounts_below(pod)
    assert (layer / "file").exists()


@pytest.mark.engine
async def test_image_is_removed_unless_a_container_uses_it(docker: Docker, pod: Pod, two_layers: str) -> None:
    image = await docker.image(two_layers)
    assert image is not None
    user = await docker.start_container(replace(pod.spec("sleep 60"), image_id=image.id))
    assert not await docker.remove_image(two_layers)
    await docker.remove(user.id)
    assert await docker.remove_image(two_layers)
    assert await docker.image(two_layers) is None
    assert await docker.remove_image(two_layers)


@pytest.mark.engine
async def test_containers_occupy_what_they_write_and_say(docker: Docker, pod: Pod) -> None:
    wrote = await pod.run("/busybox dd if=/dev/zero of=/file bs=1024 count=512 2>/dev/null; /busybox sleep 60", "wrote")
    said = await pod.run("i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done; /busybox sleep 60", "said")
    async with asyncio.timeout(60):
        while True:
            use = await docker.disk_use()
            if use[wrote.id] >= 512 * 1024 and use[said.id] >= 20_000:
                break
            await asyncio.sleep(0.1)
    assert use[said.id] < 512 * 1024

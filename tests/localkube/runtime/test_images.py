"""Failures of pulls are told apart by what the Engine says."""

from __future__ import annotations

import asyncio

import pytest

from launcher import engine
from localkube.runtime import Docker, ImageMissing, PullFailed
from localkube.runtime.images import failure
from localkube.runtime.pause import PAUSE_IMAGE
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

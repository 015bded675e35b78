"""A runtime of the test's own on a real Docker Engine, and a pod to run containers in."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from localkube.runtime import ContainerSpec, Docker, Found, SandboxSpec, purge
from localkube.runtime.pause import PAUSE_IMAGE
from tests.localkube.runtime.registry import Registry


class Pod:
    """A pod with a running sandbox. Its containers run shell scripts in the sandbox's own image, which has busybox."""

    def __init__(self, docker: Docker, sandbox: Found) -> None:
        self.docker = docker
        self.sandbox = sandbox

    def spec(self, script: str, name: str = "app", attempt: int = 0) -> ContainerSpec:
        return ContainerSpec(
            sandbox_id=self.sandbox.id,
            pod_uid=self.sandbox.pod_uid,
            namespace=self.sandbox.namespace,
            pod_name=self.sandbox.pod_name,
            name=name,
            attempt=attempt,
            image_id=self.sandbox.image_id,
            command=["/busybox", "sh", "-c"],
            args=[script],
        )

    async def run(self, script: str, name: str = "app", **settings: object) -> Found:
        return await self.docker.start_container(replace(self.spec(script, name), **settings))  # type: ignore[arg-type]

    async def finished(self, container_id: str) -> Found:
        """The container after its end."""
        async with asyncio.timeout(60):
            while True:
                found = await self.docker.inspect(container_id)
                assert found is not None
                if found.state == "exited":
                    return found
                await asyncio.sleep(0.05)


@pytest.fixture
def instance() -> str:
    return f"t{uuid.uuid4().hex[:7]}"


@pytest.fixture
async def docker(docker_host: str, instance: str) -> AsyncIterator[Docker]:
    runtime = Docker(docker_host, instance)
    await runtime.start()
    yield runtime
    await runtime.stop()
    await purge(docker_host, instance)


@pytest.fixture
def sandbox_spec(tmp_path: Path) -> SandboxSpec:
    uid = str(uuid.uuid4())
    return SandboxSpec(uid, "default", "web-1", "web-1", "node-1", 0, {"mine": "yes"}, tmp_path)


@pytest.fixture
async def pod(docker: Docker, sandbox_spec: SandboxSpec) -> Pod:
    sandbox = await docker.start_sandbox(sandbox_spec)
    assert sandbox.image == PAUSE_IMAGE
    return Pod(docker, sandbox)


@pytest.fixture
async def registry() -> AsyncIterator[Registry]:
    served = Registry()
    await served.start()
    yield served
    await served.stop()

"""A fake API with the controllers running over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Protocol

import pytest

from localkube.controllers import Controllers
from tests.localkube.controllers.factory import namespace, node
from tests.localkube.controllers.fake import FakeAccess, FakeKubelet


class Until(Protocol):
    async def __call__(self, holds: Callable[[], object], seconds: float = 60.0) -> None: ...


@pytest.fixture
def access() -> FakeAccess:
    """An API with one namespace and one node."""
    fake = FakeAccess()
    fake.create("namespaces", None, namespace())
    fake.create("nodes", None, node())
    return fake


@pytest.fixture
def kubelet(access: FakeAccess) -> FakeKubelet:
    return FakeKubelet(access)


@pytest.fixture
async def controllers(access: FakeAccess) -> AsyncIterator[Controllers]:
    """All controllers, started; afterwards no task of theirs is left."""
    running = Controllers(access)
    await running.start()
    yield running
    await running.stop()
    left = [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("localkube: ")]
    assert left == []


@pytest.fixture
def until() -> Until:
    """Wait until something holds, or fail."""

    async def wait(holds: Callable[[], object], seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.001)

    return wait

"""What tests of all parts share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests import docker_engine
from tests.loops import PatientPolicy

asyncio.set_event_loop_policy(PatientPolicy())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: who broke something hears of it in the first minutes."""
    items.sort(key=lambda item: item.get_closest_marker("engine") is not None)


@pytest.fixture(scope="session")
def docker_host() -> Iterator[str]:
    """Address (``unix://…``) of a Docker Engine."""
    with docker_engine.running() as host:
        yield host

"""What tests of all parts share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests import docker_engine
from tests.loops import PatientPolicy
from tests.sharing import ByCluster

asyncio.set_event_loop_policy(PatientPolicy())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: who broke something hears of it in the first minutes.

    That is for one worker; several begin with the groups of ``sharing``, which take the longest.
    """
    items.sort(key=lambda item: item.get_closest_marker("engine") is not None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByCluster:
    """With several workers, tests of one cluster stay with one of them."""
    return ByCluster(config, log)


@pytest.fixture(scope="session")
def docker_host() -> Iterator[str]:
    """Address (``unix://…``) of a Docker Engine."""
    with docker_engine.running() as host:
        yield host

"""What tests of all parts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import docker_engine


@pytest.fixture(scope="session")
def docker_host() -> Iterator[str]:
    """Address (``unix://…``) of a Docker Engine."""
    with docker_engine.running() as host:
        yield host

"""A MySQL and a Redis of ``acme``, on a platform without a cluster where everything that is published runs at once."""

from __future__ import annotations

import httpx
import pytest

from tests.slipway.applications.conftest import api
from tests.slipway.managed.opened import Opened, open_service

__all__ = ["api"]  # a fixture, found by its name


@pytest.fixture
async def database(admin: httpx.AsyncClient, developer: httpx.AsyncClient) -> Opened:
    """A MySQL of ``acme``."""
    return await open_service(admin, developer)


@pytest.fixture
async def cache(admin: httpx.AsyncClient, developer: httpx.AsyncClient) -> Opened:
    """A Redis of ``acme``."""
    return await open_service(admin, developer, "redis", "cache")

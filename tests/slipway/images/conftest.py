"""Registries on loopback, and who asks them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.images import registry
from tests.slipway.images.registry import TokenRegistry


@pytest.fixture(scope="session")
def private() -> Iterator[str]:
    """The address of a registry with a password, in which ``team/web`` is."""
    if not registry.installed():
        pytest.skip("the registry is not installed (apt-get install docker-registry)")
    with registry.running() as running:
        registry.push(running.address, "team/web", "1.9", "1.10", "latest", "edge")
        yield running.address


@pytest.fixture
def empty_registry() -> Iterator[str]:
    """The address of a registry with a password, in which nothing is."""
    if not registry.installed():
        pytest.skip("the registry is not installed (apt-get install docker-registry)")
    with registry.running() as running:
        yield running.address


@pytest.fixture
async def token_registry() -> AsyncIterator[TokenRegistry]:
    """A registry that wants a token."""
    served = TokenRegistry()
    await served.start()
    yield served
    await served.stop()


@pytest.fixture
async def chief(factory: Factory, tenant: Tenant) -> httpx.AsyncClient:
    """The administrator of ``acme``."""
    return await factory.client(Role.TENANT_ADMIN, tenant)

"""Fixtures of the tests of applications: the platform with statuses that follow the desired state at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from slipway import applications
from slipway.access import Role
from slipway.applications.schemas import ApplicationStatus, Rollout, ServiceStatus, State
from slipway.applications.views import ApplicationView, ServiceView
from slipway.server import Platform, compose
from slipway.settings import Settings
from slipway.startup import running
from slipway.tenants import Tenant
from slipway.web import provide
from tests.slipway.applications.client import Applications
from tests.slipway.factory import Factory


class InstantStatuses:
    """A cluster in which everything is as desired at once; ``broken`` names services that are not ready."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.rollouts: dict[str, Rollout] = {}
        self.waiting: dict[str, datetime | None] = {}
        self._changed: asyncio.Queue[str] = asyncio.Queue()

    def application(self, view: ApplicationView) -> ApplicationStatus:
        """Derive the status from what is desired."""
        services = [self._service(service) for service in view.services]
        wanted = [service for service in services if service.state is not State.DRAFT]
        ready = sum(service.state is State.RUNNING for service in wanted)
        state = State.DRAFT if not wanted else State.RUNNING if ready == len(wanted) else State.DEGRADED
        return ApplicationStatus(
            id=view.id,
            name=view.name,
            tenant_id=view.tenant_id,
            state=state,
            ready=ready,
            total=len(wanted),
            services=services,
        )

    def waiting_to_restart(self, view: ApplicationView) -> dict[str, datetime | None]:
        """Return what was said to wait."""
        return {each.id: self.waiting[each.name] for each in view.services if each.name in self.waiting}

    def observe(self, application_id: str) -> None:
        """Say that something happened in the cluster."""
        self._changed.put_nowait(application_id)

    async def changes(self) -> AsyncIterator[str]:
        """Give what was observed."""
        while True:
            yield await self._changed.get()

    def _service(self, service: ServiceView) -> ServiceStatus:
        state = State.DRAFT if not service.published else State.RUNNING
        if service.name in self.broken and service.published:
            state = State.DEGRADED
        ready = service.replicas if state is State.RUNNING else 0
        return ServiceStatus(
            id=service.id,
            name=service.name,
            state=state,
            desired=service.replicas,
            ready=ready,
            wave=0,
            rollout=self.rollouts.get(service.name),
        )


@pytest.fixture
def statuses() -> InstantStatuses:
    """The statuses that routes answer with."""
    return InstantStatuses()


@pytest.fixture
async def platform(settings: Settings, statuses: InstantStatuses) -> AsyncIterator[Platform]:
    """The composed platform, without reconcilers, with statuses of its own."""
    built = compose(settings, worker=False)
    provide(built.app, applications.Statuses, statuses)
    async with running(built.parts):
        yield built


@pytest.fixture
async def developer(factory: Factory, tenant: Tenant) -> httpx.AsyncClient:
    """A client that acts as a developer of ``acme``."""
    return await factory.client(Role.DEVELOPER, tenant)


@pytest.fixture
def api(developer: httpx.AsyncClient) -> Applications:
    """The developer's way to applications."""
    return Applications(developer)

"""The applications of a tenant that is disabled with what runs, or deleted with everything in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import delete, select

from slipway.access import Actor
from slipway.applications.context import Context
from slipway.applications.domains.models import OwnDomain
from slipway.applications.held import Held, hold
from slipway.applications.manage import remove_application
from slipway.applications.models import Application, Service
from slipway.applications.signals import Signals
from slipway.applications.switch import switch_off
from slipway.db import Session
from slipway.tenants import Tenant


class Occupant:
    """Implements ``tenants.Occupant``."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    async def switched(self, session: Session, tenant: Tenant) -> None:
        """Nothing: what runs goes on."""

    async def stop(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Unpublish all applications."""
        context = Context(actor, session, self._signals, past_keeper=True)
        async for held in self._held(context, tenant):
            switch_off(context, held)

    async def remove(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Mark all applications as deleted; the publisher takes them down, and then their rows go. Domains are free."""
        await session.execute(delete(OwnDomain).where(OwnDomain.tenant_id == tenant.id))
        context = Context(actor, session, self._signals, past_keeper=True)
        async for held in self._held(context, tenant):
            await remove_application(context, held)

    async def losses(self, session: Session, tenant_id: str) -> dict[str, list[str]]:
        """Name applications, services and public domains."""
        applications = select(Application.name).where(Application.tenant_id == tenant_id)
        mine = (Service.tenant_id == tenant_id, Service.deleted_at.is_(None))
        services = select(Application.name + "/" + Service.name).join_from(Service, Application).where(*mine)
        domains = select(Service.domain).where(*mine, Service.domain.is_not(None))
        own = await session.scalars(select(OwnDomain.host).where(OwnDomain.tenant_id == tenant_id))
        return {
            "applications": sorted(await session.scalars(applications.where(Application.deleted_at.is_(None)))),
            "services": sorted(await session.scalars(services)),
            "domains": sorted([*(domain for domain in await session.scalars(domains) if domain), *own]),
        }

    async def _held(self, context: Context, tenant: Tenant) -> AsyncIterator[Held]:
        query = select(Application).where(Application.tenant_id == tenant.id, Application.deleted_at.is_(None))
        for application in (await context.session.scalars(query.order_by(Application.id))).all():
            yield await hold(context, tenant, application)

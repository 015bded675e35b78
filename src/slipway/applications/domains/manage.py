"""Claim, lead elsewhere and give up own domains."""

from __future__ import annotations

from sqlalchemy import func, select

from slipway.access import Action, scope
from slipway.applications.context import Context
from slipway.applications.domains.lookup import held_domain
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.names import Reserved, host_of
from slipway.applications.domains.oplog import snapshot, target_of
from slipway.applications.domains.schemas import DomainClaim, DomainPatch
from slipway.applications.domains.signal import tell_publisher
from slipway.applications.held import hold_service, hold_tenant
from slipway.applications.models import Service
from slipway.audit import record
from slipway.errors import Conflict, Invalid
from slipway.settings import Settings
from slipway.tenants import check_quota, demand_of

MOST_OF_A_SERVICE = 15
"""A route of the Gateway API has 16 names at most, and one may be below the platform's domain."""


async def claim(context: Context, wanted: DomainClaim, reserved: Reserved) -> OwnDomain:
    """Add a host to a tenant; it serves nothing before it is verified."""
    session = context.session
    host = host_of(wanted.host, reserved)
    tenant = await hold_tenant(context, await _tenant_of(context, wanted), Action.DOMAIN_MANAGE)
    before = await demand_of(session, tenant.id)
    same = select(OwnDomain.id).where(OwnDomain.tenant_id == tenant.id, OwnDomain.host == host)
    if await session.scalar(same) is not None:
        raise Conflict("domain.doubled", {"host": host}, field="host")
    if wanted.service_id is not None:
        await _refuse_service(context, wanted.service_id, tenant.id)
    domain = OwnDomain(tenant_id=tenant.id, host=host, service_id=wanted.service_id, created_by=context.actor.name)
    session.add(domain)
    await session.flush()
    check_quota(tenant, before, await demand_of(session, tenant.id), lambda what: "host" if what == "domains" else None)
    record(session, context.actor, "domain.create", target_of(domain), None, await snapshot(session, domain))
    return domain


async def _tenant_of(context: Context, wanted: DomainClaim) -> str | None:
    """Return whose a host is to be: who is named, or whose service it leads to."""
    if wanted.tenant_id is not None or wanted.service_id is None:
        return wanted.tenant_id
    query = scope(select(Service.tenant_id).where(Service.id == wanted.service_id), Service, context.actor)
    return await context.session.scalar(query)


async def change(context: Context, domain_id: str, wanted: DomainPatch, settings: Settings) -> OwnDomain:
    """Lead a host to another service of its tenant, or to none; or its visitors to https."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    before = await snapshot(session, domain)
    if wanted.service_id is not None and wanted.service_id != domain.service_id:
        await _refuse_service(context, wanted.service_id, domain.tenant_id)
    if wanted.redirect and not settings.gateway:
        raise Conflict("domain.redirect_unavailable", {"host": domain.host}, field="redirect")
    await tell_publisher(session, context.signals, domain)
    for name in wanted.model_fields_set:
        setattr(domain, name, getattr(wanted, name))
    await session.flush()
    await tell_publisher(session, context.signals, domain)
    record(session, context.actor, "domain.change", target_of(domain), before, await snapshot(session, domain))
    return domain


async def give_up(context: Context, domain_id: str) -> None:
    """Remove a host; whoever else proves it may have it at once."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    before = await snapshot(session, domain)
    await tell_publisher(session, context.signals, domain)
    await session.delete(domain)
    await session.flush()
    record(session, context.actor, "domain.delete", target_of(domain), before, None)


async def record_look(context: Context, domain: OwnDomain) -> None:
    """Note that somebody had a domain looked up."""
    after = await snapshot(context.session, domain)
    record(context.session, context.actor, "domain.verify", target_of(domain), None, after)


async def _refuse_service(context: Context, service_id: str, tenant_id: str) -> None:
    """Refuse a service of another tenant, one without a port, and one that has as many hosts as it can have."""
    held, member = await hold_service(context, service_id, Action.DOMAIN_MANAGE)
    if held.tenant.id != tenant_id:
        raise Invalid("domain.service_of_other_tenant", {"service": member.row.name}, field="service_id")
    if not any(port.protocol == "TCP" for port in member.config.ports[:1]):
        raise Invalid("domain.service_without_port", {"service": member.row.name}, field="service_id")
    number = await context.session.scalar(select(func.count()).where(OwnDomain.service_id == service_id))
    if (number or 0) >= MOST_OF_A_SERVICE:
        raise Conflict(
            "domain.too_many_of_service",
            {"service": member.row.name, "limit": MOST_OF_A_SERVICE},
            field="service_id",
        )

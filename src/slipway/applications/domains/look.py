"""Look a domain up in DNS and write down what follows. DNS is asked outside of the transaction."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import select

from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.oplog import record_standing, standing
from slipway.applications.domains.resolver import DomainResolver
from slipway.applications.domains.signal import tell_publisher
from slipway.applications.domains.verdict import Found, Problem, pause, points_here, problem_of
from slipway.applications.signals import Signals
from slipway.db import Database, Session, utcnow

log = structlog.get_logger(__name__)


async def look(database: Database, resolver: DomainResolver, signals: Signals, domain_id: str) -> None:
    """Look one domain up; nothing when it was deleted meanwhile."""
    async with database.read() as session:
        host = await session.scalar(select(OwnDomain.host).where(OwnDomain.id == domain_id))
    if host is None:
        return
    found, ours = await asyncio.gather(resolver.look_up(host), resolver.platform_addresses())
    async with database.session() as session:
        # All claims of the host, in one order, so that two that are verified at once cannot both win.
        query = select(OwnDomain).where(OwnDomain.host == host).order_by(OwnDomain.id).with_for_update()
        claims = list(await session.scalars(query.execution_options(populate_existing=True)))
        domain = next((each for each in claims if each.id == domain_id), None)
        if domain is None:
            return
        holder = next((each for each in claims if each.verified_at is not None and each is not domain), None)
        domain.points_here = points_here(found, ours)
        await _settle(session, signals, domain, holder, found)


async def _settle(
    session: Session, signals: Signals, domain: OwnDomain, holder: OwnDomain | None, found: Found
) -> None:
    problem = problem_of(found, domain.token)
    if problem is None and holder is not None:
        if problem_of(found, holder.token) is None:
            problem = Problem.HELD
        else:
            await _lose(session, signals, holder)
    before = standing(domain)
    if problem is None and domain.verified_at is None:
        domain.verified_at = utcnow()
        log.info("domain verified", host=domain.host, tenant=domain.tenant_id)
        await tell_publisher(session, signals, domain)
    domain.problem = problem
    # A change is news: what has just been set or removed may be changed again soon.
    domain.looks = 0 if record_standing(session, domain, before) else domain.looks + 1
    domain.checked_at = utcnow()
    domain.next_check_at = utcnow() + pause(domain.looks, verified=domain.verified_at is not None)


async def _lose(session: Session, signals: Signals, holder: OwnDomain) -> None:
    """Take a host from who no longer proves it, for one who does: domains are sold."""
    log.info("domain lost to another tenant that proves it", host=holder.host, tenant=holder.tenant_id)
    before = standing(holder)
    holder.verified_at, holder.problem, holder.looks = None, Problem.NO_RECORD, 0
    record_standing(session, holder, before)
    holder.next_check_at = utcnow()
    await tell_publisher(session, signals, holder)
    await session.flush()

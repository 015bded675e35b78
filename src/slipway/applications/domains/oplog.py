"""How own domains stand in the operation log: without their tokens."""

from __future__ import annotations

from sqlalchemy import select

from slipway.applications.domains.models import OwnDomain
from slipway.applications.models import Application, Service
from slipway.audit import Target, record_of_platform
from slipway.db import Obj, Session


def target_of(domain: OwnDomain) -> Target:
    """Return a domain as an operation's object."""
    return Target("domain", domain.id, domain.host, domain.tenant_id)


async def snapshot(session: Session, domain: OwnDomain) -> Obj:
    """Return what a domain is at this moment."""
    query = select(Application.name + "/" + Service.name).join_from(Service, Application)
    path = await session.scalar(query.where(Service.id == domain.service_id)) if domain.service_id else None
    return {"host": domain.host, "service": path, "redirect": domain.redirect, **standing(domain)}


def standing(domain: OwnDomain) -> Obj:
    """Return what looks into DNS change."""
    return {"verified": domain.verified_at is not None, "problem": domain.problem}


def record_standing(session: Session, domain: OwnDomain, before: Obj) -> bool:
    """Tell whether a look changed how the domain stood before, and write that down if it did.

    It is the platform that concludes so, whoever asked for the look: that may have been another tenant.
    """
    after = standing(domain)
    if after == before:
        return False
    record_of_platform(session, "domain.state", target_of(domain), before, after)
    return True

"""Have the platform get the certificate of an own domain, or no longer."""

from __future__ import annotations

from slipway.applications.context import Context
from slipway.applications.domains.acme.models import AutomaticCertificate, automatic_of
from slipway.applications.domains.acme.outcome import FIRST_PAUSE
from slipway.applications.domains.lookup import held_domain
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.oplog import target_of
from slipway.audit import record
from slipway.db import utcnow
from slipway.errors import Conflict, NotFound
from slipway.settings import Settings


async def automate(context: Context, domain_id: str, settings: Settings) -> OwnDomain:
    """Get a certificate as soon as the domain is verified, and a new one in time; when that is so already, try now."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    if not settings.acme_offered:
        raise Conflict("certificate.no_authority", {"host": domain.host})
    row = (await automatic_of(session, [domain.id])).get(domain.id)
    before = {"automatic": row is not None}
    if row is None:
        row = AutomaticCertificate(domain_id=domain.id, tenant_id=domain.tenant_id, created_by=context.actor.name)
        session.add(row)
    elif row.tried_at is not None and row.failures:
        # Authorities count failures, too: not as often as somebody clicks.
        row.next_try_at = min(row.next_try_at, max(utcnow(), row.tried_at + FIRST_PAUSE))
    await session.flush()
    record(session, context.actor, "domain.automate_certificate", target_of(domain), before, {"automatic": True})
    return domain


async def stop_automating(context: Context, domain_id: str) -> None:
    """Leave the certificate as it is: nobody renews it."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    if not await forget_automatic(context, domain):
        raise NotFound("certificate.not_automatic", {"host": domain.host})


async def forget_automatic(context: Context, domain: OwnDomain) -> bool:
    """Get no more certificates for a domain; tell whether that was so."""
    row = (await automatic_of(context.session, [domain.id])).get(domain.id)
    if row is None:
        return False
    await context.session.delete(row)
    await context.session.flush()
    what = "domain.keep_certificate"
    record(context.session, context.actor, what, target_of(domain), {"automatic": True}, {"automatic": False})
    return True

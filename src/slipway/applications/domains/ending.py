"""Whether certificates are good, and which ones somebody has to look at: they end soon or are not served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from slipway.access import Actor, scope
from slipway.applications.domains.acme.models import AutomaticCertificate, automatic_of
from slipway.applications.domains.acme.outcome import why
from slipway.applications.domains.certificate import DomainCertificate
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.names import shown
from slipway.applications.domains.reasons import reason_of
from slipway.applications.domains.schemas import CertificateState, CertificateTrouble
from slipway.db import Session
from slipway.errors import Conflict, SlipwayError
from slipway.tenants import tenant_names

ENDING_DAYS, URGENT_DAYS = 30, 7
"""How long before its end a certificate is warned of, and when that becomes urgent."""
_GRAVITY = (CertificateState.EXPIRED, CertificateState.REFUSED, CertificateState.URGENT, CertificateState.ENDING)


def certificate_state(
    certificate: DomainCertificate, host: str, now: datetime, automatic: AutomaticCertificate | None = None
) -> tuple[CertificateState, SlipwayError | None]:
    """Return how good a certificate is, with what is wrong with it. One that is being renewed may end soon."""
    left = certificate.not_after - now
    if left.total_seconds() <= 0:
        return CertificateState.EXPIRED, Conflict("certificate.ended", {"host": host})
    if certificate.problem is not None:
        params = {"host": host, "reason": certificate.problem}
        return CertificateState.REFUSED, Conflict("certificate.refused", params)
    renews = automatic is not None and automatic.failures == 0
    if left.days < ENDING_DAYS and not renews:
        state = CertificateState.URGENT if left.days < URGENT_DAYS else CertificateState.ENDING
        return state, Conflict("certificate.ends_soon", {"host": host, "days": left.days})
    return CertificateState.VALID, None


async def troubles(session: Session, actor: Actor, now: datetime) -> list[CertificateTrouble]:
    """Return what is wrong with certificates of domains that lead to services, the gravest and nearest first."""
    query = select(OwnDomain, DomainCertificate).join(DomainCertificate, DomainCertificate.domain_id == OwnDomain.id)
    query = query.where(OwnDomain.verified_at.is_not(None), OwnDomain.service_id.is_not(None))
    soon = DomainCertificate.not_after < now + timedelta(days=ENDING_DAYS)
    query = query.where(or_(soon, DomainCertificate.problem.is_not(None)))
    rows = (await session.execute(scope(query, OwnDomain, actor))).all()
    automatic = await automatic_of(session, [domain.id for domain, _ in rows])
    tenants = await tenant_names(session, [domain.tenant_id for domain, _ in rows])
    found = []
    for domain, certificate in rows:
        row = automatic.get(domain.id)
        state, error = certificate_state(certificate, domain.host, now, row)
        if error is not None:
            # What keeps the platform from getting a new one says more than that the present one ends.
            cause = why(row, domain.host) if row is not None and state is not CertificateState.REFUSED else None
            found.append(_trouble(domain, certificate, tenants[domain.tenant_id], (state, cause or error)))
    return _gravest_first(found)


def _trouble(
    domain: OwnDomain, certificate: DomainCertificate, tenant: str, found: tuple[CertificateState, SlipwayError]
) -> CertificateTrouble:
    state, error = found
    return CertificateTrouble(
        domain_id=domain.id,
        host=domain.host,
        name=shown(domain.host),
        tenant_id=domain.tenant_id,
        tenant=tenant,
        state=state,
        reason=reason_of(error),
        not_after=certificate.not_after,
    )


def _gravest_first(found: Sequence[CertificateTrouble]) -> list[CertificateTrouble]:
    return sorted(found, key=lambda each: (_GRAVITY.index(each.state), each.not_after, each.host))

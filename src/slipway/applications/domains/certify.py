"""Set and remove the certificate of an own domain."""

from __future__ import annotations

from slipway.applications.context import Context
from slipway.applications.domains.certificate import DomainCertificate, certificates_of
from slipway.applications.domains.lookup import held_domain
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.pem import bundle_of
from slipway.applications.domains.schemas import CertificateUpload
from slipway.applications.domains.signal import tell_publisher
from slipway.audit import Target, record
from slipway.db import Obj, utcnow
from slipway.errors import NotFound


async def certify(context: Context, domain_id: str, given: CertificateUpload) -> OwnDomain:
    """Serve a domain with this certificate from now on, instead of the one that it has."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    bundle = bundle_of(given.certificate, given.private_key.get_secret_value(), domain.host, utcnow())
    certificate = (await certificates_of(session, [domain.id])).get(domain.id)
    before = _snapshot(certificate)
    if certificate is None:
        certificate = DomainCertificate(domain_id=domain.id, tenant_id=domain.tenant_id)
        session.add(certificate)
    certificate.take(bundle)
    certificate.created_at, certificate.created_by = utcnow(), context.actor.name
    await session.flush()
    await _note(context, domain, "domain.set_certificate", before, _snapshot(certificate))
    return domain


async def uncertify(context: Context, domain_id: str) -> None:
    """Serve a domain without a certificate, by HTTP only."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    certificate = (await certificates_of(session, [domain.id])).get(domain.id)
    if certificate is None:
        raise NotFound("certificate.not_found", {"host": domain.host})
    await session.delete(certificate)
    await session.flush()
    await _note(context, domain, "domain.remove_certificate", _snapshot(certificate), None)


async def _note(context: Context, domain: OwnDomain, what: str, before: Obj | None, after: Obj | None) -> None:
    target = Target("domain", domain.id, domain.host, domain.tenant_id)
    record(context.session, context.actor, what, target, before, after)
    await tell_publisher(context.session, context.signals, domain)


def _snapshot(certificate: DomainCertificate | None) -> Obj | None:
    if certificate is None:
        return None
    return {
        "issuer": certificate.issuer,
        "fingerprint": certificate.fingerprint,
        "not_after": certificate.not_after.isoformat(),
    }

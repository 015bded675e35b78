"""Set and remove the certificate of an own domain."""

from __future__ import annotations

from slipway.applications.context import Context
from slipway.applications.domains.acme.manage import forget_automatic
from slipway.applications.domains.certificate import DomainCertificate, certificates_of
from slipway.applications.domains.lookup import held_domain
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.pem import Bundle, bundle_of
from slipway.applications.domains.schemas import CertificateUpload
from slipway.applications.domains.signal import tell_publisher
from slipway.audit import Target, record
from slipway.db import Obj, Session, utcnow
from slipway.errors import NotFound


async def certify(context: Context, domain_id: str, given: CertificateUpload) -> OwnDomain:
    """Serve a domain with this certificate from now on, instead of the one that it has."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    bundle = bundle_of(given.certificate, given.private_key.get_secret_value(), domain.host, utcnow())
    _, before, after = await keep(session, domain, bundle, context.actor.name)
    await forget_automatic(context, domain)
    await _note(context, domain, "domain.set_certificate", before, after)
    return domain


async def keep(
    session: Session, domain: OwnDomain, bundle: Bundle, by: str
) -> tuple[DomainCertificate, Obj | None, Obj | None]:
    """Make a checked certificate the domain's; return it, and what the operation log keeps of before and after."""
    certificate = (await certificates_of(session, [domain.id])).get(domain.id)
    before = _snapshot(certificate)
    if certificate is None:
        certificate = DomainCertificate(domain_id=domain.id, tenant_id=domain.tenant_id)
        session.add(certificate)
    certificate.take(bundle)
    certificate.created_at, certificate.created_by = utcnow(), by
    await session.flush()
    return certificate, before, _snapshot(certificate)


async def uncertify(context: Context, domain_id: str) -> None:
    """Serve a domain without a certificate, by HTTP only; the platform gets no other one."""
    session = context.session
    domain = await held_domain(session, context.actor, domain_id)
    certificate = (await certificates_of(session, [domain.id])).get(domain.id)
    if certificate is None:
        raise NotFound("certificate.not_found", {"host": domain.host})
    await forget_automatic(context, domain)
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

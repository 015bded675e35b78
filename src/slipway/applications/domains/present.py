"""Show domains, with what the cluster has of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from slipway.applications.domains.acme.models import AutomaticCertificate, automatic_of
from slipway.applications.domains.acme.outcome import why
from slipway.applications.domains.certificate import DomainCertificate, certificates_of
from slipway.applications.domains.ending import certificate_state
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.names import record_name, record_value, shown
from slipway.applications.domains.reasons import reason_of
from slipway.applications.domains.schemas import (
    AutomaticOut,
    AutomaticState,
    CertificateOut,
    DomainOut,
    DomainReason,
    DomainState,
    RecordOut,
)
from slipway.applications.models import Application, Service
from slipway.applications.publish.routing import redirect_name
from slipway.cluster import HTTP_ROUTE, INGRESS, Obj, WatchCache
from slipway.containers import BY_SERVICE
from slipway.db import Session, utcnow
from slipway.errors import Conflict
from slipway.settings import Settings
from slipway.tenants import tenant_names


@dataclass(frozen=True, slots=True)
class DomainPresenter:
    """Shows domains that the caller may know of."""

    session: Session
    cache: WatchCache
    settings: Settings

    async def one(self, domain: OwnDomain) -> DomainOut:
        """Show one domain."""
        return (await self.many([domain]))[0]

    async def many(self, domains: Sequence[OwnDomain]) -> list[DomainOut]:
        """Show domains in their order."""
        ids = {each.service_id for each in domains}
        query = select(Service, Application.name).join(Application, Application.id == Service.application_id)
        rows = await self.session.execute(query.where(Service.id.in_(ids), Service.deleted_at.is_(None)))
        services = {service.id: (service, application) for service, application in rows}
        tenants = await tenant_names(self.session, [each.tenant_id for each in domains])
        ids_of_domains = [each.id for each in domains]
        certificates = await certificates_of(self.session, ids_of_domains)
        automatic = await automatic_of(self.session, ids_of_domains)
        return [
            self._out(
                each,
                tenants[each.tenant_id],
                services.get(each.service_id or ""),
                (certificates.get(each.id), automatic.get(each.id)),
            )
            for each in domains
        ]

    def _out(
        self,
        domain: OwnDomain,
        tenant: str,
        to: tuple[Service, str] | None,
        by_tls: tuple[DomainCertificate | None, AutomaticCertificate | None],
    ) -> DomainOut:
        service, application = to or (None, None)
        certificate, automatic = by_tls
        secure = certificate is not None
        carried = service is not None and service.published and self._carried(service.id, domain.host)
        served = domain.verified_at is not None and carried
        problem = _reason(domain)
        return DomainOut(
            id=domain.id,
            tenant_id=domain.tenant_id,
            tenant=tenant,
            host=domain.host,
            name=shown(domain.host),
            state=state_of(domain, served=served),
            reason=problem,
            record=RecordOut(type="TXT", name=record_name(domain.host), value=record_value(domain.token)),
            pointer=self._pointer(domain.host),
            points_here=domain.points_here,
            service_id=service.id if service else None,
            service=service.name if service else None,
            application_id=service.application_id if service else None,
            application=application,
            url=self.settings.url_of_own_host(domain.host, secure=secure) if served else None,
            certificate=certificate_out(certificate, domain.host, automatic) if certificate else None,
            automatic=_automatic_out(automatic, domain.host) if automatic else None,
            can_automate=self.settings.acme_offered,
            redirect=domain.redirect,
            redirected=service is not None and served and self._redirected(service, domain.host),
            verified_at=domain.verified_at,
            checked_at=domain.checked_at,
            next_check_at=domain.next_check_at,
            created_at=domain.created_at,
            created_by=domain.created_by,
        )

    def _carried(self, service_id: str, host: str) -> bool:
        """Tell whether the cluster has the host among the names of the service's route."""
        routes = (obj for kind in (HTTP_ROUTE, INGRESS) for obj in self.cache.find(kind, BY_SERVICE, service_id))
        return any(host in _hosts_of(obj) for obj in routes)

    def _redirected(self, service: Service, host: str) -> bool:
        """Tell whether the cluster has the host among those that are led to https."""
        routes = self.cache.find(HTTP_ROUTE, BY_SERVICE, service.id)
        return any(
            each["metadata"]["name"] == redirect_name(service.name) and host in _hosts_of(each) for each in routes
        )

    def _pointer(self, host: str) -> RecordOut:
        addresses = [each.strip() for each in self.settings.public_addresses.split(",") if each.strip()]
        if not addresses:
            return RecordOut(type="CNAME", name=host, value=self.settings.platform_domain)
        return RecordOut(type="AAAA" if ":" in addresses[0] else "A", name=host, value=addresses[0])


def state_of(domain: OwnDomain, *, served: bool) -> DomainState:
    """Return how far a domain has come."""
    if domain.verified_at is None:
        return DomainState.UNVERIFIED
    if domain.problem is not None:
        return DomainState.FAILING
    return DomainState.SERVING if served else DomainState.VERIFIED


def certificate_out(
    certificate: DomainCertificate, host: str, automatic: AutomaticCertificate | None
) -> CertificateOut:
    """Show a certificate, with what is wrong with it."""
    state, error = certificate_state(certificate, host, utcnow(), automatic)
    return CertificateOut(
        state=state,
        reason=reason_of(error) if error else None,
        issuer=certificate.issuer,
        fingerprint=certificate.fingerprint,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        created_at=certificate.created_at,
        created_by=certificate.created_by,
    )


def _automatic_out(automatic: AutomaticCertificate, host: str) -> AutomaticOut:
    error = why(automatic, host)
    state = AutomaticState.WAITING if automatic.tried_at is None else AutomaticState.ISSUED
    return AutomaticOut(
        state=AutomaticState.FAILING if error else state,
        reason=reason_of(error) if error else None,
        failures=automatic.failures,
        next_try_at=automatic.next_try_at,
    )


_PROBLEMS = {
    "no_record": "domain.no_record",
    "other_record": "domain.other_record",
    "dns_silent": "domain.dns_silent",
    "held": "domain.held",
}


def _reason(domain: OwnDomain) -> DomainReason | None:
    if domain.problem is None:
        return None
    params = {"host": domain.host, "record": record_name(domain.host), "value": record_value(domain.token)}
    return reason_of(Conflict(_PROBLEMS[domain.problem], params))


def _hosts_of(route: Obj) -> list[str]:
    spec = route.get("spec") or {}
    return [*(spec.get("hostnames") or ()), *(rule.get("host", "") for rule in spec.get("rules") or ())]

"""What applications should be, as plain values without a database behind them.

Status and publisher work on these, so that their decisions are functions of their inputs. Views include what is being
deleted (``deleting``), because the cluster still has to be cleaned of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, delete, select

from slipway.applications.domains.certificate import DomainCertificate
from slipway.applications.domains.models import OwnDomain
from slipway.applications.models import Application, Revision, Service
from slipway.applications.scaling.check import at_least, rules_of
from slipway.applications.scaling.schemas import Autoscaling
from slipway.applications.schemas import ServiceConfig
from slipway.db import Obj, Session
from slipway.tenants import Tenant


class Redirect(NamedTuple):
    """An own domain whose visitors are to be led to https."""

    host: str
    domain_id: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What makes a service a canary: of which one (id), with how many of a hundred requests, and whether it won."""

    of: str
    weight: int
    since: datetime
    """When it was started."""
    promoted: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Requests that are led past a service: so many of a hundred, to the Kubernetes Service ``name``."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service as it should be, with its current revision's configuration."""

    id: str
    application_id: str
    name: str
    replicas: int
    published: bool
    deleting: bool
    revision: int
    restarted_at: datetime | None
    config: ServiceConfig
    restarts_in_turn: bool = False
    paused: bool = False
    partition_id: str | None = None
    """Of the partition that ``config`` names: hosts are marked with the id, which no rename changes."""
    delete_volumes: bool = False
    """Its volumes go with it, now that it is deleted."""
    own_hosts: tuple[str, ...] = ()
    """Verified own domains that lead to it, sorted."""
    secure_hosts: tuple[str, ...] = ()
    """Those of them that have a certificate."""
    redirects: tuple[Redirect, ...] = ()
    """Those of the latter whose visitors are to come by https, and whose certificate the cluster has not refused."""
    autoscaling: Autoscaling | None = None
    """By which rules the cluster sets the number of its replicas."""
    runs_as: int | None = None
    """The earlier revision that it was returned to, if it was."""
    trial: Trial | None = None
    """Set of a canary."""
    aside: Share | None = None
    """What its canary gets of its requests at this moment (``canary.traffic``); never stored."""

    @property
    def mark(self) -> int:
        """The number of a revision that its pods bear. A revision that repeats an earlier one has that one's pods."""
        return self.runs_as or self.revision

    @property
    def least(self) -> int:
        """How many replicas it has in any case."""
        return at_least(self.replicas, self.autoscaling)


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One application as it should be; services are sorted by name."""

    id: str
    tenant_id: str
    tenant_name: str
    namespace: str
    name: str
    description: str
    deleting: bool
    created_at: datetime
    updated_at: datetime
    services: tuple[ServiceView, ...]
    delete_volumes: bool = False
    kept_by: str | None = None
    """The room that keeps it (``keeping``)."""
    kept_as: str | None = None


async def load_view(session: Session, application_id: str) -> ApplicationView | None:
    """Return one application, or None when there is no such row (any more)."""
    found = await load_views(session, [application_id])
    return found[0] if found else None


async def load_views(session: Session, ids: Iterable[str]) -> list[ApplicationView]:
    """Return the applications that there are of ``ids``, in their order."""
    wanted = list(ids)
    services = await _services_of(session, wanted)
    query = select(Application, Tenant).join(Tenant, Tenant.id == Application.tenant_id)
    rows = await session.execute(query.where(Application.id.in_(wanted)))
    views = {row.id: view_of(row, tenant, services[row.id]) for row, tenant in rows}
    return [views[application_id] for application_id in wanted if application_id in views]


async def all_ids(session: Session) -> list[str]:
    """Return the ids of all applications, oldest first, also of those that are being deleted."""
    return list((await session.scalars(select(Application.id).order_by(Application.id))).all())


async def forget_service(session: Session, service_id: str) -> None:
    """Drop the row of a deleted service once the cluster has nothing of it any more; others stay untouched."""
    await session.execute(delete(Service).where(Service.id == service_id, Service.deleted_at.is_not(None)))


async def forget_application(session: Session, application_id: str) -> None:
    """Drop the rows of a deleted application once the cluster has nothing of it any more; others stay untouched."""
    gone = (Application.id == application_id, Application.deleted_at.is_not(None))
    await session.execute(delete(Application).where(*gone))


def view_of(application: Application, tenant: Tenant, services: Sequence[ServiceView]) -> ApplicationView:
    """Return the view of loaded rows."""
    return ApplicationView(
        id=application.id,
        tenant_id=application.tenant_id,
        tenant_name=tenant.name,
        namespace=tenant.namespace,
        name=application.name,
        description=application.description,
        deleting=application.deleted_at is not None,
        created_at=application.created_at,
        updated_at=application.updated_at,
        services=tuple(services),
        delete_volumes=application.delete_volumes,
        kept_by=application.kept_by,
        kept_as=application.kept_as,
    )


async def _services_of(session: Session, application_ids: Sequence[str]) -> dict[str, list[ServiceView]]:
    current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
    query = select(Service, Revision.config, Revision.runs_as).join(Revision, current)
    query = query.where(Service.application_id.in_(application_ids)).order_by(Service.name)
    hosts = await _own_hosts(session, application_ids)
    found: dict[str, list[ServiceView]] = defaultdict(list)
    for service, config, runs_as in await session.execute(query):
        view = _service_view(service, config, hosts[service.id])
        found[service.application_id].append(replace(view, runs_as=runs_as))
    return found


@dataclass(slots=True)
class _Hosts:
    """The own hosts of one service, sorted."""

    own: list[str] = field(default_factory=list)
    secure: list[str] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)


async def _own_hosts(session: Session, application_ids: Sequence[str]) -> dict[str, _Hosts]:
    """Return verified own domains by service."""
    good = and_(DomainCertificate.id.is_not(None), DomainCertificate.problem.is_(None))
    query = select(OwnDomain, DomainCertificate.id.is_not(None), good)
    query = query.join(Service, Service.id == OwnDomain.service_id)
    query = query.outerjoin(DomainCertificate, DomainCertificate.domain_id == OwnDomain.id)
    query = query.where(Service.application_id.in_(application_ids), OwnDomain.verified_at.is_not(None))
    found: dict[str, _Hosts] = defaultdict(_Hosts)
    for domain, is_secure, is_served in await session.execute(query.order_by(OwnDomain.host)):
        hosts = found[str(domain.service_id)]
        hosts.own.append(domain.host)
        if is_secure:
            hosts.secure.append(domain.host)
        if is_served and domain.redirect:
            hosts.redirects.append(Redirect(domain.host, domain.id))
    return found


def _service_view(service: Service, config: Obj, hosts: _Hosts) -> ServiceView:
    return ServiceView(
        id=service.id,
        application_id=service.application_id,
        name=service.name,
        replicas=service.replicas,
        published=service.published,
        deleting=service.deleted_at is not None,
        revision=service.revision,
        restarted_at=service.restarted_at,
        restarts_in_turn=service.restarts_in_turn,
        paused=service.paused,
        config=ServiceConfig.model_validate(config),
        partition_id=service.partition_id,
        delete_volumes=service.delete_volumes,
        own_hosts=tuple(hosts.own),
        secure_hosts=tuple(hosts.secure),
        redirects=tuple(hosts.redirects),
        autoscaling=rules_of(service),
        trial=_trial(service),
    )


def _trial(service: Service) -> Trial | None:
    if service.canary_of is None:
        return None
    return Trial(service.canary_of, service.canary_weight, service.created_at, service.canary_promoted)

"""HTTP routes of domains."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query

from slipway.access import Action, require
from slipway.applications.check import refuse_reserved_domain
from slipway.applications.context import Context
from slipway.applications.domains import manage
from slipway.applications.domains.acme.manage import automate, stop_automating
from slipway.applications.domains.certify import certify, uncertify
from slipway.applications.domains.look import look
from slipway.applications.domains.lookup import domain_by_id, free_below_platform, held_domain, listed
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.names import Reserved
from slipway.applications.domains.present import DomainPresenter
from slipway.applications.domains.reasons import reason_of
from slipway.applications.domains.resolver import DomainResolver
from slipway.applications.domains.schemas import AvailabilityOut, CertificateUpload, DomainClaim, DomainOut, DomainPatch
from slipway.applications.parts import CurrentContext, DatabasePart, SignalsPart
from slipway.applications.words import Name
from slipway.cluster import WatchCache
from slipway.errors import Conflict, SlipwayError
from slipway.settings import Settings
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate, provided

router = APIRouter(tags=["domains"])

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
ResolverPart = Annotated[DomainResolver, Depends(provided(DomainResolver))]
CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]

LISTING = Listing(
    sort={"host": OwnDomain.host, "created_at": OwnDomain.created_at, "checked_at": OwnDomain.checked_at},
    search=[OwnDomain.host],
    default="host",
)


def presenter(session: DbSession, cache: CachePart, settings: SettingsPart) -> DomainPresenter:
    """Put together what an answer needs."""
    return DomainPresenter(session, cache, settings)


Present = Annotated[DomainPresenter, Depends(presenter)]


@router.get("/domains/availability")
async def domain_availability(
    actor: CurrentActor,
    session: DbSession,
    settings: SettingsPart,
    name: Annotated[Name, Query(description="the name below the platform's domain, as a service's `domain`")],
    service_id: Annotated[str | None, Query(max_length=64, description="whose present domain counts as free")] = None,
) -> AvailabilityOut:
    """Tell whether a service can have a name below the platform's domain. Never tells who has it."""
    require(actor, Action.DOMAIN_READ, actor.tenant_id)
    reason = None
    try:
        refuse_reserved_domain(name, "name")
        if not await free_below_platform(session, actor, name, service_id):
            raise Conflict("service.domain_taken", {"domain": name}, field="name")
    except SlipwayError as error:
        reason = reason_of(error)
    host = f"{name}.{settings.platform_domain}"
    return AvailabilityOut(name=name, host=host, available=reason is None, reason=reason)


@router.get("/domains")
async def list_domains(
    actor: CurrentActor,
    session: DbSession,
    present: Present,
    paging: Paging,
    service_id: Annotated[str | None, Query(description="only those that lead to this service")] = None,
    tenant_id: Annotated[str | None, Query(description="only those of this tenant")] = None,
) -> Page[DomainOut]:
    """List own domains, with the records to set in DNS."""
    require(actor, Action.DOMAIN_READ, actor.tenant_id)
    found, total = await paginate(session, listed(actor, service_id, tenant_id), paging, LISTING)
    return page_of(await present.many(found), total, paging)


@router.post("/domains", status_code=201)
async def claim_domain(
    context: CurrentContext, present: Present, settings: SettingsPart, body: DomainClaim
) -> DomainOut:
    """Bring a host name. It serves once the record that is told stands in DNS."""
    reserved = Reserved(settings.platform_domain, urlsplit(settings.public_url).hostname or "")
    return await present.one(await manage.claim(context, body, reserved))


@router.get("/domains/{domain_id}")
async def get_domain(actor: CurrentActor, session: DbSession, present: Present, domain_id: str) -> DomainOut:
    """Show one own domain."""
    require(actor, Action.DOMAIN_READ, actor.tenant_id)
    return await present.one(await domain_by_id(session, actor, domain_id))


@router.patch("/domains/{domain_id}")
async def change_domain(
    context: CurrentContext, present: Present, settings: SettingsPart, domain_id: str, body: DomainPatch
) -> DomainOut:
    """Lead a host to another service, or to none; or its visitors from http to https."""
    return await present.one(await manage.change(context, domain_id, body, settings))


@router.delete("/domains/{domain_id}", status_code=204)
async def delete_domain(context: CurrentContext, domain_id: str) -> None:
    """Give a host up."""
    await manage.give_up(context, domain_id)


@router.put("/domains/{domain_id}/certificate")
async def set_certificate(
    context: CurrentContext, present: Present, domain_id: str, body: CertificateUpload
) -> DomainOut:
    """Serve a host by https, with this certificate."""
    return await present.one(await certify(context, domain_id, body))


@router.delete("/domains/{domain_id}/certificate", status_code=204)
async def remove_certificate(context: CurrentContext, domain_id: str) -> None:
    """Serve a host by http only."""
    await uncertify(context, domain_id)


@router.put("/domains/{domain_id}/certificate/automatic")
async def automate_certificate(
    context: CurrentContext, present: Present, settings: SettingsPart, domain_id: str
) -> DomainOut:
    """Have the platform get the host's certificate, and renew it; try again soon when the last try failed."""
    return await present.one(await automate(context, domain_id, settings))


@router.delete("/domains/{domain_id}/certificate/automatic", status_code=204)
async def keep_certificate(context: CurrentContext, domain_id: str) -> None:
    """Have the host's certificate renewed no more; it stays as it is."""
    await stop_automating(context, domain_id)


@router.post("/domains/{domain_id}/verify")
async def verify_domain(
    actor: CurrentActor,
    database: DatabasePart,
    resolver: ResolverPart,
    signals: SignalsPart,
    cache: CachePart,
    settings: SettingsPart,
    domain_id: str,
) -> DomainOut:
    """Look the host up in DNS now, and tell what follows."""
    require(actor, Action.DOMAIN_MANAGE, actor.tenant_id)
    async with database.read() as session:
        await domain_by_id(session, actor, domain_id)
    await look(database, resolver, signals, domain_id)
    async with database.session() as session:
        domain = await held_domain(session, actor, domain_id)
        await manage.record_look(Context(actor, session, signals), domain)
        return await DomainPresenter(session, cache, settings).one(domain)

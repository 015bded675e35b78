"""HTTP routes of registries and images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select

from slipway.access import SYSTEM, Action, Actor, require, scope
from slipway.db import Database, Session, after_commit
from slipway.errors import BadGateway, Invalid, NotFound
from slipway.images import lookup, manage
from slipway.images.client import RegistryClient
from slipway.images.desk import Desk, Source
from slipway.images.find import listed, pulling, registry_by_id, registry_for
from slipway.images.models import Registry
from slipway.images.reference import ADDRESS, Image, canonical, parse, registry_of
from slipway.images.schemas import (
    ImageOut,
    PullingService,
    RegistryCreate,
    RegistryMeteringOut,
    RegistryOut,
    RegistryPatch,
    RepositoriesOut,
    TagOut,
    TriedOut,
)
from slipway.images.storage.present import metering_of
from slipway.images.storage.routes import router as storage
from slipway.images.uses import Use
from slipway.tenants import TenantSync, homes, tenant_by_id
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate, provided

router = APIRouter(tags=["images"])
router.include_router(storage)

LISTING = Listing(
    sort={"address": Registry.address, "created_at": Registry.created_at}, search=[Registry.address], default="address"
)
DeskPart = Annotated[Desk, Depends(provided(Desk))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
SyncPart = Annotated[TenantSync, Depends(provided(TenantSync))]
OfTenant = Annotated[str | None, Query(max_length=64, description="for the platform's roles: as this tenant")]
ImageQuery = Annotated[str, Query(min_length=1, max_length=512, description="such as `registry:5000/team/web:1.2`")]


@router.get("/registries")
async def list_registries(
    actor: CurrentActor, session: DbSession, desk: DeskPart, paging: Paging, tenant_id: OfTenant = None
) -> Page[RegistryOut]:
    """List the registries of one's tenant and those that the platform shares, with the services that pull from each."""
    require(actor, Action.REGISTRY_READ, actor.tenant_id)
    if tenant_id is not None:
        await tenant_by_id(session, actor, tenant_id)
    found, total = await paginate(session, listed(actor, tenant_id), paging, LISTING)
    return page_of(await _shown(session, actor, desk, found), total, paging)


@router.post("/registries", status_code=201)
async def add_registry(
    actor: CurrentActor,
    session: DbSession,
    database: DatabasePart,
    desk: DeskPart,
    sync: SyncPart,
    body: RegistryCreate,
) -> RegistryOut:
    """Add a registry; it has to let the platform in. Its password is kept encrypted, and is never told again."""
    async with database.read() as before:
        wanted = await manage.drafted(before, actor, body)
    await manage.client_of(wanted, desk.inside).check()
    made = await manage.add(session, actor, wanted)
    await _wake(session, sync, made)
    return (await _shown(session, actor, desk, [made]))[0]


@router.post("/registries/try")
async def try_registry(actor: CurrentActor, database: DatabasePart, desk: DeskPart, body: RegistryCreate) -> TriedOut:
    """Try whether a registry lets the platform in; nothing is kept."""
    async with database.read() as session:
        wanted = await manage.drafted(session, actor, body)
    await manage.client_of(wanted, desk.inside).check()
    return TriedOut(address=wanted.address)


@router.get("/registries/{registry_id}")
async def get_registry(actor: CurrentActor, session: DbSession, desk: DeskPart, registry_id: str) -> RegistryOut:
    """Show one registry, and which services pull from it."""
    require(actor, Action.REGISTRY_READ, actor.tenant_id)
    return (await _shown(session, actor, desk, [await registry_by_id(session, actor, registry_id)]))[0]


@router.patch("/registries/{registry_id}")
async def change_registry(
    actor: CurrentActor,
    session: DbSession,
    database: DatabasePart,
    desk: DeskPart,
    sync: SyncPart,
    registry_id: str,
    body: RegistryPatch,
) -> RegistryOut:
    """Give a registry another name or password; it has to let them in."""
    async with database.read() as before:
        tried = manage.changed(actor, await registry_by_id(before, actor, registry_id), body)
    await manage.client_of(tried, desk.inside).check()
    changed = await manage.change(session, actor, registry_id, tried)
    await _wake(session, sync, changed)
    return (await _shown(session, actor, desk, [changed]))[0]


@router.delete("/registries/{registry_id}", status_code=204)
async def remove_registry(
    actor: CurrentActor,
    session: DbSession,
    desk: DeskPart,
    sync: SyncPart,
    registry_id: str,
    force: Annotated[bool, Query(description="also while services pull from it")] = False,
) -> None:
    """Forget a registry. Refused while services pull from it, which the error names, unless forced."""
    registry = await registry_by_id(session, actor, registry_id, hold=True)
    users = (await _users_of(session, actor, desk, [registry]))[registry.id]
    await manage.remove(session, actor, registry, users, force=force)
    await _wake(session, sync, registry)


@router.post("/registries/{registry_id}/try")
async def try_known_registry(actor: CurrentActor, database: DatabasePart, desk: DeskPart, registry_id: str) -> TriedOut:
    """Try whether a registry still lets the platform in."""
    async with database.read() as session:
        registry = await registry_by_id(session, actor, registry_id)
        require(actor, Action.REGISTRY_MANAGE, registry.tenant_id)
    await manage.client_of(registry, desk.inside).check()
    return TriedOut(address=registry.address)


@router.get("/images/repositories")
async def list_repositories(
    actor: CurrentActor,
    database: DatabasePart,
    desk: DeskPart,
    registry: Annotated[str, Query(pattern=ADDRESS, max_length=259, description="address of the registry")],
    q: Annotated[str, Query(max_length=200, description="part of the name")] = "",
    tenant_id: OfTenant = None,
) -> RepositoriesOut:
    """Names of images in a registry: its own list where it has one for us, else what the caller's services use."""
    address = canonical(registry)
    async with database.read() as session:
        source = await _source(session, actor, desk, tenant_id, address)
        of = tenant_id or actor.tenant_id
        images = [each.image for each in await desk.uses.uses(session, actor, of)]
        used = sorted({parse(image).repository for image in images if registry_of(image) == address})
    try:
        found, known_from = await desk.answer(source, "catalog", lookup.repositories), "catalog"
    except (NotFound, BadGateway, Invalid) as error:
        if isinstance(error, Invalid) and error.code not in ("registry.login_needed", "registry.login_refused"):
            raise
        found, known_from = used, "services"
    matching = [each for each in found if q.casefold() in each.casefold()]
    return RepositoriesOut.model_validate({"source": known_from, "items": matching})


@router.get("/images/tags")
async def list_tags(
    actor: CurrentActor,
    database: DatabasePart,
    desk: DeskPart,
    image: ImageQuery,
    paging: Paging,
    tenant_id: OfTenant = None,
) -> Page[TagOut]:
    """List an image's tags, by their numbers the newest first; of very many the registry's first thousand."""
    asked, source = await _asked(actor, database, desk, image, tenant_id)
    tags = await desk.answer(source, f"tags {asked.repository}", partial(_tags, asked))
    found = [TagOut(name=tag, image=f"{asked.name}:{tag}") for tag in tags if paging.q.casefold() in tag.casefold()]
    first = (paging.page - 1) * paging.page_size
    return page_of(found[first : first + paging.page_size], len(found), paging)


@router.get("/images/resolve")
async def resolve_image(
    actor: CurrentActor, database: DatabasePart, desk: DeskPart, image: ImageQuery, tenant_id: OfTenant = None
) -> ImageOut:
    """Tell what an image is exactly: its digest, platforms, size, and ports, variables and command that it brings."""
    asked, source = await _asked(actor, database, desk, image, tenant_id)
    return await desk.answer(source, f"resolve {asked.repository} {asked.tag} {asked.digest}", partial(_image, asked))


async def _tags(asked: Image, client: RegistryClient) -> list[str]:
    return await lookup.tags(client, asked.repository)


async def _image(asked: Image, client: RegistryClient) -> ImageOut:
    return await lookup.resolve(client, asked)


async def _asked(
    actor: Actor, database: Database, desk: Desk, image: str, tenant_id: str | None
) -> tuple[Image, Source]:
    """Return the image and how its registry is asked; the session ends before that takes its time."""
    async with database.read() as session:
        asked = parse(image)
        return asked, await _source(session, actor, desk, tenant_id, asked.registry)


async def _source(session: Session, actor: Actor, desk: Desk, tenant_id: str | None, address: str) -> Source:
    of = tenant_id or actor.tenant_id
    require(actor, Action.REGISTRY_READ, of)
    if of is not None:
        await tenant_by_id(session, actor, of)
    return desk.source(of, address, await registry_for(session, actor, of, address))


async def _users_of(session: Session, actor: Actor, desk: Desk, registries: Sequence[Registry]) -> dict[str, list[Use]]:
    """Return which services that the actor may know of pull from each."""
    uses = await desk.uses.uses(session, actor)
    query = select(Registry.address, Registry.tenant_id).where(Registry.tenant_id.is_not(None))
    own = await session.execute(scope(query, Registry, actor))
    overridden: dict[str, set[str | None]] = {}
    for address, tenant_id in own:
        overridden.setdefault(address, set()).add(tenant_id)
    return {each.id: pulling(each, uses, overridden.get(each.address, ())) for each in registries}


async def _shown(session: Session, actor: Actor, desk: Desk, registries: Sequence[Registry]) -> list[RegistryOut]:
    users = await _users_of(session, actor, desk, registries)
    metering = await metering_of(session, actor, [each.id for each in registries])
    return [
        _registry_out(each, users[each.id], metering.get(each.id), told=actor.of_platform or not each.shared)
        for each in registries
    ]


def _registry_out(
    registry: Registry, users: Sequence[Use], metering: RegistryMeteringOut | None, *, told: bool
) -> RegistryOut:
    """Show a registry; who asks it, and by which name, is told to its own side only."""
    return RegistryOut(
        id=registry.id,
        address=registry.address,
        shared=registry.shared,
        tenant_id=registry.tenant_id,
        insecure=registry.insecure,
        username=registry.username if told else None,
        has_password=bool(registry.username),
        services=[
            PullingService(
                service_id=use.service_id,
                service=use.service,
                application_id=use.application_id,
                application=use.application,
                image=use.image,
            )
            for use in users
        ],
        metering=metering,
        created_by=registry.created_by if told else None,
        created_at=registry.created_at,
        updated_at=registry.updated_at,
    )


async def _wake(session: Session, sync: TenantSync, registry: Registry) -> None:
    """Have the pull secrets follow: the tenant's, or of what is shared, those of all."""
    of = registry.tenant_id
    ids = [home.id for home in await homes(session, SYSTEM)] if of is None else [of]
    for tenant_id in ids:
        after_commit(session, partial(sync.wake, tenant_id))

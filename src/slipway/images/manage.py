"""Add, change and remove registries. Each is tried first, with no transaction open, because that takes its time."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, Role, require
from slipway.audit import record
from slipway.db import Session
from slipway.errors import Conflict, Forbidden, Invalid
from slipway.images.client import Login, RegistryClient
from slipway.images.find import registry_by_id
from slipway.images.http import Connections, Way
from slipway.images.models import Registry
from slipway.images.oplog import snapshot, target_of
from slipway.images.reach import Inside
from slipway.images.reference import canonical
from slipway.images.schemas import RegistryCreate, RegistryPatch
from slipway.images.storage.models import StorageSpan
from slipway.images.storage.setting import measure_again
from slipway.images.storage.spans import end_spans
from slipway.images.uses import Use
from slipway.tenants import locked_tenant, tenant_by_id

MOST_NAMED = 20


async def drafted(session: Session, actor: Actor, wanted: RegistryCreate) -> Registry:
    """Return the registry that is wanted, neither tried nor kept. A tenant's users can only want one of their own."""
    tenant_id = wanted.tenant_id if actor.of_platform else wanted.tenant_id or actor.tenant_id
    require(actor, Action.REGISTRY_MANAGE, tenant_id)
    if tenant_id is not None:
        await tenant_by_id(session, actor, tenant_id)
    _require_may_be_insecure(actor, before=False, after=wanted.insecure)
    password = wanted.password.get_secret_value()
    _require_whole(wanted.username, password)
    return Registry(
        tenant_id=tenant_id,
        owner=tenant_id or "",
        shared=tenant_id is None,
        address=canonical(wanted.address),
        insecure=wanted.insecure,
        username=wanted.username,
        credentials={"password": password},
        created_by=actor.name,
    )


async def add(session: Session, actor: Actor, registry: Registry) -> Registry:
    """Keep a registry that was tried."""
    if registry.tenant_id is not None:
        await locked_tenant(session, registry.tenant_id)
    session.add(registry)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("registry.taken", {"address": registry.address}, field="address") from error
    record(session, actor, "registry.create", target_of(registry), after=snapshot(registry))
    return registry


def changed(actor: Actor, registry: Registry, wanted: RegistryPatch) -> Registry:
    """Return a registry as it would be, to be tried."""
    require(actor, Action.REGISTRY_MANAGE, registry.tenant_id)
    insecure = registry.insecure if wanted.insecure is None else wanted.insecure
    _require_may_be_insecure(actor, before=registry.insecure, after=insecure)
    username = registry.username if wanted.username is None else wanted.username
    password = wanted.password.get_secret_value() if wanted.password else ""
    if not password and username and username == registry.username:
        password = registry.credentials["password"]
    _require_whole(username, password)
    return Registry(
        tenant_id=registry.tenant_id,
        owner=registry.owner,
        shared=registry.shared,
        address=registry.address,
        insecure=insecure,
        username=username,
        credentials={"password": password},
    )


async def change(session: Session, actor: Actor, registry_id: str, tried: Registry) -> Registry:
    """Keep what was tried."""
    registry = await registry_by_id(session, actor, registry_id, hold=True)
    before = snapshot(registry)
    renewed = registry.credentials != tried.credentials
    registry.insecure, registry.username, registry.credentials = tried.insecure, tried.username, tried.credentials
    after = {**snapshot(registry), "password_changed": renewed}
    record(session, actor, "registry.change", target_of(registry), before, after)
    await measure_again(session, registry_id)
    await session.flush()
    return registry


async def remove(session: Session, actor: Actor, registry: Registry, users: list[Use], *, force: bool) -> None:
    """Forget a registry; while services pull from it only by force: they run on, and cannot be pulled again."""
    require(actor, Action.REGISTRY_MANAGE, registry.tenant_id)
    if users and not force:
        names = [f"{use.application}/{use.service}" for use in users[:MOST_NAMED]]
        raise Conflict(
            "registry.in_use", {"address": registry.address, "services": names, "count": len(users)}, field="force"
        )
    record(session, actor, "registry.delete", target_of(registry), before=snapshot(registry))
    await end_spans(session, StorageSpan.registry_id == registry.id)
    await session.delete(registry)


def client_of(registry: Registry, inside: Inside, kept: Connections | None = None) -> RegistryClient:
    """Return a client of a registry. What administrators share may be anywhere; a tenant's may not."""
    login = Login(registry.username, registry.credentials["password"])
    return RegistryClient(registry.address, login, Way(registry.insecure, None if registry.shared else inside, kept))


def _require_may_be_insecure(actor: Actor, *, before: bool, after: bool) -> None:
    if after and not before and actor.role is not Role.PLATFORM_ADMIN:
        raise Forbidden("registry.insecure_forbidden", field="insecure")


def _require_whole(username: str, password: str) -> None:
    if username and not password:
        raise Invalid("registry.password_missing", field="password")
    if password and not username:
        raise Invalid("registry.username_missing", field="username")

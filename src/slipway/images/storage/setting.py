"""Have a registry metered by tenant, or no longer; have it measured now."""

from __future__ import annotations

from sqlalchemy import delete, update

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.db import Obj, Session, utcnow
from slipway.errors import Conflict
from slipway.images.find import registry_by_id
from slipway.images.models import Registry
from slipway.images.oplog import target_of
from slipway.images.storage.models import RegistryMetering, StorageSpan, StoredRepository
from slipway.images.storage.owners import Pattern
from slipway.images.storage.spans import end_spans


async def to_meter(
    session: Session, actor: Actor, registry_id: str, repositories: str, *, hold: bool = False
) -> Registry:
    """Return the registry that is to be metered, not yet tried. Raises Conflict for one of a tenant."""
    registry = await registry_by_id(session, actor, registry_id, hold=hold)
    require(actor, Action.REGISTRY_METER)
    Pattern.of(repositories)
    if not registry.shared:
        raise Conflict("registry.not_shared", {"address": registry.address})
    return registry


async def meter(session: Session, actor: Actor, registry_id: str, repositories: str) -> RegistryMetering:
    """Keep the setting of a registry that was tried, and have it measured by it at once."""
    registry = await to_meter(session, actor, registry_id, repositories, hold=True)
    setting = await session.get(RegistryMetering, registry_id)
    before = _snapshot(setting)
    if setting is None:
        setting = RegistryMetering(registry_id=registry_id)
        session.add(setting)
    setting.repositories, setting.next_at = repositories, utcnow()
    if (after := _snapshot(setting)) != before:
        record(session, actor, "registry.meter", target_of(registry), before, after)
    await session.flush()
    return setting


async def meter_no_longer(session: Session, actor: Actor, registry_id: str) -> None:
    """Drop the setting; what is open ends now, and what was measured stays in reports."""
    registry = await registry_by_id(session, actor, registry_id, hold=True)
    require(actor, Action.REGISTRY_METER)
    setting = await _held(session, registry)
    record(session, actor, "registry.meter", target_of(registry), before=_snapshot(setting))
    await end_spans(session, StorageSpan.registry_id == registry_id)
    await session.execute(delete(StoredRepository).where(StoredRepository.registry_id == registry_id))
    await session.delete(setting)


async def measure_now(session: Session, actor: Actor, registry_id: str) -> RegistryMetering:
    """Have it measured as soon as the leader gets to it."""
    registry = await registry_by_id(session, actor, registry_id)
    require(actor, Action.REGISTRY_METER)
    setting = await _held(session, registry)
    setting.next_at = utcnow()
    record(session, actor, "registry.measure", target_of(registry))
    await session.flush()
    return setting


async def measure_again(session: Session, registry_id: str) -> None:
    """Have one measured at once whose last measurement failed: it lets us in now, and need not wait for its turn."""
    failing = (RegistryMetering.registry_id == registry_id, RegistryMetering.failures > 0)
    await session.execute(update(RegistryMetering).where(*failing).values(next_at=utcnow()))


async def _held(session: Session, registry: Registry) -> RegistryMetering:
    setting = await session.get(RegistryMetering, registry.id, with_for_update=True)
    if setting is None:
        raise Conflict("registry.not_metered", {"address": registry.address})
    return setting


def _snapshot(setting: RegistryMetering | None) -> Obj | None:
    return None if setting is None else {"repositories": setting.repositories}

"""Show how registries are metered, and what was found in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select

from slipway.access import Actor, scope
from slipway.db import Obj, Session
from slipway.errors import SlipwayError
from slipway.images.schemas import RegistryMeteringOut, RepositoryOut, TenantStorageOut
from slipway.images.storage.models import RegistryMetering, StorageSpan, StoredRepository
from slipway.reasons import Reason
from slipway.tenants import tenant_names


async def metering_of(session: Session, actor: Actor, registry_ids: Iterable[str]) -> dict[str, RegistryMeteringOut]:
    """Return how registries that the actor may know of are metered, by their ids; those that are not are left out."""
    ids = list(registry_ids)
    settings = await session.scalars(select(RegistryMetering).where(RegistryMetering.registry_id.in_(ids)))
    of = (StorageSpan.registry_id.in_(ids), StorageSpan.ended.is_(None))
    query = scope(select(StorageSpan.registry_id, func.sum(StorageSpan.size_bytes)).where(*of), StorageSpan, actor)
    sums = await session.execute(query.group_by(StorageSpan.registry_id))
    sizes = {registry_id: int(size) for registry_id, size in sums}
    return {each.registry_id: _shown(each, sizes.get(each.registry_id, 0), actor) for each in settings}


async def tenants_out(session: Session, actor: Actor, spans: Sequence[StorageSpan]) -> list[TenantStorageOut]:
    """Show open spans."""
    of = StoredRepository.registry_id.in_({span.registry_id for span in spans})
    query = scope(
        select(StoredRepository.registry_id, StoredRepository.tenant_id, func.count()), StoredRepository, actor
    )
    rows = await session.execute(query.where(of).group_by(StoredRepository.registry_id, StoredRepository.tenant_id))
    counts = {(registry_id, tenant_id): number for registry_id, tenant_id, number in rows}
    return [
        TenantStorageOut(
            tenant_id=span.tenant_id,
            tenant=span.tenant,
            size_bytes=span.size_bytes,
            repositories=counts.get((span.registry_id, span.tenant_id), 0),
            since=datetime.fromtimestamp(span.started, UTC),
        )
        for span in spans
    ]


async def repositories_out(session: Session, rows: Sequence[StoredRepository]) -> list[RepositoryOut]:
    """Show repositories."""
    names = await tenant_names(session, [row.tenant_id for row in rows])
    return [
        RepositoryOut(
            name=row.name,
            tenant_id=row.tenant_id,
            tenant=names[row.tenant_id],
            tags=row.tags,
            size_bytes=row.size_bytes,
            own_bytes=row.own_bytes,
        )
        for row in rows
    ]


def _shown(setting: RegistryMetering, size: int, actor: Actor) -> RegistryMeteringOut:
    told = actor.of_platform
    return RegistryMeteringOut(
        repositories=setting.repositories,
        measured_at=setting.measured_at,
        next_at=setting.next_at if told else None,
        problem=_reason(setting.problem) if told and setting.problem is not None else None,
        size_bytes=size,
        unowned=setting.unowned if told else None,
    )


def _reason(problem: Obj) -> Reason:
    error = SlipwayError(problem["code"], problem["params"])
    return Reason(
        code=error.code,
        message=error.message(),
        message_zh=error.message("zh"),
        hint=error.hint(),
        hint_zh=error.hint("zh"),
    )

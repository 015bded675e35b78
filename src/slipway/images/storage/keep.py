"""Write down what a measurement found, or why there was none. One transaction each: a crash loses a round, no more."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import delete, select

from slipway.access import SYSTEM
from slipway.db import Database, Session, utcnow
from slipway.errors import SlipwayError
from slipway.images.models import Registry
from slipway.images.storage.models import RegistryMetering, StorageSpan, StoredRepository
from slipway.images.storage.owners import Pattern
from slipway.images.storage.spans import Look, decide, forget_old, open_spans
from slipway.images.storage.sums import RepositoryTotal, Stored, TenantTotal, total
from slipway.images.storage.walk import Contents
from slipway.tenants import homes

log = structlog.get_logger(__name__)

FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 60.0, 3600.0
SPREAD = 0.1
"""Registries that were added together are not asked together for ever."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A registry as it was when its measurement began."""

    registry: Registry
    pattern: Pattern
    measured_at: datetime | None
    tenants: Mapping[str, str]
    """Ids by name."""

    def owner(self, repository: str) -> str | None:
        """Return the id of the tenant that a repository belongs to."""
        name = self.pattern.tenant_of(repository)
        return None if name is None else self.tenants.get(name)

    def totals(self, contents: Contents) -> dict[str, TenantTotal]:
        """Add up what each tenant has, by its id."""
        of_tenants: dict[str, dict[str, Stored]] = {}
        for name, stored in contents.repositories.items():
            if (owner := self.owner(name)) is not None:
                of_tenants.setdefault(owner, {})[name] = stored
        return {tenant_id: total(found, contents.sizes) for tenant_id, found in of_tenants.items()}


async def begin(database: Database, registry_id: str) -> Begun | None:
    """Return a registry whose measurement is due; None when it is not."""
    async with database.read() as session:
        due = select(RegistryMetering).where(
            RegistryMetering.registry_id == registry_id, RegistryMetering.next_at <= utcnow()
        )
        if (setting := await session.scalar(due)) is None:
            return None
        registry = await session.get_one(Registry, registry_id)
        tenants = {home.name: home.id for home in await homes(session, SYSTEM)}
    return Begun(registry, Pattern.of(setting.repositories), setting.measured_at, tenants)


async def keep(database: Database, begun: Begun, contents: Contents, now: int, period: float) -> None:
    """Write down what was found at second ``now``, unless the setting changed or somebody else measured meanwhile."""
    totals = begun.totals(contents)
    async with database.session() as session:
        setting = await _setting(session, begun)
        if setting is None:
            return
        # A tenant that is being deleted meanwhile has nothing any more.
        names = {home.id: home.name for home in await homes(session, SYSTEM)}
        living = {tenant_id: found for tenant_id, found in totals.items() if tenant_id in names}
        await _keep_spans(session, begun, living, names, now, period)
        await _keep_repositories(session, begun.registry.id, living)
        await forget_old(session, now)
        setting.measured_at, setting.unowned = datetime.fromtimestamp(now, UTC), contents.others
        setting.failures, setting.problem = 0, None
        setting.next_at = _in(period)


async def failed(database: Database, begun: Begun, error: SlipwayError) -> None:
    """Write down why there was no measurement. What was found before stays, and goes on being counted."""
    log.warning("image storage was not measured", registry=begun.registry.address, code=error.code, reason=str(error))
    async with database.session() as session:
        setting = await _setting(session, begun)
        if setting is not None:
            pause = FIRST_RETRY_SECONDS * 2.0 ** min(setting.failures, 10)
            setting.failures += 1
            setting.problem = {"code": error.code, "params": error.params}
            setting.next_at = _in(min(pause, LONGEST_RETRY_SECONDS))


async def _setting(session: Session, begun: Begun) -> RegistryMetering | None:
    """Return the setting, held, when it is still what it was."""
    query = select(RegistryMetering).where(RegistryMetering.registry_id == begun.registry.id).with_for_update()
    setting = await session.scalar(query)
    if setting is None or setting.measured_at != begun.measured_at:
        return None
    return setting if Pattern.of(setting.repositories) == begun.pattern else None


async def _keep_spans(
    session: Session, begun: Begun, totals: Mapping[str, TenantTotal], names: Mapping[str, str], now: int, period: float
) -> None:
    last = None if begun.measured_at is None else int(begun.measured_at.timestamp())
    sizes = {tenant_id: found.size_bytes for tenant_id, found in totals.items()}
    changes = decide(await open_spans(session, begun.registry.id), sizes, Look(now, last, period))
    for span, end in changes.ended:
        span.ended, span.noted = end, now
    await session.flush()  # ends first: a tenant has one open span at most
    registry = {"registry_id": begun.registry.id, "registry_address": begun.registry.address}
    session.add_all(
        StorageSpan(**registry, tenant_id=tenant_id, tenant=names[tenant_id], size_bytes=size, started=now)
        for tenant_id, size in changes.begun.items()
    )


async def _keep_repositories(session: Session, registry_id: str, totals: Mapping[str, TenantTotal]) -> None:
    """Make the rows what was found; those that are the same are not touched."""
    wanted = {name: (owner, row) for owner, found in totals.items() for name, row in found.repositories.items()}
    query = select(StoredRepository).where(StoredRepository.registry_id == registry_id)
    known = {row.name: row for row in await session.scalars(query)}
    gone = [row.id for name, row in known.items() if name not in wanted]
    for first in range(0, len(gone), 500):
        await session.execute(delete(StoredRepository).where(StoredRepository.id.in_(gone[first : first + 500])))
    for name, (owner, found) in wanted.items():
        row = known.get(name)
        if row is None:
            row = StoredRepository(registry_id=registry_id, name=name)
            session.add(row)
        _fill(row, owner, found)


def _fill(row: StoredRepository, owner: str, found: RepositoryTotal) -> None:
    row.tenant_id, row.tags = owner, found.tags
    row.size_bytes, row.own_bytes = found.size_bytes, found.own_bytes


def _in(seconds: float) -> datetime:
    spread = random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - spreads load, hides nothing
    return utcnow() + timedelta(seconds=seconds * spread)

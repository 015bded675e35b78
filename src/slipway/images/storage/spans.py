"""From when until when tenants take how much of a registry: what a measurement changes, and what ends without one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, delete, select, update

from slipway.db import Session
from slipway.images.storage.models import StorageSpan

KEPT_SECONDS = 30 * 86_400
"""So long ended spans stay, which metering reads within a minute."""
PERIODS_LOOKED_AWAY = 2


@dataclass(frozen=True, slots=True)
class Look:
    """The second of this measurement, of the last one (None: this is the first), and the period between two."""

    now: int
    last: int | None
    period: float

    @property
    def vanished(self) -> int:
        """When what is gone was there for the last time; when nobody looked for long, no more than what was seen."""
        looked_away = self.last is not None and self.now - self.last > PERIODS_LOOKED_AWAY * self.period
        return self.last if looked_away and self.last is not None else self.now


@dataclass(frozen=True, slots=True)
class Changes:
    """Spans that end, with their ends, and tenants with sizes that begin now."""

    ended: Sequence[tuple[StorageSpan, int]]
    begun: Mapping[str, int]


def decide(opened: Sequence[StorageSpan], sizes: Mapping[str, int], look: Look) -> Changes:
    """Compare what is open with what was measured, by tenant. Pure. Another size is another span."""
    there = {tenant_id: size for tenant_id, size in sizes.items() if size}
    same = {span.tenant_id for span in opened if there.get(span.tenant_id) == span.size_bytes}
    ended = [
        (span, max(span.started, look.now if span.tenant_id in there else look.vanished))
        for span in opened
        if span.tenant_id not in same
    ]
    return Changes(ended, {tenant_id: size for tenant_id, size in there.items() if tenant_id not in same})


async def open_spans(session: Session, registry_id: str) -> list[StorageSpan]:
    """Return what is open of a registry."""
    query = select(StorageSpan).where(StorageSpan.registry_id == registry_id, StorageSpan.ended.is_(None))
    return list(await session.scalars(query))


async def end_spans(session: Session, of: ColumnElement[bool]) -> None:
    """End what is open: its registry, its tenant or its metering ends now."""
    now = int(time.time())
    end = case((StorageSpan.started > now, StorageSpan.started), else_=now)
    await session.execute(update(StorageSpan).where(of, StorageSpan.ended.is_(None)).values(ended=end, noted=now))


async def spans_since(session: Session, second: int) -> list[StorageSpan]:
    """Return what is open, and whose end was written down since a second; for metering, so of all tenants."""
    news = StorageSpan.ended.is_(None) | (StorageSpan.noted >= second)
    return list(await session.scalars(select(StorageSpan).where(news)))


async def forget_old(session: Session, now: int) -> None:
    """Drop what ended long ago."""
    await session.execute(delete(StorageSpan).where(StorageSpan.noted < now - KEPT_SECONDS))

"""Hold what a tenant wants to run against its quota, before anything is published.

Counted are the desired replicas of published services; what a rolling update needs on top is the publisher's concern.
The caller holds the tenant's lock, so that two changes cannot both take the last of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import and_, select

from slipway.applications.models import Revision, Service
from slipway.applications.quantities import parse
from slipway.db import Session
from slipway.errors import Invalid
from slipway.tenants import Tenant

What = Literal["cpu", "memory", "pods"]
Place = Callable[[What], str | None]
"""Names the field of the request that asks for more of something."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What services reserve together: cores, bytes, pods."""

    cpu: Decimal = Decimal(0)
    memory: Decimal = Decimal(0)
    pods: Decimal = Decimal(0)

    def __add__(self, other: Demand) -> Demand:
        return Demand(self.cpu + other.cpu, self.memory + other.memory, self.pods + other.pods)


def demand(cpu: str, memory: str, replicas: int) -> Demand:
    """Return what a service of that size reserves."""
    return Demand(parse(cpu) * replicas, parse(memory) * replicas, Decimal(replicas))


async def demand_of(session: Session, tenant_id: str) -> Demand:
    """Return what the tenant's published services reserve."""
    current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
    query = select(Service.replicas, Revision.config["resources"]).join(Revision, current)
    query = query.where(Service.tenant_id == tenant_id, Service.published, Service.deleted_at.is_(None))
    total = Demand()
    for replicas, resources in await session.execute(query):
        total += demand(resources["cpu"], resources["memory"], replicas)
    return total


def check_quota(tenant: Tenant, before: Demand, after: Demand, place: Place) -> None:
    """Refuse a change that takes more than the quota; one that takes no more than before is always allowed."""
    _check("cpu", tenant.quota_cpu, before.cpu, after.cpu, place)
    _check("memory", tenant.quota_memory, before.memory, after.memory, place)
    _check("pods", str(tenant.quota_pods), before.pods, after.pods, place)


def _check(what: What, limit: str, before: Decimal, after: Decimal, place: Place) -> None:
    if after <= before or after <= parse(limit):
        return
    show = _memory if what == "memory" else _number
    params = {"what": what, "used": show(before), "wanted": show(after), "limit": limit}
    raise Invalid("quota.exceeded", params, field=place(what))


def _memory(size: Decimal) -> str:
    """Write bytes exactly, because a rounded number would look as if it did fit."""
    for unit, factor in (("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10)):
        if size and size % factor == 0:
            return f"{_number(size / factor)}{unit}"
    return _number(size)


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"

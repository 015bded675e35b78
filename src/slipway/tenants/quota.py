"""Hold what a tenant asks for against its quota, before anything is made.

Rooms above register how they read what a tenant has taken (``register_demand``), so that all of it is counted in one
place. Whoever takes more holds the tenant's lock first (``lookup.locked_tenant``), so that two changes cannot both take
the last of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal

from slipway.db import Obj, Session
from slipway.errors import Conflict, Invalid
from slipway.quantities import parse, percent_of
from slipway.tenants.models import QuotaColumns
from slipway.tenants.schemas import Amounts, Excess, Quota, QuotaPatch, Share

What = Literal["cpu", "memory", "pods", "volumes", "storage", "services", "domains"]
WHAT: tuple[What, ...] = ("cpu", "memory", "pods", "volumes", "storage", "services", "domains")
WORDS_ZH: dict[What, str] = {
    "cpu": "CPU", "memory": "内存", "pods": "Pod 数", "volumes": "存储卷数", "storage": "存储容量",
    "services": "服务数", "domains": "域名数",
}  # fmt: skip
_BYTES = ("memory", "storage")
Place = Callable[[What], str | None]
"""Names the field of the request that asks for more of something."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a tenant has taken: cores, bytes of memory, pods; volumes and bytes of them; services; public domains."""

    cpu: Decimal = Decimal(0)
    memory: Decimal = Decimal(0)
    pods: Decimal = Decimal(0)
    volumes: Decimal = Decimal(0)
    storage: Decimal = Decimal(0)
    services: Decimal = Decimal(0)
    domains: Decimal = Decimal(0)

    def __add__(self, other: Demand) -> Demand:
        return Demand(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


Reader = Callable[[Session, str], Awaitable[Demand]]
_READERS: list[Reader] = []


def register_demand(reader: Reader) -> None:
    """Have ``reader(session, tenant_id)`` count towards what tenants have taken."""
    _READERS.append(reader)


async def demand_of(session: Session, tenant_id: str) -> Demand:
    """Return everything that the tenant has taken."""
    total = Demand()
    for reader in _READERS:
        total += await reader(session, tenant_id)
    return total


def check_quota(limits: QuotaColumns, before: Demand, after: Demand, place: Place) -> None:
    """Refuse a change that takes more than the quota; one that takes no more than before is always allowed."""
    for what in WHAT:
        used, wanted, limit = getattr(before, what), getattr(after, what), str(getattr(limits, f"quota_{what}"))
        if wanted > used and wanted > parse(limit):
            params = {"what": what, "used": show(what, used), "wanted": show(what, wanted), "limit": limit}
            params["what_zh"] = WORDS_ZH[what]
            raise Invalid("quota.exceeded", params, field=place(what))


def excesses(limits: QuotaColumns, used: Demand) -> list[Excess]:
    """Name what is over the quota, and by how much."""
    found = []
    for what in WHAT:
        taken, limit = getattr(used, what), str(getattr(limits, f"quota_{what}"))
        if taken > parse(limit):
            params = {"what": what, "used": show(what, taken), "limit": limit, "over": show(what, taken - parse(limit))}
            said = Conflict("quota.below_usage", params)
            found.append(Excess(**params, message=said.message(), message_zh=said.message("zh")))
    return found


def shares(limits: QuotaColumns, used: Demand) -> list[Share]:
    """Return how much of each part of the quota is taken."""
    found = []
    for what in WHAT:
        taken, limit = getattr(used, what), str(getattr(limits, f"quota_{what}"))
        most = parse(limit)
        percent = percent_of(taken, most)
        if percent is None:
            percent = 100 if taken else 0
        found.append(Share(what=what, used=show(what, taken), limit=limit, percent=percent))
    return found


def quota_of(limits: QuotaColumns) -> Quota:
    """Return the quota of a tenant or a preset."""
    return Quota(**amounts_of(limits))


def amounts_of(limits: QuotaColumns) -> Obj:
    """Return a quota as the operation log keeps it."""
    return {what: getattr(limits, f"quota_{what}") for what in WHAT}


def set_quota(limits: QuotaColumns, wanted: Quota | QuotaPatch) -> None:
    """Change the amounts that are given."""
    for what, amount in wanted.model_dump(exclude_none=True).items():
        setattr(limits, f"quota_{what}", amount)


def columns_of(quota: Quota) -> Obj:
    """Return a quota as the columns of a new row."""
    return {f"quota_{what}": amount for what, amount in quota.model_dump().items()}


def amounts(demand: Demand) -> Amounts:
    """Return a demand as it is shown."""
    return Amounts.model_validate({what: show(what, getattr(demand, what)) for what in WHAT})


def show(what: What, amount: Decimal) -> str:
    """Write an amount exactly, because a rounded number would look as if it did fit."""
    for unit, factor in (("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10)) if what in _BYTES else ():
        if amount and amount % factor == 0:
            return f"{_number(amount / factor)}{unit}"
    return _number(amount)


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"

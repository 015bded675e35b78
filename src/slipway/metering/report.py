"""Group use, and put a price on it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from slipway.metering.models import MeteringPrice, MeteringSubject
from slipway.metering.schemas import MOST_LINES, Group, Line, UsageRow, UsageTotal
from slipway.metering.usage import Use

HOUR = Decimal(3600)
GIB = 2**30
DIGITS, CENTS = Decimal("0.000001"), Decimal("0.0001")

_FIELDS = {
    "tenant": ("tenant_id", "tenant"),
    "application": ("tenant_id", "tenant", "application_id", "application"),
    "service": ("tenant_id", "tenant", "application_id", "application", "service_id", "service"),
    "registry": ("tenant_id", "tenant", "registry_id", "registry_address"),
    "resource": ("resource",),
    "size": ("cpu_milli", "size_bytes"),
}
_NAMES = ("tenant", "application", "service", "registry_address")


@dataclass(slots=True)
class Sum:
    """What is added up: exact whole numbers."""

    count: int = 0
    seconds: int = 0
    milli_seconds: int = 0
    byte_seconds: int = 0
    cost: Decimal = Decimal(0)
    priced: bool = False
    names: dict[str, str] = field(default_factory=dict)

    def add(self, use: Use, price: MeteringPrice | None) -> None:
        """Add one subject's use."""
        milli, size = use.seconds * use.subject.cpu_milli, use.seconds * use.subject.size_bytes
        self.count += use.count
        self.seconds += use.seconds
        self.milli_seconds += milli
        self.byte_seconds += size
        if price is not None:
            self.priced = True
            self.cost += (
                Decimal(price.per_hour) * use.seconds
                + Decimal(price.per_core_hour) * milli / 1000
                + Decimal(price.per_gib_hour) * size / GIB
            ) / HOUR

    def total(self) -> UsageTotal:
        """Return it in hours, rounded once."""
        return UsageTotal(
            count=self.count,
            seconds=self.seconds,
            core_hours=(Decimal(self.milli_seconds) / 1000 / HOUR).quantize(DIGITS),
            gib_hours=(Decimal(self.byte_seconds) / GIB / HOUR).quantize(DIGITS),
            cost=self.cost.quantize(CENTS) if self.priced else None,
        )


def grouped(
    found: Sequence[Use], group_by: Sequence[str], prices: Mapping[str, MeteringPrice]
) -> tuple[list[UsageRow], UsageTotal]:
    """Return a row for each group, by name, and the sum of all."""
    fields = list(dict.fromkeys(name for group in group_by for name in _FIELDS[group]))
    keys = [name for name in fields if name not in _NAMES]
    sums: dict[tuple[object, ...], Sum] = {}
    everything = Sum()
    for use in found:
        price = prices.get(use.subject.resource)
        group = sums.setdefault(tuple(getattr(use.subject, name) for name in keys), Sum())
        group.names |= _names_of(use.subject, fields)
        group.add(use, price)
        everything.add(use, price)
    rows = [
        UsageRow(**dict(zip(keys, key, strict=True)), **group.names, **group.total().model_dump())
        for key, group in sums.items()
    ]
    return sorted(rows, key=_order), everything.total()


def lines(steps: Sequence[Sequence[UsageRow]]) -> list[Line]:
    """Turn each step's rows into lines: of the groups that used most, over all steps."""
    nothing = Sum().total()
    values: dict[str, list[UsageTotal]] = {}
    groups: dict[str, Group] = {}
    for number, rows in enumerate(steps):
        for row in rows:
            group = Group(**row.model_dump(include=set(Group.model_fields)))
            key = group.model_dump_json(exclude=set(_NAMES))
            groups[key] = group
            line = values.setdefault(key, [nothing] * len(steps))
            line[number] = UsageTotal(**row.model_dump(include=set(UsageTotal.model_fields)))
    largest = sorted(values, key=lambda key: (-sum(value.seconds for value in values[key]), key))[:MOST_LINES]
    return [Line(**groups[key].model_dump(), values=values[key]) for key in largest]


def _names_of(subject: MeteringSubject, fields: Sequence[str]) -> dict[str, str]:
    return {name: getattr(subject, name) for name in _NAMES if name in fields}


def _order(row: UsageRow) -> tuple[str, ...]:
    names = (row.tenant, row.application, row.service, row.registry_address, row.resource)
    return (*(name or "" for name in names), f"{row.cpu_milli or 0:020}", f"{row.size_bytes or 0:020}")

"""What volumes take of a tenant's quota: those of published services, and whatever is kept. Pure.

A kept volume counts like any other: its storage is in use, whether or not somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from slipway.cluster import Obj
from slipway.quantities import parse
from slipway.tenants import Demand
from slipway.volumes import bytes_of, size_of

Sizes = Mapping[str, str]
"""Of the claims that published services ask for, by name."""


def asked(sizes: Sizes) -> Demand:
    """Return what the services ask for."""
    return Demand(volumes=Decimal(len(sizes)), storage=sum((parse(size) for size in sizes.values()), Decimal(0)))


def kept(sizes: Sizes, live: Mapping[str, Obj] | None) -> Demand:
    """Return what the cluster has beyond that: claims that nobody asks for now, and what others are larger."""
    others = [claim for name, claim in (live or {}).items() if name not in sizes]
    more = [
        max(Decimal(bytes_of(size_of(claim))) - parse(sizes[name]), Decimal(0))
        for name, claim in (live or {}).items()
        if name in sizes
    ]
    storage = sum((Decimal(bytes_of(size_of(claim))) for claim in others), Decimal(0)) + sum(more, Decimal(0))
    return Demand(volumes=Decimal(len(others)), storage=storage)

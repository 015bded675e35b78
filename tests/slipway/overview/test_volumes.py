"""How volumes count towards a quota."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from slipway.overview.capacity import with_volumes
from slipway.tenants import Demand

GIB = 2**30


def claim(namespace: str, size: str) -> dict[str, Any]:
    return {"metadata": {"namespace": namespace}, "spec": {"resources": {"requests": {"storage": size}}}}


def test_a_volume_that_was_asked_for_and_is_there_counts_once() -> None:
    """One that nobody asked for through the platform counts, too; others' namespaces do not."""
    taken = {"a": Demand(pods=Decimal(2), volumes=Decimal(2), storage=Decimal(4 * GIB))}
    claims = [claim("slipway-a", "2Gi"), claim("slipway-b", "1Gi"), claim("slipway-b", "1Gi"), claim("other", "9Gi")]

    found = with_volumes(taken, {"slipway-a": "a", "slipway-b": "b"}, claims)

    assert found == {
        "a": Demand(pods=Decimal(2), volumes=Decimal(2), storage=Decimal(4 * GIB)),
        "b": Demand(volumes=Decimal(2), storage=Decimal(2 * GIB)),
    }

"""How full the cluster is, which hosts are in trouble, and which tenants are close to their quota. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from slipway.cluster import Obj
from slipway.hosts import HostOut, HostState
from slipway.overview.schemas import Capacity, FullTenant, FullTenants, HostsSight, HostTrouble
from slipway.quantities import parse, percent_of
from slipway.tenants import Demand, Tenant, shares

MOST = 10
NEARLY_FULL = 90
_GRAVEST = list(HostState)
_DOWN = frozenset({HostState.UNREACHABLE, HostState.NOT_READY})
"""What runs there is in doubt. A host that is only closed to new containers is ready."""


def capacity_of(hosts: Sequence[HostOut], claims: Iterable[Obj]) -> list[Capacity]:
    """Return how much of what hosts have is reserved."""
    found = []
    for what in ("cpu", "memory", "pods"):
        asked = sum((parse(getattr(each.requested, what)) for each in hosts), Decimal(0))
        most = sum((parse(getattr(each.allocatable, what)) for each in hosts), Decimal(0))
        found.append(
            {
                "what": what,
                "requested": float(asked),
                "allocatable": float(most),
                "percent": percent_of(asked, most),
            }
        )
    stored = float(sum((_size(claim) for claim in claims), Decimal(0)))
    found.append({"what": "storage", "requested": stored, "allocatable": None, "percent": None})
    return [Capacity.model_validate(each) for each in found]


def hosts_sight(hosts: Sequence[HostOut]) -> HostsSight:
    """Return how hosts are, the gravest trouble first."""
    troubles = [found for each in hosts if (found := _trouble(each)) is not None]
    troubles.sort(key=lambda each: (_GRAVEST.index(each.state), each.name))
    ready = sum(1 for each in hosts if each.state not in _DOWN)
    return HostsSight(total=len(hosts), ready=ready, troubles_total=len(troubles), troubles=troubles[:MOST])


def with_volumes(taken: Mapping[str, Demand], homes: Mapping[str, str], claims: Iterable[Obj]) -> dict[str, Demand]:
    """Count the volumes that the cluster has where they are more than what tenants asked for, as a tenant's usage does.

    ``homes`` are the tenants' ids by their namespaces.
    """
    there: dict[str, Demand] = {}
    for claim in claims:
        tenant_id = homes.get(claim["metadata"].get("namespace", ""))
        if tenant_id is not None:
            there[tenant_id] = there.get(tenant_id, Demand()) + Demand(volumes=Decimal(1), storage=_size(claim))
    found = dict(taken)
    for tenant_id, seen in there.items():
        asked = found.get(tenant_id, Demand())
        most = {"volumes": max(asked.volumes, seen.volumes), "storage": max(asked.storage, seen.storage)}
        found[tenant_id] = replace(asked, **most)
    return found


def full_tenants(tenants: Iterable[Tenant], taken: Mapping[str, Demand]) -> FullTenants:
    """Return the tenants that have taken nearly all of something; of nothing, nothing can be taken."""
    found = []
    for tenant in tenants:
        full = [each for each in shares(tenant, taken.get(tenant.id, Demand())) if each.percent >= NEARLY_FULL]
        if full:
            full.sort(key=lambda each: -each.percent)
            found.append(FullTenant(id=tenant.id, name=tenant.name, shares=full))
    found.sort(key=lambda each: (-each.shares[0].percent, each.name))
    return FullTenants(total=len(found), items=found[:MOST])


def _trouble(host: HostOut) -> HostTrouble | None:
    """A host is in trouble when it is down, closed to new containers, or says that it lacks something."""
    bad = [each for each in host.conditions if each.type != "Ready" and each.status == "True"]
    if host.state == HostState.READY and not bad:
        return None
    unready = [each for each in host.conditions if each.type == "Ready" and each.status != "True"]
    message = next((each.message for each in (*unready, *bad) if each.message), "")
    return HostTrouble(name=host.name, state=host.state, pressures=[each.type for each in bad], message=message)


def _size(claim: Obj) -> Decimal:
    granted = ((claim.get("status") or {}).get("capacity") or {}).get("storage")
    asked = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage")
    return parse(granted or asked or "0")

"""From the cluster's nodes and pods to what the API answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from slipway.cluster import Obj
from slipway.hosts.observed import (
    Load,
    conditions,
    is_unschedulable,
    role_of,
    state_of,
)
from slipway.hosts.schemas import HostAddress, HostAmounts, HostCondition, HostEvent, HostOut, HostVersions, Taint
from slipway.quantities import bytes_in_words, cpus_in_words, parse, percent_of


def host_out(node: Obj, load: Load, *, draining: bool) -> HostOut:
    """Show one host with what is on it."""
    status = node.get("status") or {}
    capacity, allocatable = (numbers_of(status.get(name) or {}) for name in ("capacity", "allocatable"))
    taken = load.requested
    return HostOut(
        name=node["metadata"]["name"],
        role=role_of(node),
        state=state_of(node, draining=draining),
        schedulable=not is_unschedulable(node),
        conditions=[_condition(each) for each in conditions(node)],
        addresses=[HostAddress(type=each["type"], address=each["address"]) for each in status.get("addresses") or []],
        versions=_versions(status.get("nodeInfo") or {}),
        labels=dict(sorted((node["metadata"].get("labels") or {}).items())),
        taints=[taint_out(each) for each in (node.get("spec") or {}).get("taints") or []],
        capacity=amounts_of(capacity),
        allocatable=amounts_of(allocatable),
        requested=amounts_of(taken),
        cpu_percent=percent_of(taken["cpu"], allocatable["cpu"]),
        memory_percent=percent_of(taken["memory"], allocatable["memory"]),
        pods_percent=percent_of(taken["pods"], allocatable["pods"]),
        containers=load.containers,
        created_at=moment(node["metadata"].get("creationTimestamp")),
    )


def taint_out(taint: Obj) -> Taint:
    """Show a taint."""
    return Taint(key=taint["key"], value=taint.get("value") or "", effect=taint["effect"])


def event_out(event: Obj) -> HostEvent:
    """Show an event, of the old form or of the new one with a series."""
    series = event.get("series") or {}
    made = event["metadata"].get("creationTimestamp")
    source = (event.get("source") or {}).get("component") or event.get("reportingComponent") or ""
    return HostEvent(
        type=event.get("type") or "Normal",
        reason=event.get("reason") or "",
        message=event.get("message") or "",
        source=source,
        count=series.get("count") or event.get("count") or 1,
        first_at=moment(event.get("firstTimestamp") or event.get("eventTime") or made),
        last_at=moment(series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime") or made),
    )


def moment(text: str | None) -> datetime | None:
    """Read a time of the cluster's."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _condition(condition: Obj) -> HostCondition:
    return HostCondition(
        type=condition["type"],
        status=condition["status"],
        reason=condition.get("reason") or "",
        message=condition.get("message") or "",
        since=moment(condition.get("lastTransitionTime")),
    )


def _versions(info: Obj) -> HostVersions:
    return HostVersions(
        kubelet=info.get("kubeletVersion") or "",
        runtime=info.get("containerRuntimeVersion") or "",
        kernel=info.get("kernelVersion") or "",
        os=info.get("osImage") or info.get("operatingSystem") or "",
        architecture=info.get("architecture") or "",
    )


def numbers_of(told: Obj) -> dict[str, Decimal]:
    """Read amounts of the cluster's; what is not told is nothing."""
    return {resource: parse(told.get(resource, "0")) for resource in ("cpu", "memory", "pods")}


def amounts_of(numbers: Mapping[str, Decimal]) -> HostAmounts:
    """Show amounts."""
    return HostAmounts(
        cpu=cpus_in_words(str(numbers["cpu"])),
        memory=bytes_in_words(str(numbers["memory"])),
        pods=int(numbers["pods"]),
    )

"""Columns of kinds that mostly hold data."""

from __future__ import annotations

from datetime import datetime

from localkube.objects.access import Obj
from localkube.objects.table.columns import AGE, NAME, Cell, Column, at, column, since


def _last_seen(event: Obj, now: datetime) -> Cell:
    last = at(event, "series.lastObservedTime", None) or event.get("lastTimestamp") or event.get("eventTime")
    return since(last, now)


def _first_seen(event: Obj, now: datetime) -> Cell:
    return since(event.get("firstTimestamp") or event.get("eventTime"), now)


def _about(event: Obj) -> str:
    subject: Obj = event.get("involvedObject") or {}
    return f"{str(subject.get('kind', '')).lower()}/{subject.get('name', '')}"


def _source(event: Obj) -> str:
    source: Obj = event.get("source") or {}
    parts = [source.get("component") or event.get("reportingComponent"), source.get("host")]
    return ", ".join(part for part in parts if part)


def _size(obj: Obj) -> int:
    return len(obj.get("data") or {}) + len(obj.get("binaryData") or {})


def _quota(quota: Obj, limits: bool) -> str:
    hard: dict[str, str] = at(quota, "status.hard", {})
    used: dict[str, str] = at(quota, "status.used", {})
    shown = [
        f"{name}: {used.get(name, '0')}/{hard[name]}" for name in sorted(hard) if name.startswith("limits.") == limits
    ]
    return ", ".join(shown)


PLAIN = {
    "namespaces": (NAME, column("Status", lambda obj: at(obj, "status.phase")), AGE),
    "configmaps": (NAME, Column("Data", lambda obj, _: _size(obj), type="integer"), AGE),
    "secrets": (
        NAME,
        column("Type", lambda obj: obj.get("type", "")),
        Column("Data", lambda obj, _: _size(obj), type="integer"),
        AGE,
    ),
    "serviceaccounts": (
        NAME,
        Column("Secrets", lambda obj, _: len(obj.get("secrets") or []), type="integer"),
        AGE,
    ),
    "events": (
        Column("Last Seen", _last_seen),
        column("Type", lambda event: event.get("type", "")),
        column("Reason", lambda event: event.get("reason", "")),
        column("Object", _about),
        column("Subobject", lambda event: at(event, "involvedObject.fieldPath"), wide=True),
        column("Source", _source, wide=True),
        column("Message", lambda event: str(event.get("message", "")).strip()),
        Column("First Seen", _first_seen, wide=True),
        Column("Count", lambda event, _: event.get("count", 1), wide=True, type="integer"),
        column("Name", lambda event: str(event["metadata"].get("name", "")), wide=True),
    ),
    "resourcequotas": (
        NAME,
        column("Request", lambda quota: _quota(quota, limits=False)),
        column("Limit", lambda quota: _quota(quota, limits=True)),
        AGE,
    ),
    "limitranges": (NAME, column("Created At", lambda obj: at(obj, "metadata.creationTimestamp"))),
    "leases.coordination.k8s.io": (NAME, column("Holder", lambda lease: at(lease, "spec.holderIdentity")), AGE),
}

"""Reading the cluster's events. Pure."""

from __future__ import annotations

from slipway.cluster.kinds import Obj


def event_time(event: Obj) -> str:
    """Return when the event happened last, as RFC 3339."""
    series = event.get("series") or {}
    times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
    return str(next((time for time in times if time), event["metadata"].get("creationTimestamp") or ""))

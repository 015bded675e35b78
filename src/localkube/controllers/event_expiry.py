"""Removes events that nobody repeated for an hour (or what the settings say)."""

from __future__ import annotations

from datetime import datetime, timedelta

from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import parse_time

_EVERY = 60.0


def event_expiry(view: View, settings: Settings) -> Loop[str]:
    """The loop that removes old events."""
    lifetime = timedelta(seconds=settings.event_lifetime)

    def reconcile(_key: str) -> float:
        expired = [event for event in view.access.list("events") if last_seen(event) + lifetime < view.now()]
        for event in expired:
            try:
                view.delete("events", event)
            except NotFound:
                continue
        return _EVERY

    loop: Loop[str] = Loop("event expiry", reconcile, ())
    loop.at_start("all")
    return loop


def last_seen(event: Obj) -> datetime:
    """When the event was last repeated."""
    series = event.get("series") or {}
    return parse_time(
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or event["metadata"]["creationTimestamp"]
    )

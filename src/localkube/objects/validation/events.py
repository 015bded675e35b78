"""Events: what every one must be, and what those that are written as ``events.k8s.io/v1`` must be beyond that.

The fields are named as in ``v1`` in either case, as Kubernetes names them in its refusals.
"""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.meta import parse_time
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

_ANYWHERE = ("default", "kube-system")
"""Namespaces of events about what is in no namespace."""
_LONGEST = {"reportingInstance": 128, "action": 128, "reason": 128, "message": 1024}
_OLD_FASHIONED = ("firstTimestamp", "lastTimestamp", "count", "source")
_TIMES = ("eventTime", "firstTimestamp", "lastTimestamp")
_LASTING = (
    *("involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type"),
    *("eventTime", "action", "related", "reportingComponent", "reportingInstance"),
)
_TOLD_AS = {"reportingComponent": "reportingController"}


def check_event(event: Obj, _: Obj | None, found: Problems) -> None:
    """Check that the event is in its object's namespace; one with an ``eventTime`` says who did what."""
    about: str = (event.get("involvedObject") or {}).get("namespace") or ""
    namespace = event["metadata"].get("namespace")
    if not event.get("eventTime"):
        if about and about != namespace:
            found.invalid("involvedObject.namespace", about, "does not match event.namespace")
        return
    if not about and namespace not in _ANYWHERE:
        found.invalid("involvedObject.namespace", about, "does not match event.namespace")
    controller: str = event.get("reportingComponent") or ""
    if not controller:
        found.required("reportingController")
    if wrong := names.qualified_name(controller):
        found.invalid("reportingController", controller, wrong)
    for name, longest in _LONGEST.items():
        text: str = event.get(name) or ""
        if not text and name != "message":
            found.required(name)
        if len(text.encode()) > longest:
            found.invalid(name, "", f"can have at most {longest} characters")


def check_strictly(event: Obj, old: Obj | None, found: Problems) -> None:
    """New events have no deprecated fields; of those that exist only metadata and series change."""
    if old is None or event.get("series") != old.get("series"):
        _check_series(event, found)
    if old is not None:
        for name in _LASTING:
            if _value(event, name) != _value(old, name):
                found.invalid(_TOLD_AS.get(name, name), event.get(name), "field is immutable")
        return
    if not event.get("eventTime"):
        found.required("eventTime")
    if event.get("type") not in ("Normal", "Warning"):
        found.invalid("type", "", f"has invalid value: {event.get('type') or ''}")
    for name in _OLD_FASHIONED:
        if event.get(name):
            found.invalid(name, "", "needs to be unset")


def _check_series(event: Obj, found: Problems) -> None:
    series: Obj | None = event.get("series")
    if series is None:
        return
    if (series.get("count") or 0) < 2:
        found.invalid("series.count", "", "should be at least 2")
    if not series.get("lastObservedTime"):
        found.required("series.lastObservedTime")


def _value(event: Obj, name: str) -> object:
    """The same time may be written in several ways."""
    value = event.get(name) or None
    return parse_time(value) if value and name in _TIMES else value

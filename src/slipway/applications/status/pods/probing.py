"""Containers that run, but whose probes do not succeed. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slipway.applications.status.pods.parts import Scene, containers, not_before, seconds_since, spec_of
from slipway.applications.status.texts import PROBES, tell
from slipway.cluster import Obj, event_time
from slipway.containers import Reason

LEAST_PATIENCE, MOST_PATIENCE = 4.0, 8.0
"""While a program starts, its probe may fail: for as long as the probe itself allows, within these seconds."""
SILENT_SECONDS = 30.0

_FAILED = re.compile(r"^(?P<probe>Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*: ?(?P<seen>.*)", re.S)


def probing(pod: Obj, scene: Scene) -> Reason | None:
    """Return which probe fails, and what it saw."""
    for each in containers(pod):
        running = (each.get("state") or {}).get("running")
        if running is None or each.get("ready"):
            continue
        spec, began = spec_of(pod, str(each["name"])), str(running.get("startedAt") or "")
        up = seconds_since(began, scene.now)
        if up >= _patience(spec):
            found = unhealthy(scene.warnings, tuple(PROBES), began)
            if found is not None:
                return found
        if up >= SILENT_SECONDS:
            return _silent(spec, int(up), started=each.get("started") is not False)
    return None


def unhealthy(warnings: Sequence[Obj], probes: Sequence[str], since: str | None) -> Reason | None:
    """Return the reason of the last failure of one of these probes."""
    for event in reversed(warnings):
        found = _FAILED.match(str(event.get("message") or "")) if event.get("reason") == "Unhealthy" else None
        if found is None or found["probe"].lower() not in probes:
            continue
        if since and not not_before(event_time(event), since):
            return None
        probe, seen = found["probe"].lower(), found["seen"].strip()
        shown = seen.splitlines()[0] if seen else "no answer"
        return tell("probe_failed", {"probe": probe, "probe_zh": PROBES[probe], "seen": shown}, str(event["message"]))
    return None


def _patience(spec: Obj) -> float:
    probe = spec.get("startupProbe") or spec.get("readinessProbe") or {}
    allowed = probe.get("initialDelaySeconds", 0) + probe.get("periodSeconds", 10) * probe.get("failureThreshold", 3)
    return min(max(float(allowed), LEAST_PATIENCE), MOST_PATIENCE)


def _silent(spec: Obj, seconds: int, *, started: bool) -> Reason | None:
    """Events are forgotten after a while; the probe still says no."""
    probe = "readiness" if started or "startupProbe" not in spec else "startup"
    if f"{probe}Probe" not in spec:
        return None
    return tell("probe_failed.silent", {"probe": probe, "probe_zh": PROBES[probe], "seconds": seconds})

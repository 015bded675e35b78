"""A health check as probes.

Docker only marks a container as unhealthy, so a check becomes the readiness probe, which does that much: it keeps
traffic away and dependents waiting. The start period becomes a startup probe, because it is what it is there for:
to ask more often at the beginning, and to forgive.

Source: Compose Specification, "healthcheck"; Dockerfile reference, "HEALTHCHECK".
"""

from __future__ import annotations

import shlex
from math import ceil
from typing import Any

from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item

DOCKER_TIMEOUT = 30
DOCKER_RETRIES = 3
DOCKER_START_INTERVAL = 5
_KNOWN = frozenset({"test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"})
_LONGEST_PERIOD, _LONGEST_TIMEOUT, _MOST_FAILURES = 3600, 300, 100

Json = dict[str, Any]


def probes_of(service: Item, notes: ServiceNotes, *, listens: bool) -> Json:
    """Return the probes; ``listens``: without any the platform would ask the first port."""
    check = service["healthcheck"]
    settings = check.mapping()
    for key in settings:
        if key not in _KNOWN and not key.startswith("x-"):
            notes.add("compose.unknown_key", f"healthcheck.{key}")
    if not settings:
        return {}
    test = check["test"]
    command = _command(test) if test.given else None
    if check["disable"].boolean() or command == []:
        if listens:
            notes.add("compose.healthcheck_disabled", "healthcheck")
        return {}
    if command is None:
        notes.add("compose.healthcheck_without_test", "healthcheck")
        return {}
    return _probes(check, command, notes)


def _command(test: Item) -> list[str]:
    """Return what to run; nothing for a check that is switched off."""
    if isinstance(test.value, str):
        return ["/bin/sh", "-c", test.value] if test.value else []
    words = test.texts()
    expected = "a list that begins with CMD, CMD-SHELL or NONE"
    if not words:
        return []
    kind, rest = words[0], words[1:]
    if kind == "NONE":
        return []
    if kind == "CMD" and rest:
        return rest
    if kind == "CMD-SHELL" and rest:
        return ["/bin/sh", "-c", rest[0] if len(rest) == 1 else shlex.join(rest)]
    raise test.wrong(expected)


def _probes(check: Item, command: list[str], notes: ServiceNotes) -> Json:
    timeout = _within(check["timeout"], 1, _LONGEST_TIMEOUT, notes) or DOCKER_TIMEOUT
    interval = _within(check["interval"], 1, _LONGEST_PERIOD, notes)
    retries = DOCKER_RETRIES
    if check["retries"].given:
        wanted = check["retries"].whole()
        retries = min(max(wanted, 1), _MOST_FAILURES)
        if wanted != retries:
            notes.add("compose.rounded", "healthcheck.retries", value=wanted, used=retries)
    readiness: Json = {"command": command, "timeout_seconds": timeout, "failure_threshold": retries}
    if interval:
        readiness["period_seconds"] = interval
    found: Json = {"readiness": readiness}
    patience = check["start_period"].seconds() if check["start_period"].given else 0
    often = _within(check["start_interval"], 1, _LONGEST_PERIOD, notes)
    if patience > 0:
        patience += retries * (interval or DOCKER_TIMEOUT)
        period = often or min(DOCKER_START_INTERVAL, interval or DOCKER_START_INTERVAL)
        period = min(max(period, ceil(patience / _MOST_FAILURES)), _LONGEST_PERIOD)
        failures = min(ceil(patience / period), _MOST_FAILURES)
        found["startup"] = {
            "command": command,
            "period_seconds": period,
            "timeout_seconds": timeout,
            "failure_threshold": failures,
        }
        notes.add("compose.start_period", "healthcheck.start_period", seconds=period * failures)
    elif often:
        notes.add("compose.start_interval", "healthcheck.start_interval")
    return found


def _within(item: Item, least: int, most: int, notes: ServiceNotes) -> int | None:
    """Return a duration in the bounds of probes; None when there is none (Docker: 0 is its default)."""
    wanted = item.seconds() if item.given else 0
    if not wanted:
        return None
    used = min(max(wanted, least), most)
    if used != wanted:
        notes.add("compose.rounded", f"healthcheck.{item.path.rpartition('.')[2]}", value=f"{wanted}s", used=f"{used}s")
    return used

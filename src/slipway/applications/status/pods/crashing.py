"""Containers that end though they should run. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slipway.applications.status.crashes import Crash, crash_of
from slipway.applications.status.pods.making import not_started
from slipway.applications.status.pods.parts import Scene, amount, seconds_since, spec_of
from slipway.applications.status.pods.probing import unhealthy
from slipway.applications.status.texts import tell
from slipway.cluster import Obj
from slipway.containers import Reason
from slipway.quantities import bytes_in_words

NOT_RUN = ("StartError", "ContainerCannotRun")
NOT_RUN_CODES = (126, 127)
KILLED_CODES = (137, 143)
FORGIVEN_SECONDS = 30.0
"""A container that has been running for so long is no longer explained by how it ended before."""


def crashing(pod: Obj, scene: Scene) -> Reason | None:
    """Return how a container ended, with the last that it wrote."""
    crash = crash_of(pod)
    if crash is None or _forgiven(crash, scene.now):
        return None
    if crash.reason in NOT_RUN:
        return not_started(pod, crash.container, crash.message)
    lines = scene.lines(pod)
    if lines is None:
        return None
    if crash.reason == "OOMKilled":
        limit = bytes_in_words(amount(spec_of(pod, crash.container), "limits", "memory"))
        return tell("out_of_memory", {"limit": limit, **_again(crash)}, crash.message, lines)
    if crash.code in KILLED_CODES:
        fatal = unhealthy(scene.warnings, ("liveness", "startup"), crash.began)
        if fatal is not None:
            return fatal
    if crash.code in NOT_RUN_CODES and not lines:
        return not_started(pod, crash.container, crash.message)
    return _crashed(crash, lines)


def _crashed(crash: Crash, lines: Sequence[str]) -> Reason:
    params: dict[str, str | int] = {"code": crash.code, "signal": crash.code - 128, **_again(crash)}
    key = "crashed"
    if crash.code == 0:
        key = "crashed.finished"
    elif crash.code in KILLED_CODES:
        key = "crashed.signal"
    return tell(key, params, crash.message, lines)


def _again(crash: Crash) -> dict[str, str | int]:
    if crash.restarts == 0:
        return {"again": "", "again_zh": ""}
    times = "once" if crash.restarts == 1 else f"{crash.restarts} times"
    return {"again": f"; it was restarted {times}", "again_zh": f"，已重启 {crash.restarts} 次"}


def _forgiven(crash: Crash, now: datetime) -> bool:
    return crash.since is not None and seconds_since(crash.since, now) > FORGIVEN_SECONDS

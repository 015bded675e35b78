"""Why the containers of a pod wait, as the status shows it: failures of starts, and the back-off after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localkube.kubelet.backoff import in_words
from localkube.kubelet.container_status import Wait
from localkube.kubelet.podspec import container_named, full_name
from localkube.kubelet.tell import Tell
from localkube.objects.access import Obj

PULL_FAILED, PULL_BACK_OFF, CRASH_LOOP = "ErrImagePull", "ImagePullBackOff", "CrashLoopBackOff"
SHOW_FAILURE_SECONDS = 1.0
"""A failed pull is shown as such for a moment, then as waiting for the next try."""


@dataclass(frozen=True, slots=True)
class _Failure:
    wait: Wait
    at: float


class Waits:
    """Of one pod."""

    def __init__(self) -> None:
        self._failures: dict[str, _Failure] = {}
        self._crash_loops: dict[str, Wait] = {}
        self._told: set[tuple[str, str]] = set()

    def failed(self, name: str, wait: Wait, now: float) -> None:
        """A start of the container failed."""
        self._failures[name] = _Failure(wait, now)

    def cleared(self, name: str) -> None:
        """The container was started."""
        self._failures.pop(name, None)

    def crash_looping(self, pod: Obj, delays: Mapping[str, float], incarnations: Mapping[str, str], tell: Tell) -> None:
        """These containers wait after crashes; ``incarnations`` are the ids of the dead. Each is told of once."""
        self._crash_loops = {}
        for name, delay in delays.items():
            said = f"back-off {in_words(delay)} restarting failed container={name} pod={full_name(pod)}"
            self._crash_loops[name] = Wait(CRASH_LOOP, said)
            if self._once(name, incarnations.get(name, "")):
                said = f"Back-off restarting failed container {name} in pod {full_name(pod)}"
                tell.warning("BackOff", said, name)

    def shown(self, pod: Obj, now: float, tell: Tell) -> dict[str, Wait]:
        """By container name."""
        waits = {name: self._aged(pod, name, failure, now, tell) for name, failure in self._failures.items()}
        return waits | {name: wait for name, wait in self._crash_loops.items() if name not in waits}

    def next_change(self, now: float) -> float | None:
        """When ``shown`` will answer otherwise."""
        times = [
            failure.at + SHOW_FAILURE_SECONDS
            for failure in self._failures.values()
            if failure.wait.reason == PULL_FAILED and failure.at + SHOW_FAILURE_SECONDS > now
        ]
        return min(times, default=None)

    def _aged(self, pod: Obj, name: str, failure: _Failure, now: float, tell: Tell) -> Wait:
        if failure.wait.reason != PULL_FAILED or now < failure.at + SHOW_FAILURE_SECONDS:
            return failure.wait
        image = (container_named(pod, name) or {}).get("image", "")
        if self._once(name, str(failure.at)):
            tell.normal("BackOff", f'Back-off pulling image "{image}"', name)
            tell.warning("Failed", f"Error: {PULL_BACK_OFF}", name)
        return Wait(PULL_BACK_OFF, f'Back-off pulling image "{image}": {PULL_FAILED}: {failure.wait.message}')

    def _once(self, name: str, what: str) -> bool:
        if (name, what) in self._told:
            return False
        self._told = {(other, told) for other, told in self._told if other != name} | {(name, what)}
        return True

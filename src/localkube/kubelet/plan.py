"""What to do next for one pod, given what it asks for and what is there. Pure: no clock, no engine, no memory.

A plan is made anew whenever something changed, so it only says what can be done now; what must wait is left out, and
``wake_at`` tells when to look again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from localkube.kubelet.backoff import Crash
from localkube.kubelet.observed import DEFINITION_LABEL, SANDBOX_LABEL, Observed, has_ended, is_scrap, moment
from localkube.kubelet.podspec import (
    container_named,
    definition,
    ephemeral_containers,
    init_containers,
    is_finished,
    is_sidecar,
    main_containers,
    old_status,
)
from localkube.kubelet.restart import restarts
from localkube.objects.access import Obj
from localkube.runtime import Found, Limits

SANDBOX = ""
"""The key of the sandbox where containers are named."""

_SANDBOX_CHANGED = "Pod sandbox changed, it will be killed and re-created."


@dataclass(frozen=True, slots=True)
class StartSandbox:
    """Make a sandbox: the pod's first, or one in place of one that died."""

    attempt: int


@dataclass(frozen=True, slots=True)
class Attach:
    """Join the running sandbox to the network."""

    sandbox: Found


@dataclass(frozen=True, slots=True)
class StartContainer:
    """Start a container in the running sandbox."""

    container: Obj
    attempt: int


@dataclass(frozen=True, slots=True)
class Resize:
    """Give a container that runs other limits."""

    found: Found
    limits: Limits


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop a container or sandbox that runs; ``message`` tells users why."""

    found: Found
    message: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove what is dead and of no use any more."""

    found: Found


Action = StartSandbox | Attach | StartContainer | Resize | Stop | Remove


@dataclass(frozen=True, slots=True)
class Situation:
    """What the worker knows beyond the objects.

    ``busy``: keys with an action under way. ``not_before``: times before which a start must not be tried again.
    ``unhealthy``: ids of containers whose probes ask for their end, with the sentence for users. ``started``: ids of
    containers that are up by their startup probe. ``mounted``: the pod's volumes are there. ``attached``: id of the
    sandbox that is joined to the network. ``failed``: the kubelet itself declared the pod failed.
    ``limits``: what containers are to have, by name.
    """

    busy: frozenset[str] = frozenset()
    crashes: Mapping[str, Crash] = field(default_factory=dict)
    not_before: Mapping[str, float] = field(default_factory=dict)
    unhealthy: Mapping[str, str] = field(default_factory=dict)
    started: frozenset[str] = frozenset()
    mounted: bool = True
    attached: str = ""
    failed: bool = False
    limits: Mapping[str, Limits] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """``crash_loops``: containers that wait to be started again after a crash, with the length of that wait."""

    actions: list[Action] = field(default_factory=list)
    wake_at: float | None = None
    crash_loops: dict[str, float] = field(default_factory=dict)

    def look_again(self, at: float) -> None:
        """Make a new plan at ``at`` at the latest."""
        self.wake_at = at if self.wake_at is None else min(self.wake_at, at)


def plan(pod: Obj, observed: Observed, situation: Situation, now: float) -> Plan:
    """The next actions for a pod that is not being deleted."""
    found = Plan(actions=[Remove(one) for one in surplus(observed)])
    if is_finished(pod) or situation.failed or outcome(pod, observed) is not None:
        found.actions += _stop_all(pod, observed, situation)
    elif observed.sandbox is None:
        _renew_sandbox(observed, situation, now, found)
    else:
        _Starts(pod, observed, observed.sandbox, situation, now, found).run()
    return found


def outcome(pod: Obj, observed: Observed) -> Literal["Succeeded", "Failed"] | None:
    """How the pod ended, when no container of it runs or will run again."""
    for container in init_containers(pod):
        newest = observed.newest(container["name"])
        if newest is None or not has_ended(newest) or newest.exit_code == 0:
            continue
        if not restarts(pod, container, newest):
            return "Failed"
    codes: list[int] = []
    for container in main_containers(pod):
        newest = observed.newest(container["name"])
        if newest is None or not has_ended(newest) or restarts(pod, container, newest):
            return None
        codes.append(newest.exit_code or 0)
    return "Failed" if any(codes) else "Succeeded"


def next_attempt(pod: Obj, observed: Observed, name: str) -> int:
    """One more than the last, also when the runtime lost the container and only the status remembers it."""
    newest = observed.newest(name)
    if newest is not None:
        return newest.attempt if is_scrap(newest) else newest.attempt + 1
    known = old_status(pod, name)
    return int(known.get("restartCount", 0)) + 1 if known and known.get("containerID") else 0


def surplus(observed: Observed) -> list[Found]:
    """The dead beyond the newest two of each container (the last log may still be asked for), and old sandboxes."""
    old = [found for group in observed.containers.values() for found in group[2:] if found.state != "running"]
    scrap = [found for found in observed.everything() if is_scrap(found)]
    sandboxes = [found for found in observed.sandboxes[1:] if found.state != "running"]
    return [*old, *sandboxes, *(found for found in scrap if found not in old and found not in sandboxes)]


def is_initialized(pod: Obj, observed: Observed, started: frozenset[str]) -> bool:
    """All init containers did their work in the present sandbox (or a main container already came after them)."""
    sandbox = observed.sandbox
    if sandbox is None:
        return False
    if any(_belongs(observed.newest(container["name"]), sandbox) for container in main_containers(pod)):
        return True
    return all(_is_past(container, observed, sandbox, started) for container in init_containers(pod))


def _stop_all(pod: Obj, observed: Observed, situation: Situation) -> list[Action]:
    containers = observed.running()
    inits = [container["name"] for container in init_containers(pod)]
    first = [found for found in containers if found.name not in inits]
    if not first and containers:  # sidecars go one after the other, the last one first
        first = [max(containers, key=lambda found: inits.index(found.name))]
    stops: list[Action] = [
        Stop(found, f"Stopping container {found.name}") for found in first if found.name not in situation.busy
    ]
    if not containers and observed.sandbox is not None and SANDBOX not in situation.busy:
        stops.append(Stop(observed.sandbox, ""))
    return stops


def _renew_sandbox(observed: Observed, situation: Situation, now: float, found: Plan) -> None:
    running = observed.running()
    found.actions += [Stop(one, _SANDBOX_CHANGED) for one in running if one.name not in situation.busy]
    if not running and not situation.busy and situation.mounted:
        attempt = observed.sandboxes[0].attempt + 1 if observed.sandboxes else 0
        _when_due(SANDBOX, StartSandbox(attempt), situation, now, found)


def _when_due(key: str, action: Action, situation: Situation, now: float, found: Plan) -> None:
    if (due := situation.not_before.get(key, 0.0)) > now:
        found.look_again(due)
    else:
        found.actions.append(action)


def _belongs(found: Found | None, sandbox: Found) -> bool:
    return found is not None and found.labels.get(SANDBOX_LABEL) == str(sandbox.attempt)


def _is_past(container: Obj, observed: Observed, sandbox: Found, started: frozenset[str]) -> bool:
    newest = observed.newest(container["name"])
    if newest is None or not _belongs(newest, sandbox):
        return False
    if is_sidecar(container):
        return newest.state == "running" and newest.id in started
    return has_ended(newest) and newest.exit_code == 0


class _Starts:
    """One round over the containers of a pod whose sandbox runs."""

    def __init__(
        self, pod: Obj, observed: Observed, sandbox: Found, situation: Situation, now: float, found: Plan
    ) -> None:
        self._pod = pod
        self._observed = observed
        self._sandbox = sandbox
        self._situation = situation
        self._now = now
        self._found = found

    def run(self) -> None:
        for one in self._observed.running():
            if container_named(self._pod, one.name) is None or one is not self._observed.newest(one.name):
                self._found.actions.append(Stop(one, f"Stopping container {one.name}"))
        if self._situation.attached != self._sandbox.id and SANDBOX not in self._situation.busy:
            _when_due(SANDBOX, Attach(self._sandbox), self._situation, self._now, self._found)
        for container in ephemeral_containers(self._pod):
            self._ephemeral(container)
        if self._init():
            for container in main_containers(self._pod):
                self._container(container)

    def _init(self) -> bool:
        """Bring the init containers forward; True when the main ones may start."""
        initialized = is_initialized(self._pod, self._observed, self._situation.started)
        for container in init_containers(self._pod):
            if is_sidecar(container):
                self._container(container)
            elif not initialized and not self._is_past(container):
                self._container(container, fresh=True)
            if not initialized and not self._is_past(container):
                return False
        return True

    def _ephemeral(self, container: Obj) -> None:
        """It runs once, whatever becomes of it."""
        newest = self._observed.newest(container["name"])
        known = old_status(self._pod, container["name"]) or {}
        if container["name"] in self._situation.busy or known.get("containerID"):
            return
        if newest is None or is_scrap(newest):
            self._start(container, 0.0)

    def _is_past(self, container: Obj) -> bool:
        return _is_past(container, self._observed, self._sandbox, self._situation.started)

    def _container(self, container: Obj, *, fresh: bool = False) -> None:
        """``fresh``: what ran in an earlier sandbox does not count."""
        name: str = container["name"]
        if name in self._situation.busy:
            return
        newest = self._observed.newest(name)
        if newest is None or is_scrap(newest) or (fresh and not _belongs(newest, self._sandbox)):
            self._start(container, 0.0)
        elif newest.state == "running":
            if reason := self._reason_to_stop(container, newest):
                self._found.actions.append(Stop(newest, reason))
            else:
                self._resize(container, newest)
        elif restarts(self._pod, container, newest):
            crash = self._situation.crashes.get(name)
            delay = crash.delay if crash is not None else 0.0
            due = moment(newest.finished_at) + delay
            if delay and due > self._now:
                self._found.crash_loops[name] = delay
            self._start(container, due if delay else 0.0)

    def _start(self, container: Obj, due: float) -> None:
        name: str = container["name"]
        due = max(due, self._situation.not_before.get(name, 0.0))
        if due > self._now:
            self._found.look_again(due)
        elif self._situation.mounted and self._situation.attached == self._sandbox.id:
            self._found.actions.append(StartContainer(container, next_attempt(self._pod, self._observed, name)))

    def _reason_to_stop(self, container: Obj, running: Found) -> str:
        if not _belongs(running, self._sandbox):
            return _SANDBOX_CHANGED
        if running.id in self._situation.unhealthy:
            return self._situation.unhealthy[running.id]
        if running.labels.get(DEFINITION_LABEL, definition(container)) != definition(container):
            return f"Container {running.name} definition changed, will be restarted"
        return ""

    def _resize(self, container: Obj, running: Found) -> None:
        wanted = self._situation.limits.get(running.name)
        if not differ(running, wanted) or wanted is None:
            return
        if _needs_restart(container, running.limits, wanted):
            self._found.actions.append(Stop(running, f"Container {running.name} resize requires restart"))
        elif (due := self._situation.not_before.get(running.name, 0.0)) > self._now:
            self._found.look_again(due)
        else:
            self._found.actions.append(Resize(running, wanted))


def differ(running: Found, wanted: Limits | None) -> bool:
    """Whether a container has other limits than it is to have, as far as that is known."""
    return wanted is not None and running.limits is not None and running.limits != wanted


def _needs_restart(container: Obj, has: Limits | None, wanted: Limits) -> bool:
    policies = {one["resourceName"]: one["restartPolicy"] for one in container.get("resizePolicy") or ()}
    changed = set()
    if has is not None and has.memory_bytes != wanted.memory_bytes:
        changed.add("memory")
    if has is not None and (has.cpu_shares, has.cpu_quota_us) != (wanted.cpu_shares, wanted.cpu_quota_us):
        changed.add("cpu")
    return any(policies.get(name) == "RestartContainer" for name in changed)

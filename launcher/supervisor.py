"""Brings the components up in order and keeps them up until it is told to stop.

Components run in sessions of their own: when the supervisor is killed they go on, and the next supervisor recognises
them by their pid files. A component that ends is started again, at once the first time and after
growing pauses from then on.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from launcher import components
from launcher import options as choices
from launcher.components import Component
from launcher.errors import LauncherError
from launcher.layout import Layout
from launcher.options import Options
from launcher.processes import Process

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
STOP_ORDER = ("slipway", "prometheus", "localkube", "dockerd")


@dataclass(slots=True)
class _Restarts:
    """When a component that ended may be started again: at once the first time, later after growing pauses."""

    pause: float = 0.0
    started: float = field(default_factory=time.monotonic)
    due: float | None = None

    def ended(self, now: float) -> None:
        if now - self.started > STEADY_SECONDS:
            self.pause = 0.0
        self.due = now + self.pause
        self.pause = min(LONGEST_PAUSE, self.pause * 2 or 1.0)

    def restarted(self, now: float) -> None:
        self.started, self.due = now, None


class Supervisor:
    """One run of ``up``. ``say`` prints a line of progress."""

    def __init__(self, layout: Layout, options: Options, say: Callable[[str], None]) -> None:
        self._layout = layout
        self._options = options
        self._say = say
        self._stopping = threading.Event()
        self._components: list[Component] = []
        self._own_engine = False
        self._lock = layout.process("supervisor")

    def running_pid(self) -> int | None:
        """The pid of another supervisor of this data directory."""
        return self._lock.pid()

    def start(self) -> None:
        """Bring everything up; returns when all is ready. Raises LauncherError, after stopping what was started."""
        self._layout.prepare()
        choices.save(self._layout.data_dir, self._options)
        self._lock.claim(os.getpid())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        docker_host = ""
        if not self._options.kubeconfig:
            docker_host, started = components.docker_engine(self._layout, self._options)
            self._own_engine = self._layout.process("dockerd").pid() is not None
            self._say(f"Docker Engine {'started' if started else 'found'} at {docker_host}")
            self._components.append(components.localkube(self._layout, self._options, docker_host))
            if self._options.metrics:
                self._components.append(components.prometheus(self._layout, self._options))
        self._components.append(components.platform(self._layout, self._options))
        for component in self._components:
            if self._stopping.is_set():
                raise LauncherError("stopped while starting.")
            began = time.monotonic()
            started = component.ensure()
            self._say(f"{component.name} {'ready' if started else 'runs already'} ({time.monotonic() - began:.1f} s)")
        self._write_ready(docker_host)

    def run(self) -> None:
        """Keep the components up until a signal asks to stop, then stop them in reverse order."""
        restarts = {component.name: _Restarts() for component in self._components}
        while not self._stopping.wait(0.5):
            now = time.monotonic()
            for component in self._components:
                self._revive(component, restarts[component.name], now)
            self._revive_engine()
        self.stop()

    def stop(self) -> None:
        """Stop what was started, leaving containers and data."""
        self._layout.ready_file.unlink(missing_ok=True)
        stop_all(self._layout, self._say)
        self._lock.pid_file.unlink(missing_ok=True)

    def _revive(self, component: Component, restarts: _Restarts, now: float) -> None:
        if component.process.pid() is not None:
            return
        if restarts.due is None:
            restarts.ended(now)
            self._say(f"{component.name} ended unexpectedly; starting it again (log: {component.process.log_file})")
        if restarts.due is not None and now >= restarts.due:
            component.process.start(component.arguments, component.environment)
            restarts.restarted(now)

    def _revive_engine(self) -> None:
        if self._own_engine and self._layout.process("dockerd").pid() is None:
            self._say("the Docker Engine ended unexpectedly; starting it again")
            try:
                components.docker_engine(self._layout, self._options)
            except LauncherError as error:
                self._say(error.what)

    def _write_ready(self, docker_host: str) -> None:
        record = {
            "docker_host": docker_host,
            "kubeconfig": self._options.kubeconfig or str(self._layout.kubeconfig),
            "api": components.platform_url(self._options),
        }
        temporary = self._layout.ready_file.with_suffix(".new")
        temporary.write_text(json.dumps(record))
        temporary.replace(self._layout.ready_file)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping.set()


def stop_all(layout: Layout, say: Callable[[str], None]) -> bool:
    """Stop every component by its pid, in order. True when something ran."""
    stopped = False
    for name in STOP_ORDER:
        process = layout.process(name)
        if process.pid() is not None:
            say(f"stopping {name}")
        stopped |= process.stop()
    if stopped and layout.short_run_dir.is_dir():
        _forget_sockets(layout, layout.process("dockerd"))
    return stopped


def _forget_sockets(layout: Layout, engine: Process) -> None:
    """Live-restored containers keep their control sockets below ``exec``; only the engine's own socket goes."""
    if engine.pid() is None:
        (layout.short_run_dir / "docker.sock").unlink(missing_ok=True)
        if not any((layout.short_run_dir / "exec").glob("*")):
            shutil.rmtree(layout.short_run_dir, ignore_errors=True)

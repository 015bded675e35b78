"""The supervisor brings components up, revives them, and stops them."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from launcher.components import Component
from launcher.errors import LauncherError
from launcher.layout import Layout
from launcher.supervisor import _Restarts
from tests.running import free_port, wait_until


def component(tmp_path: Path, code: str, *, ready: bool = True, port: int | None = None) -> Component:
    process = Layout(tmp_path).process("thing")
    ports = (("--port", port),) if port else ()
    return Component(process, [sys.executable, "-c", code], {}, lambda: ready, ports)


def test_component_is_started_once(tmp_path: Path) -> None:
    thing = component(tmp_path, "import time; time.sleep(60)")
    assert thing.ensure() is True
    assert thing.ensure() is False
    thing.process.stop()


def test_component_that_ends_while_starting_shows_its_last_lines(tmp_path: Path) -> None:
    thing = component(tmp_path, "raise SystemExit('no such option')", ready=False)
    with pytest.raises(LauncherError) as caught:
        thing.ensure()
    assert "no such option" in caught.value.what
    assert "thing.log" in caught.value.hint


def test_taken_port_is_named_with_the_option_that_changes_it(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LauncherError) as caught:
            component(tmp_path, "pass", port=port).ensure()
    assert str(port) in caught.value.what
    assert "--port" in caught.value.hint


def test_first_restart_is_at_once_and_later_ones_wait_longer() -> None:
    restarts = _Restarts(started=0.0)
    pauses = []
    for now in (1.0, 2.0, 3.0, 4.0):
        restarts.ended(now)
        assert restarts.due is not None
        pauses.append(restarts.due - now)
        restarts.restarted(now)
    assert pauses == [0.0, 1.0, 2.0, 4.0]


def test_pause_is_forgotten_after_a_steady_time() -> None:
    restarts = _Restarts(started=0.0, pause=16.0)
    restarts.ended(1000.0)
    assert restarts.due == 1000.0


def test_supervisor_in_another_process_ends_on_sigterm_and_leaves_no_component(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from launcher.components import Component
from launcher.layout import Layout
from launcher.options import Options
from launcher.supervisor import Supervisor
import launcher.components as components
layout = Layout(Path({str(tmp_path)!r}))
thing = Component(layout.process("slipway"), [sys.executable, "-c", "import time; time.sleep(60)"], {{}}, lambda: True)
components.platform = lambda layout, options: thing
supervisor = Supervisor(layout, Options(kubeconfig="/dev/null", port={free_port()}), print)
supervisor.start()
supervisor.run()
"""
    runner = Layout(tmp_path).process("runner")
    child = runner.start([sys.executable, "-c", code], {"PYTHONPATH": os.pathsep.join(sys.path)})
    layout = Layout(tmp_path)
    wait_until(layout.ready_file.exists, 10, "readiness")
    first = layout.process("slipway").pid()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: layout.process("slipway").pid() not in (None, first), 5, "a revived component")
    child.terminate()
    child.wait(60)
    assert layout.process("slipway").pid() is None
    assert layout.process("supervisor").pid() is None
    assert not layout.ready_file.exists()

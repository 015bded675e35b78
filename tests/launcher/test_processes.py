"""Processes are recognised by pid and start time, and stopped by pid."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from launcher.processes import Process, resident_bytes, start_time

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
]


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process("thing", tmp_path / "thing.pid", tmp_path / "thing.log")


def test_started_process_is_recognised_and_stopped(process: Process) -> None:
    child = process.start(SLEEPER, {})
    assert process.pid() == child.pid
    assert resident_bytes(child.pid) > 0
    assert process.stop() is True
    assert process.pid() is None
    assert not process.pid_file.exists()
    child.wait()


def test_stopping_what_does_not_run_says_so(process: Process) -> None:
    assert process.stop() is False


def test_reused_pid_is_not_taken_for_ours(process: Process) -> None:
    process.pid_file.write_text(json.dumps({"pid": os.getpid(), "started": (start_time(os.getpid()) or 0) - 1}))
    assert process.pid() is None
    assert process.stop() is False


def test_process_that_ignores_the_request_is_killed(process: Process) -> None:
    child = process.start(STUBBORN, {})
    while "ready" not in process.last_lines():
        assert child.poll() is None
    assert process.stop(0.2) is True
    child.wait()
    assert process.pid() is None


def test_zombie_counts_as_gone(process: Process) -> None:
    child = process.start([sys.executable, "-c", "pass"], {})
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert process.pid() is None
    child.wait()


def test_output_is_kept_for_error_messages(process: Process) -> None:
    child = process.start([sys.executable, "-c", "print('one'); print('two')"], {})
    child.wait()
    assert process.last_lines(1) == "two"


def test_what_was_stopped_is_collected(process: Process) -> None:
    child = process.start(SLEEPER, {})
    assert process.stop()
    assert child.returncode == -signal.SIGTERM

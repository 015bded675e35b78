"""What the foreground shows of the components' logs."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from launcher import logtail
from launcher.layout import Layout
from tests.running import wait_until

REQUEST = {
    "method": "POST", "path": "/api/v1/tenants", "status": 201, "ms": 19.9, "event": "request", "tenant": None,
    "actor": "admin", "request_id": "87908fd6", "level": "info", "timestamp": "2026-11-24T03:54:21.464534Z",
}  # fmt: skip


def test_requests_and_events_are_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    assert logtail.readable(json.dumps(REQUEST)).endswith("info    POST /api/v1/tenants 201 19.9 ms  actor=admin")
    broke = {"event": "watch broke", "kind": "Pod", "level": "warning", "timestamp": "2026-11-24T03:54:21Z"}
    assert logtail.readable(json.dumps(broke)).endswith("warning watch broke  kind=Pod")


def test_a_traceback_follows_its_line() -> None:
    record = {**REQUEST, "event": "failed", "exception": "Traceback:\n  here"}
    assert logtail.readable(json.dumps(record)).splitlines()[1:] == ["Traceback:", "  here"]


@pytest.mark.parametrize("line", ["no format", "{}", "[1]", '{"timestamp": 1}', ""])
def test_what_is_not_known_stays(line: str) -> None:
    assert logtail.readable(line) == line


def test_localkubes_lines_have_the_same_form() -> None:
    line = "2026-11-24 04:00:04,039 INFO localkube.network: up"
    assert logtail.readable(line) == "04:00:04 info    localkube.network: up"


def test_only_what_is_new_and_whole_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout = Layout(tmp_path)
    log = layout.process("slipway").log_file
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("old\n")
    stop, shown = threading.Event(), [""]
    follower = threading.Thread(target=logtail.follow, args=(layout, ["slipway", "absent"], stop))
    follower.start()

    def append(text: str) -> None:
        with log.open("a") as file:
            file.write(text)

    def appears(text: str) -> bool:
        shown[0] += capsys.readouterr().out
        return text in shown[0]

    def listens() -> bool:
        append("new\n")
        return appears("new")

    try:
        wait_until(listens, 5, "a new line")
        append("beg")
        append("un\n")
        wait_until(lambda: appears("begun"), 5, "the rest")
        log.write_text("a\n")
        wait_until(lambda: appears("| a"), 5, "the first line of a new log")
    finally:
        stop.set()
        follower.join()
    assert "old" not in shown[0] and shown[0].count("beg") == 1

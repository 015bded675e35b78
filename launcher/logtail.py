"""Shows the components' logs in the foreground terminal, each line with its component's name."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from launcher.layout import Layout

_HIDDEN = ("event", "level", "timestamp", "exception", "request_id", "method", "path", "status", "ms")
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d (?P<time>\d\d:\d\d:\d\d),\d+ (?P<level>[A-Z]+) (?P<rest>.*)")


def follow(layout: Layout, names: Iterable[str], stop: threading.Event) -> None:
    """Print what is appended to the logs from now on, until ``stop`` is set."""
    logs = {name: _Log(layout.process(name).log_file) for name in names}
    while not stop.wait(0.3):
        for name, log in logs.items():
            for line in log.lines():
                for part in readable(line).splitlines():
                    sys.stdout.write(f"{name:>9} | {part}\n")
        sys.stdout.flush()


def readable(line: str) -> str:
    """Return a line of a log as people read it: time of day, level, what happened, and with what.

    Lines of JSON come from slipway, those that start with a date from localkube; others stay as they are.
    """
    if plain := _PLAIN.fullmatch(line):
        return f"{plain['time']} {plain['level'].lower():<7} {plain['rest']}"
    try:
        record = json.loads(line)
        time = datetime.fromisoformat(record["timestamp"]).astimezone()
    except (ValueError, KeyError, TypeError):
        return line
    about = " ".join(f"{key}={value}" for key, value in record.items() if key not in _HIDDEN and value is not None)
    text = f"{time:%H:%M:%S} {record.get('level', ''):<7} {_event(record)}  {about}".rstrip()
    return f"{text}\n{record['exception']}" if record.get("exception") else text


def _event(record: dict[str, Any]) -> str:
    if record.get("event") != "request":
        rest = " ".join(f"{key}={record[key]}" for key in ("method", "path", "status", "ms") if key in record)
        return f"{record.get('event', '')} {rest}".rstrip()
    return f"{record['method']} {record['path']} {record['status']} {record['ms']} ms"


class _Log:
    """A file that grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position = path.stat().st_size if path.exists() else 0
        self._begun = b""

    def lines(self) -> Iterator[str]:
        """Return what was completed since the last call; a file that became shorter is read from its start."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return
        if size < self._position:
            self._position, self._begun = 0, b""
        with self._path.open("rb") as file:
            file.seek(self._position)
            found = self._begun + file.read()
            self._position = file.tell()
        *whole, self._begun = found.split(b"\n")
        yield from (line.decode(errors="replace").rstrip() for line in whole)

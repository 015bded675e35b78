"""Shows the components' logs in the foreground terminal, each line with its component's name."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from typing import TextIO

from launcher.layout import Layout


def follow(layout: Layout, names: Iterable[str], stop: threading.Event) -> None:
    """Print what is appended to the logs from now on, until ``stop`` is set."""
    logs: dict[str, TextIO] = {}
    try:
        for name in names:
            path = layout.process(name).log_file
            if path.exists():
                logs[name] = path.open(errors="replace")
                logs[name].seek(0, 2)
        while not stop.wait(0.3):
            for name, log in logs.items():
                for line in log:
                    sys.stdout.write(f"{name:>9} | {line.rstrip()}\n")
            sys.stdout.flush()
    finally:
        for log in logs.values():
            log.close()

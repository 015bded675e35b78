"""Wait for what a cluster does in its own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(read: Callable[[], T], good: Callable[[T], bool], seconds: float = 30) -> T:
    """Return what ``read`` gives once it is ``good``; fail with the last of it otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        found = read()
        if good(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)

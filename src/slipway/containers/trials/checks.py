"""What can be tried, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

KEPT_BYTES = 1024
"""Of an answer; as much as the cluster keeps of what a command writes."""
MOST_SECONDS = 30
"""For which a trial waits, however long the probe itself may take."""

Code = Literal[
    "answered", "open", "exited",
    "status", "closed", "no_answer", "not_http", "timed_out", "exit_code", "not_runnable", "loopback_only",
    "redirects", "late", "redirects_to_tls",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class HttpCheck:
    """A GET; any status from 200 to 399 passes."""

    port: int
    path: str
    seconds: int


@dataclass(frozen=True, slots=True)
class TcpCheck:
    """A connection."""

    port: int
    seconds: int


@dataclass(frozen=True, slots=True)
class CommandCheck:
    """A command in the container; the code 0 passes."""

    command: Sequence[str]
    seconds: int


Check = HttpCheck | TcpCheck | CommandCheck


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check. ``passed`` is None when it could not be found out; ``params`` fill the text of ``code``.

    ``answer`` is how the answer's body or the command's output begins.
    """

    code: Code
    passed: bool | None
    params: Mapping[str, str | int] = field(default_factory=dict)
    status: int | None = None
    exit_code: int | None = None
    answer: bytes = b""
    cut: bool = False
    detail: str = ""


def written(check: Check) -> str:
    """Return a check as people write it: ``http://:8080/healthz``, ``tcp://:6379``, or the words of a command."""
    match check:
        case HttpCheck(port, path):
            return f"http://:{port}{path}"
        case TcpCheck(port):
            return f"tcp://:{port}"
        case CommandCheck(command):
            return " ".join(command)

"""How far containers may be preferred over others when memory runs out."""

from __future__ import annotations

from pathlib import Path

LOWEST = -1000
CAP_SYS_RESOURCE = 24


def least_oom_score_adj() -> int:
    """The lowest score that may be set here: lowering it needs a capability that nested machines often lack."""
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "CapEff" and int(value, 16) >> CAP_SYS_RESOURCE & 1:
            return LOWEST
    return int(Path("/proc/self/oom_score_adj").read_text())

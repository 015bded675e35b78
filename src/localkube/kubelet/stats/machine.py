"""What the whole machine has used. Source: proc(5), ``stat`` and ``meminfo``."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

_NANO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class MachineCounters:
    """``cpu`` in nanoseconds, sizes in bytes."""

    cpu: int = 0
    memory: int = 0
    working_set: int = 0
    rss: int = 0
    page_faults: int = 0
    major_page_faults: int = 0

    def plus(self, other: MachineCounters) -> MachineCounters:
        """Both together."""
        return self._with(other, lambda mine, others: mine + others)

    def without(self, other: MachineCounters) -> MachineCounters:
        """What is left, never less than nothing: the two were not read at the same moment."""
        return self._with(other, lambda mine, others: max(0, mine - others))

    def part(self, parts: int) -> MachineCounters:
        """One of equal parts."""
        return self._with(self, lambda mine, _: mine // parts)

    def _with(self, other: MachineCounters, join: Callable[[int, int], int]) -> MachineCounters:
        return MachineCounters(
            **{each.name: join(getattr(self, each.name), getattr(other, each.name)) for each in fields(self)}
        )


def read(proc: Path = Path("/proc")) -> MachineCounters:
    """The counters now."""
    memory = _memory(proc)
    used = memory["MemTotal"] - memory["MemFree"]
    faults = dict(line.split(" ", 1) for line in (proc / "vmstat").read_text().splitlines() if line.startswith("pg"))
    return MachineCounters(
        cpu=_cpu(proc),
        memory=used,
        working_set=max(0, used - memory.get("Inactive(file)", 0)),
        rss=memory.get("AnonPages", 0),
        page_faults=int(faults.get("pgfault", 0)),
        major_page_faults=int(faults.get("pgmajfault", 0)),
    )


def booted_at(proc: Path = Path("/proc")) -> float:
    """When the machine started, in seconds since 1970."""
    lines = (proc / "stat").read_text().splitlines()
    return float(next((line.split()[1] for line in lines if line.startswith("btime ")), 0))


def _cpu(proc: Path) -> int:
    """The time that was not idle; time of guests is in that of users already."""
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = (
        int(word) for word in (proc / "stat").read_text().partition("\n")[0].split()[1:9]
    )
    busy = user + nice + system + interrupts + soft + stolen
    return busy * _NANO // os.sysconf("SC_CLK_TCK")


def _memory(proc: Path) -> dict[str, int]:
    found = {}
    for line in (proc / "meminfo").read_text().splitlines():
        name, _, value = line.partition(":")
        found[name] = int(value.split()[0]) * 1024
    return found

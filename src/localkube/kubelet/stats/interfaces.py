"""What went through the network interfaces of a pod, or of the machine. Source: proc(5), ``net/dev``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Interface:
    """Counters of one interface since it is there."""

    name: str
    received_bytes: int
    received_packets: int
    received_errors: int
    received_dropped: int
    sent_bytes: int
    sent_packets: int
    sent_errors: int
    sent_dropped: int


def of_process(pid: int, proc: Path = Path("/proc")) -> list[Interface]:
    """The interfaces that a process sees, but for the loopback; none when it has ended."""
    try:
        text = (proc / str(pid) / "net" / "dev").read_text()
    except OSError:
        return []
    return parse(text)


def of_machine(proc: Path = Path("/proc")) -> list[Interface]:
    """Those of the machine that lead out of it: not bridges, tunnels and the ends of pods' links."""
    everything = of_process(os.getpid(), proc)
    physical = [one for one in everything if (Path("/sys/class/net") / one.name / "device").exists()]
    return physical or [one for one in everything if one.name.startswith(("eth", "en"))]


def own_network(pid: int, proc: Path = Path("/proc")) -> bool:
    """Whether a process has another network than the machine."""
    try:
        return (proc / str(pid) / "ns" / "net").readlink() != (proc / "self" / "ns" / "net").readlink()
    except OSError:
        return False


def parse(text: str) -> list[Interface]:
    """Read the file's text."""
    found = []
    for line in text.splitlines()[2:]:
        name, _, rest = line.partition(":")
        numbers = [int(word) for word in rest.split()]
        if name.strip() != "lo":
            found.append(Interface(name.strip(), *numbers[:4], *numbers[8:12]))
    return found

"""What was read from and written to the machine's disks. Source: the kernel's "I/O statistics fields"."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SECTOR = 512
"""The unit of these counters, whatever a disk's own sectors are."""


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """Bytes of one disk since the machine is up."""

    name: str
    read: int
    written: int


def of_machine(proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> list[BlockDevice]:
    """The disks with hardware, or a host, behind them: neither their partitions nor what lies upon them."""
    found = []
    for line in (proc / "diskstats").read_text().splitlines():
        words = line.split()
        if (sys / "block" / words[2] / "device").exists():
            found.append(BlockDevice(words[2], int(words[5]) * _SECTOR, int(words[9]) * _SECTOR))
    return found

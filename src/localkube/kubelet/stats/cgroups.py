"""Reads the kernel's accounts of containers: control groups of version 1, of version 2, or both on one machine.

Sources: the kernel's "Control Groups version 1", "Memory Resource Controller" and "Control Group v2"; cgroups(7),
proc(5).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_UNLIMITED = 1 << 60
"""Version 1 writes the largest multiple of a page when there is no limit."""
_CONTROLLERS = ("cpu", "cpuacct", "memory", "pids", "blkio")
_NANO, _MICRO, _TICK = 1_000_000_000, 1_000, 10_000_000
"""Nanoseconds: in a second, a microsecond and one of the kernel's ticks, of which it tells 100 in a second."""


@dataclass(frozen=True, slots=True)
class Counters:
    """What a control group has used. Times in nanoseconds, sizes in bytes; None: no limit, or not counted here.

    ``shares``, ``quota_us`` and ``period_us`` are in the words of version 1, whatever the machine has.
    """

    cpu: int = 0
    cpu_user: int = 0
    cpu_system: int = 0
    periods: int = 0
    throttled_periods: int = 0
    throttled: int = 0
    memory: int = 0
    memory_max: int = 0
    inactive_file: int = 0
    rss: int = 0
    cache: int = 0
    mapped_file: int = 0
    swap: int = 0
    page_faults: int = 0
    major_page_faults: int = 0
    memory_failures: int = 0
    processes: int = 0
    shares: int = 0
    quota_us: int | None = None
    period_us: int = 0
    memory_limit: int | None = None
    disk_read: int | None = None
    disk_written: int | None = None

    @property
    def working_set(self) -> int:
        """What the kernel cannot take back by forgetting files that nobody has read for a while."""
        return max(0, self.memory - self.inactive_file)


@dataclass(frozen=True, slots=True)
class Group:
    """The directories of one control group by controller; ``unified``: that of version 2, if it has accounts there."""

    path: str
    directories: dict[str, Path]
    unified: Path | None

    def read(self) -> Counters | None:
        """The counters now; None when the group is gone."""
        try:
            return _unified(self.unified) if self.unified else _separate(self.directories)
        except (FileNotFoundError, NotADirectoryError, ProcessLookupError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class _Mount:
    root: str
    point: Path

    def place(self, path: str) -> Path:
        """Where a group lies; a mount may show a part of the tree only, as in a container."""
        below = path.removeprefix(self.root) if self.root != "/" else path
        return self.point / below.lstrip("/")


class Groups:
    """Finds the control groups of processes. ``proc`` is where the kernel tells of processes."""

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = proc
        self._mounts: dict[str, _Mount] = {}
        self._unified: _Mount | None = None
        self._read_mounts()

    def of(self, pid: int, container_id: str) -> Group | None:
        """The group of a container by its first process. None when that has ended, whoever has its number by now."""
        try:
            lines = (self._proc / str(pid) / "cgroup").read_text().splitlines()
        except OSError:
            return None
        found, unified, shown = {}, None, ""
        for line in lines:
            _, names, path = line.split(":", 2)
            if container_id not in path:
                continue
            shown = path
            if not names:
                unified = self._unified.place(path) if self._unified else None
            for name in names.split(","):
                if name in _CONTROLLERS and name in self._mounts:
                    found[name] = self._mounts[name].place(path)
        if "memory" in found and "cpuacct" in found:
            return Group(shown, found, None)
        return Group(shown, {}, unified) if unified else None

    def _read_mounts(self) -> None:
        for line in (self._proc / "self" / "mountinfo").read_text().splitlines():
            before, _, after = line.partition(" - ")
            kind, _, options = after.split(" ", 2)
            mount = _Mount(before.split()[3], Path(before.split()[4].encode().decode("unicode_escape")))
            if kind == "cgroup2":
                self._unified = mount
            elif kind == "cgroup":
                self._mounts |= {name: mount for name in options.split(",") if name in _CONTROLLERS}


def _separate(at: dict[str, Path]) -> Counters:
    memory, cpu = at["memory"], at.get("cpu")
    used, ticks = _table(memory / "memory.stat"), _table(at["cpuacct"] / "cpuacct.stat")
    limit = _number(memory / "memory.limit_in_bytes")
    throttling = _table(cpu / "cpu.stat") if cpu else {}
    disk_read, disk_written = _separate_disk(at["blkio"]) if "blkio" in at else (None, None)
    quota = _number(cpu / "cpu.cfs_quota_us") if cpu else -1
    return Counters(
        cpu=_number(at["cpuacct"] / "cpuacct.usage"),
        cpu_user=ticks.get("user", 0) * _TICK,
        cpu_system=ticks.get("system", 0) * _TICK,
        periods=throttling.get("nr_periods", 0),
        throttled_periods=throttling.get("nr_throttled", 0),
        throttled=throttling.get("throttled_time", 0),
        memory=_number(memory / "memory.usage_in_bytes"),
        memory_max=_number(memory / "memory.max_usage_in_bytes"),
        inactive_file=used.get("total_inactive_file", 0),
        rss=used.get("total_rss", 0),
        cache=used.get("total_cache", 0),
        mapped_file=used.get("total_mapped_file", 0),
        swap=used.get("total_swap", 0),
        page_faults=used.get("total_pgfault", 0),
        major_page_faults=used.get("total_pgmajfault", 0),
        memory_failures=_number(memory / "memory.failcnt"),
        processes=_optional(at["pids"] / "pids.current") if "pids" in at else 0,
        shares=_number(cpu / "cpu.shares") if cpu else 0,
        quota_us=quota if quota > 0 else None,
        period_us=_number(cpu / "cpu.cfs_period_us") if cpu else 0,
        memory_limit=limit if limit < _UNLIMITED else None,
        disk_read=disk_read,
        disk_written=disk_written,
    )


def _unified(at: Path) -> Counters:
    used, cpu = _table(at / "memory.stat"), _table(at / "cpu.stat")
    quota, _, period = (_text(at / "cpu.max") or "max 100000").partition(" ")
    limit = _text(at / "memory.max")
    weight = _optional(at / "cpu.weight")
    disk_read, disk_written = _unified_disk(at)
    return Counters(
        cpu=cpu["usage_usec"] * _MICRO,
        cpu_user=cpu.get("user_usec", 0) * _MICRO,
        cpu_system=cpu.get("system_usec", 0) * _MICRO,
        periods=cpu.get("nr_periods", 0),
        throttled_periods=cpu.get("nr_throttled", 0),
        throttled=cpu.get("throttled_usec", 0) * _MICRO,
        memory=_number(at / "memory.current"),
        memory_max=_optional(at / "memory.peak"),
        inactive_file=used.get("inactive_file", 0),
        rss=used.get("anon", 0),
        cache=used.get("file", 0),
        mapped_file=used.get("file_mapped", 0),
        swap=_optional(at / "memory.swap.current"),
        page_faults=used.get("pgfault", 0),
        major_page_faults=used.get("pgmajfault", 0),
        memory_failures=_table(at / "memory.events").get("max", 0) if (at / "memory.events").exists() else 0,
        processes=_optional(at / "pids.current"),
        # The inverse of how runtimes make a weight (1 to 10,000) of shares (2 to 262,144).
        shares=2 + (weight - 1) * 262142 // 9999 if weight else 0,
        quota_us=int(quota) if quota.isdecimal() else None,
        period_us=int(period or 100_000),
        memory_limit=int(limit) if limit.isdecimal() else None,
        disk_read=disk_read,
        disk_written=disk_written,
    )


def _separate_disk(at: Path) -> tuple[int | None, int | None]:
    """Bytes read and written, of all devices: lines such as ``8:0 Read 4096``."""
    path = at / "blkio.throttle.io_service_bytes_recursive"
    if not path.exists():
        return None, None
    words = [line.split() for line in path.read_text().splitlines()]
    sums = {kind: sum(int(each[2]) for each in words if each[1:2] == [kind]) for kind in ("Read", "Write")}
    return sums["Read"], sums["Write"]


def _unified_disk(at: Path) -> tuple[int | None, int | None]:
    """The same of version 2: lines such as ``8:0 rbytes=4096 wbytes=0 …``; no file where nobody counts."""
    if not (at / "io.stat").exists():
        return None, None
    words = [word.partition("=") for line in (at / "io.stat").read_text().splitlines() for word in line.split()]
    sums = {kind: sum(int(value) for name, _, value in words if name == kind) for kind in ("rbytes", "wbytes")}
    return sums["rbytes"], sums["wbytes"]


def _number(path: Path) -> int:
    return int(path.read_text())


def _optional(path: Path) -> int:
    return int(_text(path) or 0)


def _text(path: Path) -> str:
    """Empty when there is no such file: kernels and controllers differ."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def _table(path: Path) -> dict[str, int]:
    return {name: int(value) for name, _, value in (line.partition(" ") for line in path.read_text().splitlines())}

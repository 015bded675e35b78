"""Directory trees in the form of the kernel's: processes and control groups, of either version."""

from __future__ import annotations

from pathlib import Path

ID = "4f" * 32
V1_CONTROLLERS = ("cpu", "cpuacct", "memory", "pids", "blkio")


def write(directory: Path, **files: str) -> None:
    """Files whose names have ``_`` where the kernel's have their first ``.``."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / name.replace("_", ".", 1)).write_text(f"{text}\n")


class V1:
    """Controllers on mounts of their own, as with Docker on a machine without version 2."""

    def __init__(self, root: Path, pid: int = 7, path: str = f"/docker/{ID}", shown: str = "/") -> None:
        self.proc = root / "proc"
        self.group = {name: root / "cgroup" / name / path.removeprefix(shown).lstrip("/") for name in V1_CONTROLLERS}
        mounts = [
            f"3{at} 31 0:3{at} {shown} {root}/cgroup/{name} rw,relatime - cgroup cgroup rw,{name}"
            for at, name in enumerate(V1_CONTROLLERS)
        ]
        write(
            self.proc / "self", mountinfo="\n".join([*mounts, f"41 31 0:41 / {root}/unified rw - cgroup2 cgroup2 rw"])
        )
        lines = [f"{number}:{name}:{path}" for number, name in enumerate(V1_CONTROLLERS, 1)]
        write(self.proc / str(pid), cgroup="\n".join([*lines, f"0::{path}"]))
        write(
            self.group["cpuacct"],
            cpuacct_usage="2500000000",
            cpuacct_stat="user 150\nsystem 100",
        )
        write(
            self.group["cpu"],
            cpu_shares="512",
            cpu_cfs_quota_us="50000",
            cpu_cfs_period_us="100000",
            cpu_stat="nr_periods 10\nnr_throttled 4\nthrottled_time 3000000",
        )
        write(
            self.group["memory"],
            memory_usage_in_bytes="10000",
            memory_max_usage_in_bytes="12000",
            memory_failcnt="3",
            memory_limit_in_bytes="67108864",
            memory_stat="cache 1\ntotal_cache 6000\ntotal_rss 4000\ntotal_inactive_file 2500\ntotal_pgfault 9",
        )
        write(self.group["pids"], pids_current="2")
        traffic = "8:0 Read 4096\n8:0 Write 100\n8:0 Total 4196\n8:16 Read 4\nTotal 4200"
        write(self.group["blkio"], **{"blkio_throttle.io_service_bytes_recursive": traffic})


class V2:
    """One tree for all controllers."""

    def __init__(self, root: Path, pid: int = 7, path: str = f"/system.slice/docker-{ID}.scope") -> None:
        self.proc = root / "proc"
        self.group = root / "cgroup" / path.lstrip("/")
        write(self.proc / "self", mountinfo=f"30 23 0:28 / {root}/cgroup rw - cgroup2 cgroup2 rw,nsdelegate")
        write(self.proc / str(pid), cgroup=f"0::{path}")
        write(
            self.group,
            cpu_stat="usage_usec 2500000\nuser_usec 1500000\nsystem_usec 1000000\nnr_periods 10\nnr_throttled 4\n"
            "throttled_usec 3000",
            cpu_weight="20",
            cpu_max="50000 100000",
            memory_current="10000",
            memory_peak="12000",
            memory_max="67108864",
            memory_events="low 0\nmax 3\noom 0",
            memory_stat="anon 4000\nfile 6000\ninactive_file 2500\nfile_mapped 0\npgfault 9\npgmajfault 0",
            pids_current="2",
            io_stat="8:0 rbytes=4096 wbytes=100 rios=1 wios=1 dbytes=0 dios=0\n8:16 rbytes=4 wbytes=0 rios=1 wios=0",
        )

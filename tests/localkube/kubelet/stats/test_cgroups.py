"""The kernel's accounts are read alike, whichever version of control groups the machine has."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from localkube.kubelet.stats.cgroups import Counters, Groups
from tests.localkube.kubelet.stats.trees import ID, V1, V2, write

EXPECTED = Counters(
    cpu=2_500_000_000,
    cpu_user=1_500_000_000,
    cpu_system=1_000_000_000,
    periods=10,
    throttled_periods=4,
    throttled=3_000_000,
    memory=10_000,
    memory_max=12_000,
    inactive_file=2_500,
    rss=4_000,
    cache=6_000,
    page_faults=9,
    memory_failures=3,
    processes=2,
    shares=512,
    quota_us=50_000,
    period_us=100_000,
    memory_limit=64 * 1024**2,
    disk_read=4100,
    disk_written=100,
)


def read(proc: Path, pid: int = 7, container: str = ID) -> Counters | None:
    group = Groups(proc).of(pid, container)
    return group.read() if group else None


def test_version_1_is_read_from_its_separate_mounts(tmp_path: Path) -> None:
    found = read(V1(tmp_path).proc)
    assert found == EXPECTED
    assert found is not None and found.working_set == 7_500


def test_version_2_says_the_same(tmp_path: Path) -> None:
    found = read(V2(tmp_path).proc)
    assert found is not None
    assert replace(found, shares=512) == EXPECTED
    assert abs(found.shares - 512) < 20, "weights are coarser than shares"


def test_no_limits_are_told_as_none(tmp_path: Path) -> None:
    first, second = V1(tmp_path / "1"), V2(tmp_path / "2")
    write(first.group["memory"], memory_limit_in_bytes="9223372036854771712")
    write(first.group["cpu"], cpu_cfs_quota_us="-1")
    write(second.group, memory_max="max", cpu_max="max 100000")
    for proc in (first.proc, second.proc):
        found = read(proc)
        assert found is not None and (found.memory_limit, found.quota_us) == (None, None)


def test_older_kernels_of_version_2_lack_some_files(tmp_path: Path) -> None:
    tree = V2(tmp_path)
    for name in ("memory.peak", "memory.events", "pids.current", "io.stat"):
        (tree.group / name).unlink()
    found = read(tree.proc)
    assert found is not None and (found.disk_read, found.disk_written) == (None, None)
    assert found is not None and (found.memory, found.memory_max, found.processes) == (10_000, 0, 0)


def test_a_mount_that_shows_part_of_the_tree_is_understood(tmp_path: Path) -> None:
    """As in a container: the kernel tells whole paths, the mount begins at the container's own group."""
    tree = V1(tmp_path, path=f"/machine/abc/docker/{ID}", shown="/machine/abc")
    assert read(tree.proc) == EXPECTED


@pytest.mark.parametrize("version", [V1, V2])
def test_a_process_that_has_the_number_of_one_that_ended_is_not_taken_for_it(
    tmp_path: Path, version: type[V1] | type[V2]
) -> None:
    tree = version(tmp_path)
    assert read(tree.proc, container="5e" * 32) is None
    assert read(tree.proc, pid=8) is None


def test_a_group_that_went_away_has_no_counters(tmp_path: Path) -> None:
    tree = V2(tmp_path)
    group = Groups(tree.proc).of(7, ID)
    shutil.rmtree(tree.group)
    assert group is not None and group.read() is None

"""Rates are made of two looks at the same container, and of nothing else."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localkube.kubelet.stats import machine as machine_counters
from localkube.kubelet.stats.cgroups import Counters, Groups
from localkube.kubelet.stats.machine import MachineCounters
from localkube.kubelet.stats.sampler import Sample, Sampler, Series
from localkube.runtime import Found
from tests.localkube.kubelet.stats.trees import ID, V1, write


def container(age: float, key: str = ID, pid: int = 7) -> Found:
    started = datetime.fromtimestamp(time.time() - age, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Found(
        id=key,
        role="container",
        pod_uid="uid-1",
        namespace="shop",
        pod_name="web-1",
        name="web",
        attempt=0,
        state="running",
        exit_code=None,
        oom_killed=False,
        started_at=started,
        finished_at=None,
        image="web:1",
        image_id="",
        pid=pid,
        error="",
        labels={},
    )


class Bench:
    """A sampler over a tree of the test's own."""

    def __init__(self, tree: V1) -> None:
        self.tree = tree
        self.running: list[Found] = []
        self.sampler = Sampler(lambda: self.running, 0.01, Groups(tree.proc))

    async def cores(self, key: str = ID) -> float | None:
        await self.sampler.look()
        known = self.sampler.containers.get(key)
        return known.series.cores if known else None


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(V1(tmp_path))


def test_a_rate_is_the_time_used_by_the_time_that_passed() -> None:
    series = Series(Sample(100.0, 10.0, Counters(cpu=1_000_000_000))).then(
        Sample(110.0, 20.0, Counters(cpu=6_000_000_000))
    )
    assert (series.cores, series.window) == (0.5, 10.0)


def test_one_sample_has_no_rate_and_counters_that_go_back_have_none_below_zero() -> None:
    first = Series(Sample(100.0, 10.0, Counters(cpu=5)))
    assert first.cores is None
    assert first.then(Sample(110.0, 20.0, Counters(cpu=1))).cores == 0.0


async def test_a_container_that_just_started_is_compared_to_its_start(tmp_path: Path) -> None:
    bench = Bench(V1(tmp_path))
    bench.sampler = Sampler(lambda: bench.running, 15, Groups(bench.tree.proc))
    bench.running = [container(age=5)]
    cores = await bench.cores()
    assert cores is not None and 0.4 < cores < 0.6, "2.5 s of 5 s"


async def test_the_past_of_a_container_that_was_found_running_is_no_rate(bench: Bench) -> None:
    bench.running = [container(age=3600)]
    assert await bench.cores() is None
    write(bench.tree.group["cpuacct"], cpuacct_usage="2500000000")
    assert await bench.cores() == 0.0


async def test_one_that_is_started_again_begins_anew(bench: Bench, tmp_path: Path) -> None:
    bench.running = [container(age=3600)]
    await bench.cores()
    again = "6a" * 32
    fresh = V1(tmp_path, pid=9, path=f"/docker/{again}")
    write(fresh.group["cpuacct"], cpuacct_usage="1000")
    bench.running = [replace(container(age=3600, key=again), pid=9)]
    assert await bench.cores(again) is None
    assert set(bench.sampler.containers) == {again}


async def test_one_that_ended_is_forgotten(bench: Bench) -> None:
    bench.running = [container(age=3600)]
    await bench.cores()
    bench.running = []
    await bench.sampler.look()
    assert dict(bench.sampler.containers) == {}


async def test_the_machine_has_a_rate_after_the_second_look(bench: Bench) -> None:
    await bench.sampler.look()
    await bench.sampler.look()
    assert bench.sampler.machine is not None
    cores = bench.sampler.machine.cores
    assert cores is not None and cores >= 0
    assert bench.sampler.machine.last.counters.working_set > 0


async def test_parts_of_a_machine_use_what_their_containers_use_and_equal_shares_of_the_rest(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "6a" * 32
    V1(tmp_path, pid=9, path=f"/docker/{other}")
    company: list[Sampler] = []
    running = {"first": [container(age=3600)], "second": [container(age=3600, key=other, pid=9)]}
    first, second = (Sampler(lambda key=key: running[key], 0.01, Groups(bench.tree.proc), company) for key in running)  # type: ignore[misc]
    machine = MachineCounters(cpu=20_000_000_000, working_set=100_000, memory=200_000)
    monkeypatch.setattr(machine_counters, "read", lambda: machine)
    await first.look()
    await second.look()
    busy = read_cpu(bench.tree) + 5_000_000_000
    write(bench.tree.group["cpuacct"], cpuacct_usage=str(busy))
    machine = replace(machine, cpu=machine.cpu + 9_000_000_000)
    await first.look()
    await second.look()

    told = [each.together() for each in (first, second)]

    sets = [one.last.counters.working_set for one in told if one]
    assert sets == [7_500 + (100_000 - 15_000) // 2] * 2
    assert first.machine is not None and second.machine is not None
    busy_cores = first.containers[ID].series.cores or 0.0
    shares = [
        max(0.0, (each.machine.cores or 0.0) - busy_cores) / 2 for each in (first, second) if each.machine is not None
    ]
    cores = [one.cores for one in told if one]
    assert cores == [pytest.approx(busy_cores + shares[0], rel=0.01), pytest.approx(shares[1], rel=0.01)]
    assert sum(one.last.counters.cpu for one in told if one) == pytest.approx(machine.cpu, abs=2)


async def test_the_time_that_a_node_has_used_does_not_go_back_when_a_container_ends(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = MachineCounters(cpu=20_000_000_000, working_set=100_000)
    monkeypatch.setattr(machine_counters, "read", lambda: machine)
    bench.running = [container(age=3600)]
    await bench.sampler.look()
    before = bench.sampler.together()
    bench.running = []
    await bench.sampler.look()
    after = bench.sampler.together()
    assert before is not None and after is not None
    assert after.last.counters.cpu == before.last.counters.cpu == machine.cpu
    assert after.last.counters.working_set == machine.working_set


def read_cpu(tree: V1) -> int:
    """What the container's accounts say now."""
    return int((tree.group["cpuacct"] / "cpuacct.usage").read_text())

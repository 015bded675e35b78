"""Rates are made of two looks at the same container, and of nothing else."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localkube.kubelet.stats.cgroups import Counters, Groups
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


async def test_a_part_of_a_machine_uses_what_its_containers_use_together(bench: Bench, tmp_path: Path) -> None:
    other = "6a" * 32
    V1(tmp_path, pid=9, path=f"/docker/{other}")
    bench.running = [container(age=3600), container(age=3600, key=other, pid=9)]
    await bench.sampler.look()
    write(bench.tree.group["cpuacct"], cpuacct_usage="9000000000")
    await bench.sampler.look()
    together = bench.sampler.together()
    assert together is not None and together.cores is not None
    assert together.last.counters.working_set == 2 * 7_500
    alone = bench.sampler.containers[ID].series.cores
    assert alone is not None and together.cores == pytest.approx(alone, rel=0.01)

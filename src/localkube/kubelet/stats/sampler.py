"""Looks at the kernel's accounts of running containers, and of the machine, again and again.

A rate needs two looks. The first of a container that started just now is compared to its start, when it had used
nothing, so that its rate is known after seconds. One that is started again is another container: no rate spans both.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from localkube.kubelet.observed import moment
from localkube.kubelet.stats import machine
from localkube.kubelet.stats.cgroups import Counters, Group, Groups
from localkube.kubelet.stats.machine import MachineCounters
from localkube.runtime import Found

log = logging.getLogger(__name__)

FRESH_SECONDS = 3.0
"""How often it is looked for containers without a rate, and how old they must be."""

_Counted = TypeVar("_Counted", Counters, MachineCounters)


@dataclass(frozen=True, slots=True)
class Sample(Generic[_Counted]):
    """Counters at a moment. ``at``: seconds since 1970; ``tick``: of a clock that nobody sets."""

    at: float
    tick: float
    counters: _Counted


@dataclass(frozen=True, slots=True)
class Series(Generic[_Counted]):
    """The two newest samples."""

    last: Sample[_Counted]
    before: Sample[_Counted] | None = None

    @property
    def window(self) -> float:
        """Seconds between the samples; 0 while there is only one."""
        return self.last.tick - self.before.tick if self.before else 0.0

    @property
    def cores(self) -> float | None:
        """Mean number of processors in use; None while there is only one sample. Never negative."""
        if self.before is None or self.window <= 0:
            return None
        return max(0, self.last.counters.cpu - self.before.counters.cpu) / 1e9 / self.window

    def then(self, sample: Sample[_Counted]) -> Series[_Counted]:
        """With a newer sample."""
        return Series(sample, self.last)


@dataclass(frozen=True, slots=True)
class Measured:
    """A running container, the path of its control group, and its samples."""

    found: Found
    group: str
    series: Series[Counters]


class Sampler:
    """``running`` gives the containers; all are looked at every ``seconds``.

    ``company``: the samplers of all nodes of the machine, which this one joins.
    """

    def __init__(
        self,
        running: Callable[[], Iterable[Found]],
        seconds: float,
        groups: Groups | None = None,
        company: list[Sampler] | None = None,
    ) -> None:
        self._running = running
        self._seconds = seconds
        self._groups = groups
        self._known: dict[str, Group] = {}
        self._measured: dict[str, Measured] = {}
        self._looked = float("-inf")
        self.machine: Series[MachineCounters] | None = None
        self._company: list[Sampler] = company if company is not None else []
        self._company.append(self)
        self._ended = MachineCounters()
        self._told = MachineCounters()

    @property
    def containers(self) -> Mapping[str, Measured]:
        """What is known of the containers that ran at the last look, by their ids."""
        return self._measured

    def together(self) -> Series[MachineCounters] | None:
        """What a node uses that is only a part of a machine: its containers, and an equal share of all that is beside.

        Beside are the system, localkube and the Engine: what the machine uses without the containers of its nodes.
        Counters of times and faults never go back, although containers end.
        """
        if self.machine is None:
            return None
        last, before = self.machine.last, self.machine.before
        beside = last.counters
        for one in self._company:
            beside = beside.without(one._counted())
        whole = self._counted().plus(beside.part(len(self._company)))
        whole = self._told = replace(
            whole,
            cpu=max(whole.cpu, self._told.cpu),
            page_faults=max(whole.page_faults, self._told.page_faults),
            major_page_faults=max(whole.major_page_faults, self._told.major_page_faults),
        )
        if before is None:
            return Series(replace(last, counters=whole))
        cores_beside = max(0.0, (self.machine.cores or 0.0) - sum(one._cores() for one in self._company))
        used = round((self._cores() + cores_beside / len(self._company)) * self.machine.window * 1e9)
        return Series(replace(last, counters=whole), replace(before, counters=replace(whole, cpu=whole.cpu - used)))

    def _counted(self) -> MachineCounters:
        """Of the containers of this node, with the times of those that ended."""
        return self._ended.plus(_sum(one.series.last.counters for one in self._measured.values()))

    def _cores(self) -> float:
        return sum(one.series.cores or 0.0 for one in self._measured.values())

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                await self.look()
            except OSError as error:
                log.warning("the use of containers could not be read: %s", error)
            await asyncio.sleep(min(FRESH_SECONDS, self._seconds))

    async def look(self) -> None:
        """Look at all when it is time to, else only at those without a rate. Raises OSError."""
        running = {found.id: found for found in self._running()}
        for gone in self._measured.keys() - running.keys():
            self._remember(self._measured.pop(gone))
        for gone in self._known.keys() - running.keys():
            del self._known[gone]
        if everything := time.monotonic() - self._looked >= self._seconds - FRESH_SECONDS / 2:
            self._looked = time.monotonic()
        wanted = [found for key, found in running.items() if everything or self._has_no_rate(key)]
        grown = [
            found for found in wanted if time.time() - moment(found.started_at) >= min(FRESH_SECONDS, self._seconds)
        ]
        samples = await asyncio.to_thread(self._read, grown) if grown else []
        for found, group, sample in samples:
            self._measured[found.id] = self._with(found, group, sample)
        if everything or self.machine is None or self.machine.before is None:
            counted = Sample(time.time(), time.monotonic(), machine.read())
            self.machine = self.machine.then(counted) if self.machine else Series(counted)

    def _remember(self, ended: Measured) -> None:
        used = ended.series.last.counters
        times = MachineCounters(cpu=used.cpu, page_faults=used.page_faults, major_page_faults=used.major_page_faults)
        self._ended = self._ended.plus(times)

    def _has_no_rate(self, container_id: str) -> bool:
        known = self._measured.get(container_id)
        return known is None or known.series.before is None

    def _read(self, wanted: Iterable[Found]) -> list[tuple[Found, Group, Sample[Counters]]]:
        found = []
        for one in wanted:
            group = self._group(one)
            counters = group.read() if group else None
            if group and counters:
                found.append((one, group, Sample(time.time(), time.monotonic(), counters)))
        return found

    def _group(self, found: Found) -> Group | None:
        if self._groups is None:
            self._groups = Groups()
        if found.id not in self._known and (group := self._groups.of(found.pid, found.id)):
            self._known[found.id] = group
        return self._known.get(found.id)

    def _with(self, found: Found, group: Group, sample: Sample[Counters]) -> Measured:
        known = self._measured.get(found.id)
        if known is not None:
            return replace(known, found=found, series=known.series.then(sample))
        age = sample.at - moment(found.started_at)
        start = Sample(sample.at - age, sample.tick - age, Counters())
        return Measured(found, group.path, Series(sample, start if 0 < age <= 2 * self._seconds else None))


def _sum(counters: Iterable[Counters]) -> MachineCounters:
    everything = list(counters)
    return MachineCounters(
        cpu=sum(one.cpu for one in everything),
        memory=sum(one.memory for one in everything),
        working_set=sum(one.working_set for one in everything),
        rss=sum(one.rss for one in everything),
        page_faults=sum(one.page_faults for one in everything),
        major_page_faults=sum(one.major_page_faults for one in everything),
    )

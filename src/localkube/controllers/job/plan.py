"""Which pods a job makes or gives up now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from localkube.controllers import pods
from localkube.controllers.job import backoff, policy
from localkube.controllers.job.pods import (
    ended_at,
    failures_before,
    has_failed,
    index_of,
    is_indexed,
    retries_by_index,
)
from localkube.controllers.job.tally import Tally
from localkube.controllers.replication.ranking import first_to_go
from localkube.objects.access import Obj


@dataclass(frozen=True, slots=True)
class New:
    """A pod to make: of which index, and how often that had failed."""

    index: int | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """``again``: seconds after which more can be made."""

    surplus: list[Obj] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    again: float | None = None


def plan(job: Obj, mine: Sequence[Obj], tally: Tally, now: datetime, most: int) -> Plan:
    """What brings the pods that run to the number that is wanted, at most ``most`` new ones."""
    spec = job["spec"]
    active = [pod for pod in mine if pods.is_active(pod)]
    if spec.get("suspend"):
        return Plan(surplus=active)
    twins = _twins(job, active, tally) if is_indexed(job) else []
    unwanted = {pod["metadata"]["uid"] for pod in twins}
    active = [pod for pod in active if pod["metadata"]["uid"] not in unwanted]
    parallel = spec.get("parallelism", 1)
    if len(active) > parallel:
        return Plan(surplus=[*twins, *first_to_go(active, {}, now)[: len(active) - parallel]])
    leaving = [pod for pod in mine if pods.is_terminating(pod) and pods.phase(pod) not in pods.FINISHED]
    waits_for = leaving if spec.get("podReplacementPolicy") == "Failed" else []
    missing = _wanted(job, tally, len(active)) - len(active) - len(waits_for)
    if missing <= 0:
        return Plan(surplus=twins)
    if retries_by_index(job) is None:
        pause = backoff.delay_after(job, mine, now)
        if pause > 0:
            return Plan(surplus=twins, again=pause)
    if not is_indexed(job):
        again = 0.0 if missing > most else None
        return Plan(surplus=twins, new=[New()] * min(missing, most), again=again)
    taken = {index_of(pod) for pod in (*active, *waits_for)}
    new, again = _indexes(job, mine, tally, taken, now)
    if len(new) > most and missing > most:
        again = 0.0
    return Plan(surplus=twins, new=new[: min(missing, most)], again=again)


def _wanted(job: Obj, tally: Tally, active: int) -> int:
    completions: int | None = job["spec"].get("completions")
    parallel: int = job["spec"].get("parallelism", 1)
    if completions is None:
        return active if tally.all_succeeded > 0 else parallel
    left = completions - tally.all_succeeded - len(tally.given_up or ())
    return max(0, min(left, parallel))


def _twins(job: Obj, active: Sequence[Obj], tally: Tally) -> list[Obj]:
    """Pods of an index that another pod has, that is done, or that is not one of the job's."""
    seen: set[int | None] = {None, *tally.completed, *(tally.given_up or ())}
    twins = []
    for pod in sorted(active, key=lambda pod: (pod["metadata"]["creationTimestamp"], pod["metadata"]["name"])):
        index = index_of(pod)
        if index in seen or (index or 0) >= (job["spec"].get("completions") or 0):
            twins.append(pod)
        seen.add(index)
    return twins


def _indexes(
    job: Obj, mine: Sequence[Obj], tally: Tally, taken: set[int | None], now: datetime
) -> tuple[list[New], float | None]:
    """The lowest indexes that are free, and after how long one more will be."""
    tries = _failures(job, mine) if retries_by_index(job) is not None else {}
    closed = taken | tally.completed | (tally.given_up or set())
    new, waits = [], []
    for index in range(job["spec"].get("completions") or 0):
        if index in closed:
            continue
        count, last = tries.get(index, (0, now))
        pause = backoff.wait(count, last, now)
        if pause > 0:
            waits.append(pause)
        else:
            new.append(New(index, count))
        if len(new) > job["spec"].get("parallelism", 1):
            break
    return new, min(waits, default=None)


def _failures(job: Obj, mine: Sequence[Obj]) -> dict[int, tuple[int, datetime]]:
    """By index: how often it failed, and when last."""
    found: dict[int, tuple[int, datetime]] = {}
    for pod in mine:
        index = index_of(pod)
        if index is not None and has_failed(job, pod) and policy.rule_on(job, pod).action != "Ignore":
            count = failures_before(pod) + 1
            if count > found.get(index, (0, ended_at(pod)))[0]:
                found[index] = count, ended_at(pod)
    return found

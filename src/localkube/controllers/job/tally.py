"""How many of a job's pods succeeded and failed. Pure.

An end is counted in three writes, each of which may be the last before a crash: the pod's uid goes into
``status.uncountedTerminatedPods`` (of indexed jobs a success's index goes into ``completedIndexes``); the pod loses its
finalizer; then the uid leaves the list and the count grows. Whoever goes on from any point counts each pod once.
Source: KEP-2307, "Job tracking without lingering Pods".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from localkube.controllers import pods
from localkube.controllers.job import policy
from localkube.controllers.job.pods import (
    failures_before,
    has_failed,
    has_succeeded,
    index_of,
    is_indexed,
    is_tracked,
    retries_by_index,
)
from localkube.objects import indexes
from localkube.objects.access import Obj


@dataclass(frozen=True, slots=True)
class Tally:
    """A job's ends. ``heard``: uids that are recorded but not counted; their pods may lose the finalizer."""

    succeeded: int
    failed: int
    heard_succeeded: list[str]
    heard_failed: list[str]
    completed: set[int] = field(default_factory=set)
    given_up: set[int] | None = None

    def written(self) -> Obj:
        """The status fields that record it."""
        uncounted = {"succeeded": self.heard_succeeded, "failed": self.heard_failed}
        status: Obj = {"uncountedTerminatedPods": {name: uids for name, uids in uncounted.items() if uids}}
        counts = {"succeeded": self.succeeded, "failed": self.failed}
        status |= {name: count for name, count in counts.items() if count}
        if self.completed:
            status["completedIndexes"] = indexes.render(self.completed)
        if self.given_up is not None:
            status["failedIndexes"] = indexes.render(self.given_up)
        return status

    @property
    def all_succeeded(self) -> int:
        """Counted or not."""
        return self.succeeded + len(self.heard_succeeded)

    @property
    def all_failed(self) -> int:
        """Counted or not."""
        return self.failed + len(self.heard_failed)


def take(job: Obj, mine: Sequence[Obj]) -> Tally:
    """The job's status with the ends of its pods (``mine``) that were not recorded yet."""
    status: Obj = job.get("status") or {}
    held = {pod["metadata"]["uid"]: pod for pod in mine if is_tracked(pod)}
    before = status.get("uncountedTerminatedPods") or {}
    told = {kind: list(before.get(kind) or ()) for kind in ("succeeded", "failed")}
    kept = {kind: [uid for uid in uids if uid in held] for kind, uids in told.items()}
    succeeded = status.get("succeeded", 0) + len(told["succeeded"]) - len(kept["succeeded"])
    failed = status.get("failed", 0) + len(told["failed"]) - len(kept["failed"])
    known = {*kept["succeeded"], *kept["failed"]}
    fresh = [pod for uid, pod in held.items() if uid not in known and _in_range(job, pod)]
    bad = [pod for pod in fresh if has_failed(job, pod) and policy.rule_on(job, pod).action != "Ignore"]
    heard_failed = [*kept["failed"], *(pod["metadata"]["uid"] for pod in bad)]
    good = [pod for pod in fresh if has_succeeded(pod)]
    if not is_indexed(job):
        heard = [*kept["succeeded"], *(pod["metadata"]["uid"] for pod in good)]
        return Tally(succeeded, failed, heard, heard_failed)
    completions = job["spec"].get("completions") or 0
    completed = indexes.parse(status.get("completedIndexes") or "", completions)
    completed |= {index for pod in good if (index := index_of(pod)) is not None}
    given_up = _given_up(job, bad, completions)
    if given_up is not None:
        given_up -= completed
    return Tally(len(completed), failed, [], heard_failed, completed, given_up)


def may_go(job: Obj, tally: Tally, pod: Obj, *, over: bool) -> bool:
    """Whether a tracked pod's end is recorded (or need not be), so that it may lose its finalizer."""
    if pod["metadata"]["uid"] in {*tally.heard_succeeded, *tally.heard_failed}:
        return True
    if over and (pods.phase(pod) in pods.FINISHED or pods.is_terminating(pod)):
        return True
    if has_succeeded(pod):
        return is_indexed(job) and (index_of(pod) in tally.completed or not _in_range(job, pod))
    return has_failed(job, pod) and (not _in_range(job, pod) or policy.rule_on(job, pod).action == "Ignore")


def _in_range(job: Obj, pod: Obj) -> bool:
    index = index_of(pod)
    return not is_indexed(job) or (index is not None and index < (job["spec"].get("completions") or 0))


def _given_up(job: Obj, bad: Sequence[Obj], completions: int) -> set[int] | None:
    limit = retries_by_index(job)
    if limit is None:
        return None
    failures: dict[int, int] = {}
    for pod in bad:
        index = index_of(pod)
        if index is not None:
            failures[index] = max(failures.get(index, 0), failures_before(pod) + 1)
    already = indexes.parse((job.get("status") or {}).get("failedIndexes") or "", completions)
    return already | policy.given_up(job, bad, limit, failures)

"""Whether a job is over, and why. Pure.

A job that will end says so first (``FailureTarget`` or ``SuccessCriteriaMet``), then its pods end, then it is
``Failed`` or ``Complete``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from localkube.controllers import pods
from localkube.controllers.job import policy
from localkube.controllers.job.pods import has_failed, is_tracked
from localkube.controllers.job.tally import Tally
from localkube.objects.access import Obj
from localkube.objects.meta import condition, parse_time

SUCCESS, FAILURE = "SuccessCriteriaMet", "FailureTarget"
FINAL = {SUCCESS: "Complete", FAILURE: "Failed"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``target`` is one of ``FINAL``."""

    target: str
    reason: str
    message: str


def is_true(job: Obj, kind: str) -> bool:
    """Whether the job has that condition."""
    found = condition(job, kind)
    return found is not None and found.get("status") == "True"


def is_over(job: Obj) -> bool:
    """Complete or failed: nothing happens to the job any more."""
    return any(is_true(job, kind) for kind in FINAL.values())


def announced(job: Obj) -> Verdict | None:
    """What was decided before."""
    for target in FINAL:
        found = condition(job, target)
        if found is not None and found.get("status") == "True":
            return Verdict(target, found.get("reason", ""), found.get("message", ""))
    return None


def failure(job: Obj, mine: Sequence[Obj], tally: Tally, now: datetime) -> Verdict | None:
    """Why the job fails, if it does."""
    spec = job["spec"]
    for pod in mine:
        if is_tracked(pod) and has_failed(job, pod):
            ruling = policy.rule_on(job, pod)
            if ruling.action == "FailJob":
                return Verdict(FAILURE, "PodFailurePolicy", ruling.message)
    limit = spec.get("backoffLimit", 6)
    if tally.all_failed > limit or _restarts_reach(spec, mine, limit):
        return Verdict(FAILURE, "BackoffLimitExceeded", "Job has reached the specified backoff limit")
    if (left := seconds_left(job, now)) is not None and left <= 0:
        return Verdict(FAILURE, "DeadlineExceeded", "Job was active longer than specified deadline")
    if tally.given_up:
        most = spec.get("maxFailedIndexes")
        if most is not None and len(tally.given_up) > most:
            message = "Job has exceeded the specified maximal number of failed indexes"
            return Verdict(FAILURE, "MaxFailedIndexesExceeded", message)
        if len(tally.given_up) + tally.succeeded >= (spec.get("completions") or 0):
            return Verdict(FAILURE, "FailedIndexes", "Job has failed indexes")
    return None


def success(job: Obj, tally: Tally, active: int) -> Verdict | None:
    """Why the job is done, if it is."""
    if rule := policy.success_rule(job, tally.completed):
        return Verdict(SUCCESS, "SuccessPolicy", rule)
    completions = job["spec"].get("completions")
    enough = tally.all_succeeded > 0 if completions is None else tally.all_succeeded >= completions
    if enough and active == 0:
        return Verdict(SUCCESS, "CompletionsReached", "Reached expected number of succeeded pods")
    return None


def seconds_left(job: Obj, now: datetime) -> float | None:
    """Until the job has been active for too long; None when it may be active for ever, or is not."""
    deadline, start = job["spec"].get("activeDeadlineSeconds"), (job.get("status") or {}).get("startTime")
    if deadline is None or not start or job["spec"].get("suspend"):
        return None
    return (parse_time(start) + timedelta(seconds=deadline) - now).total_seconds()


def collectable_in(job: Obj, now: datetime) -> float | None:
    """Seconds until a job that is over is deleted; None when it stays."""
    lifetime = job["spec"].get("ttlSecondsAfterFinished")
    if lifetime is None:
        return None
    ends = [found for kind in FINAL.values() if (found := condition(job, kind)) is not None]
    ended = max(parse_time(found["lastTransitionTime"]) for found in ends)
    return max(0.0, (ended + timedelta(seconds=lifetime) - now).total_seconds())


def _restarts_reach(spec: Obj, mine: Sequence[Obj], limit: int) -> bool:
    """Containers that restart in their pods use the same budget as pods that fail."""
    if spec["template"]["spec"].get("restartPolicy") != "OnFailure":
        return False
    total = 0
    for pod in mine:
        if pods.phase(pod) in ("Running", "Pending"):
            status = pod.get("status") or {}
            for kind in ("initContainerStatuses", "containerStatuses"):
                total += sum(container.get("restartCount", 0) for container in status.get(kind) or ())
    return total > 0 if limit == 0 else total >= limit

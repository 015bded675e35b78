"""When a cron job was due, and the job for that time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from localkube.controllers.times import stamp
from localkube.objects import cron
from localkube.objects.access import Obj
from localkube.objects.meta import clone, owner_reference, parse_time

SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"
TOO_MANY = 100
"""After so many missed times somebody should look at the clock or the deadline."""

_WINDOWS = (timedelta(days=1), timedelta(days=32))
"""After a long standstill it is enough to walk through the end of it."""


@dataclass(frozen=True, slots=True)
class Due:
    """``latest``: the last time that came and was not used; ``missed``: how many those are; ``next``: the one after.

    All in UTC.
    """

    latest: datetime | None
    missed: int
    next: datetime | None


def due(cron_job: Obj, now: datetime) -> Due:
    """What the schedule says at ``now``. Raises cron.BadSchedule."""
    spec, status = cron_job["spec"], cron_job.get("status") or {}
    schedule = cron.parse(spec["schedule"])
    zone = ZoneInfo(spec["timeZone"]) if spec.get("timeZone") else UTC
    since = parse_time(status.get("lastScheduleTime") or cron_job["metadata"]["creationTimestamp"])
    if (deadline := spec.get("startingDeadlineSeconds")) is not None:
        since = max(since, now - timedelta(seconds=deadline))
    if schedule.every is not None:
        return _due_by_span(since, schedule.every, now)
    came, missed = _came(schedule, since.astimezone(zone), now.astimezone(zone))
    following = schedule.after(now.astimezone(zone))
    return Due(came.astimezone(UTC) if came else None, missed, following.astimezone(UTC) if following else None)


def _due_by_span(since: datetime, every: timedelta, now: datetime) -> Due:
    passed = max(0, (now - since) // every)
    latest = since + passed * every
    return Due(latest if passed else None, passed, latest + every)


def _came(schedule: cron.Schedule, since: datetime, now: datetime) -> tuple[datetime | None, int]:
    """The last time that came, and how many there were (of a long time: about)."""
    begins = [now - window for window in _WINDOWS if now - window > since]
    for begin in (*begins, since):
        times = list(takewhile(lambda time: time.timestamp() <= now.timestamp(), schedule.times(begin)))
        if times:
            return times[-1], round(len(times) * ((now - since) / (now - begin)))
    return None, 0


def is_too_late(cron_job: Obj, scheduled: datetime, now: datetime) -> bool:
    """Whether the deadline for starting has passed."""
    deadline = cron_job["spec"].get("startingDeadlineSeconds")
    return deadline is not None and scheduled + timedelta(seconds=deadline) < now


def job_for(cron_job: Obj, scheduled: datetime) -> Obj:
    """The job of one scheduled time; its name is the time's, so that it cannot be made twice."""
    template = clone(cron_job["spec"]["jobTemplate"])
    metadata = template.get("metadata") or {}
    zone = ZoneInfo(cron_job["spec"]["timeZone"]) if cron_job["spec"].get("timeZone") else UTC
    told = scheduled.astimezone(zone).isoformat().replace("+00:00", "Z")
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": f"{cron_job['metadata']['name']}-{int(scheduled.timestamp()) // 60}",
            "namespace": cron_job["metadata"]["namespace"],
            "labels": dict(metadata.get("labels") or {}),
            "annotations": {**(metadata.get("annotations") or {}), SCHEDULED_AT: told},
            "ownerReferences": [owner_reference(cron_job)],
        },
        "spec": template["spec"],
    }


def surplus(cron_job: Obj, finished: list[Obj], limit_name: str) -> list[Obj]:
    """The oldest jobs beyond a history limit."""
    limit = cron_job["spec"].get(limit_name)
    if limit is None:
        return []
    ordered = sorted(finished, key=_age)
    return ordered[: max(0, len(ordered) - limit)]


def _age(job: Obj) -> tuple[str, str]:
    start = (job.get("status") or {}).get("startTime") or job["metadata"]["creationTimestamp"]
    return start, job["metadata"]["name"]


def shown(moment: datetime) -> str:
    """For status fields."""
    return stamp(moment.astimezone(UTC))

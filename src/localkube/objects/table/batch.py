"""Columns of jobs and cron jobs."""

from __future__ import annotations

from datetime import datetime

from localkube.objects.access import Obj
from localkube.objects.meta import condition, parse_time
from localkube.objects.table.columns import AGE, NAME, NONE, Column, at, column, duration, shown_selector, since

_TOLD = ("Complete", "Failed", "SuccessCriteriaMet", "FailureTarget", "Suspended")


def _is(job: Obj, type: str) -> bool:  # noqa: A002 - Kubernetes' own word
    found = condition(job, type)
    return found is not None and found.get("status") == "True"


def _status(job: Obj) -> str:
    for told in ("Complete", "Failed"):
        if _is(job, told):
            return told
    if at(job, "metadata.deletionTimestamp", None):
        return "Terminating"
    return next((told for told in _TOLD if _is(job, told)), "Running")


def _completions(job: Obj) -> str:
    succeeded, wanted = at(job, "status.succeeded", 0), at(job, "spec.completions", None)
    if wanted is not None:
        return f"{succeeded}/{wanted}"
    parallel = at(job, "spec.parallelism", 0)
    return f"{succeeded}/1 of {parallel}" if parallel > 1 else f"{succeeded}/1"


def _duration(job: Obj, now: datetime) -> str:
    start, end = at(job, "status.startTime", None), at(job, "status.completionTime", None)
    if not start:
        return ""
    return duration(int(((parse_time(end) if end else now) - parse_time(start)).total_seconds()))


def _containers(key: str, path: str) -> Column:
    def cell(obj: Obj) -> str:
        return ",".join(str(container.get(key, "")) for container in at(obj, f"{path}.spec.containers", []))

    return column("Containers" if key == "name" else "Images", cell, wide=True)


def _last(cron_job: Obj, now: datetime) -> str:
    time = at(cron_job, "status.lastScheduleTime", None)
    return since(time, now) if time else NONE


BATCH = {
    "jobs.batch": (
        NAME,
        column("Status", _status),
        column("Completions", _completions),
        Column("Duration", _duration),
        AGE,
        _containers("name", "spec.template"),
        _containers("image", "spec.template"),
        column("Selector", lambda job: shown_selector(at(job, "spec.selector", None)), wide=True),
    ),
    "cronjobs.batch": (
        NAME,
        column("Schedule", lambda cron_job: str(at(cron_job, "spec.schedule"))),
        column("Timezone", lambda cron_job: str(at(cron_job, "spec.timeZone", NONE))),
        column("Suspend", lambda cron_job: str(bool(at(cron_job, "spec.suspend", False)))),
        Column("Active", lambda cron_job, _: len(at(cron_job, "status.active", [])), type="integer"),
        Column("Last Schedule", _last),
        AGE,
        _containers("name", "spec.jobTemplate.spec.template"),
        _containers("image", "spec.jobTemplate.spec.template"),
        column(
            "Selector",
            lambda cron_job: shown_selector(at(cron_job, "spec.jobTemplate.spec.selector", None)),
            wide=True,
        ),
    ),
}

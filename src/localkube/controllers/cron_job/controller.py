"""Makes the jobs of cron jobs when they are due, follows those that run, and clears away old ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.cron_job import schedule
from localkube.controllers.job.verdict import is_over, is_true
from localkube.controllers.loop import Loop
from localkube.controllers.ownership import BY_CONTROLLER, index_owners
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import AlreadyExists, ApiError, NotFound
from localkube.objects.events import EventType
from localkube.objects.meta import clone, controller_of

CRON_JOBS, JOBS = "cronjobs.batch", "jobs.batch"
COMPONENT = "cronjob-controller"


def cron_jobs(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``batch/v1`` cron jobs."""
    return CronJobs(view).loop


class CronJobs:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._cron_jobs = view.cache(CRON_JOBS)
        self._jobs = view.cache(JOBS)
        self.loop = Loop(CRON_JOBS, self._reconcile, (self._cron_jobs, self._jobs))
        index_owners(self._jobs)
        self._cron_jobs.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._jobs.subscribe(self._job_changed)

    def _job_changed(self, change: Change) -> None:
        controller = controller_of(change.obj)
        if controller is not None and controller["kind"] == "CronJob":
            self.loop.queue.add((change.obj["metadata"]["namespace"], controller["name"]))

    def _reconcile(self, key: Name) -> float | None:
        cron_job = self._view.access.find(CRON_JOBS, *key)
        if cron_job is None:
            return None
        mine = self._jobs.by(BY_CONTROLLER, cron_job["metadata"]["uid"])
        cron_job = self._follow(cron_job, mine)
        if not cron_job["metadata"].get("deletionTimestamp"):
            self._clear(cron_job, mine)
        if cron_job["metadata"].get("deletionTimestamp") or cron_job["spec"].get("suspend"):
            return None
        now = self._view.now()
        due = schedule.due(cron_job, now)
        if due.missed > schedule.TOO_MANY:
            message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
            self._event(cron_job, "Warning", "TooManyMissedTimes", message)
        if due.latest is not None and not self._view.is_leaving(key[0]):
            self._start(cron_job, due.latest, now)
        return max(0.0, (due.next - self._view.now()).total_seconds()) if due.next is not None else None

    def _follow(self, cron_job: Obj, mine: list[Obj]) -> Obj:
        """Bring ``status.active`` and the last success up to date."""
        by_uid = {job["metadata"]["uid"]: job for job in mine}
        active: list[Obj] = (cron_job.get("status") or {}).get("active") or []
        for reference in active:
            job = by_uid.get(reference["uid"])
            if job is None:
                message = f"Active job went missing: {reference['name']}"
                self._event(cron_job, "Normal", "MissingJob", message)
            elif is_over(job):
                told = "Complete" if is_true(job, "Complete") else "Failed"
                message = f"Saw completed job: {reference['name']}, condition: {told}"
                self._event(cron_job, "Normal", "SawCompletedJob", message)
        running = [_reference(job) for job in mine if not is_over(job)]
        known = {reference["uid"] for reference in active}
        for reference in running:
            if reference["uid"] not in known:
                message = f"Saw a job that the controller did not create or forgot: {reference['name']}"
                self._event(cron_job, "Warning", "UnexpectedJob", message)
        ends = [end for job in mine if is_true(job, "Complete") and (end := job["status"].get("completionTime"))]

        def change(status: Obj) -> None:
            status.pop("active", None)
            if running:
                status["active"] = running
            if ends:
                status["lastSuccessfulTime"] = max([*ends, status.get("lastSuccessfulTime") or ""])

        return self._write(cron_job, change)

    def _clear(self, cron_job: Obj, mine: list[Obj]) -> None:
        finished = {kind: [job for job in mine if is_true(job, kind)] for kind in ("Complete", "Failed")}
        limits = {"Complete": "successfulJobsHistoryLimit", "Failed": "failedJobsHistoryLimit"}
        for kind, limit in limits.items():
            for job in schedule.surplus(cron_job, finished[kind], limit):
                self._delete(cron_job, job)

    def _start(self, cron_job: Obj, scheduled: datetime, now: datetime) -> None:
        if schedule.is_too_late(cron_job, scheduled, now):
            message = f"Missed scheduled time to start a job: {schedule.shown(scheduled)}"
            self._event(cron_job, "Warning", "MissSchedule", message)
            return
        mine = self._jobs.by(BY_CONTROLLER, cron_job["metadata"]["uid"])
        running = [job for job in mine if not is_over(job)]
        policy = cron_job["spec"].get("concurrencyPolicy", "Allow")
        if policy == "Forbid" and running:
            message = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self._event(cron_job, "Normal", "JobAlreadyActive", message)
            return
        if policy == "Replace":
            for job in running:
                self._delete(cron_job, job)
        self._create(cron_job, scheduled)

    def _create(self, cron_job: Obj, scheduled: datetime) -> None:
        planned = schedule.job_for(cron_job, scheduled)
        name = planned["metadata"]["name"]
        try:
            job = self._view.create(JOBS, planned["metadata"]["namespace"], planned)
        except AlreadyExists:
            job = self._view.access.get(JOBS, planned["metadata"]["namespace"], name)
            owner = controller_of(job)
            if owner is None or owner["uid"] != cron_job["metadata"]["uid"]:
                raise
        except ApiError as error:
            self._event(cron_job, "Warning", "FailedCreate", f"Error creating job: {error.message}")
            raise
        else:
            self._event(cron_job, "Normal", "SuccessfulCreate", f"Created job {name}")

        def change(status: Obj) -> None:
            present: list[Obj] = status.get("active") or []
            if not is_over(job) and all(reference["uid"] != job["metadata"]["uid"] for reference in present):
                status["active"] = [*present, _reference(job)]
            status["lastScheduleTime"] = schedule.shown(scheduled)

        self._write(cron_job, change)

    def _delete(self, cron_job: Obj, job: Obj) -> None:
        try:
            self._view.delete(JOBS, job)
        except NotFound:
            return
        self._event(cron_job, "Normal", "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")

    def _write(self, cron_job: Obj, change: Callable[[Obj], None]) -> Obj:
        metadata = cron_job["metadata"]

        def write(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                status = clone(current.get("status") or {})
                change(status)
                current["status"] = status

        return self._view.mutate(CRON_JOBS, metadata["namespace"], metadata["name"], write, "status")

    def _event(self, cron_job: Obj, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(cron_job, event_type, reason, message, COMPONENT)


def _reference(job: Obj) -> Obj:
    metadata = job["metadata"]
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "name": metadata["name"],
        "namespace": metadata["namespace"],
        "uid": metadata["uid"],
    }

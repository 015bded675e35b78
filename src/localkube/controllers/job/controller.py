"""Runs jobs: makes their pods, records how each of them ended, and says when the whole is over.

The decisions are in the pure modules beside this one; the order of the writes is told in ``tally``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from localkube.controllers import pods
from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.job import verdict
from localkube.controllers.job.plan import Plan, plan
from localkube.controllers.job.pods import FINALIZER, is_tracked, new_pod
from localkube.controllers.job.tally import Tally, may_go, take
from localkube.controllers.job.verdict import Verdict
from localkube.controllers.loop import Loop
from localkube.controllers.ownership import Wanted, claim, index_owners
from localkube.controllers.settings import Settings
from localkube.controllers.times import stamp
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, NotFound
from localkube.objects.events import EventType
from localkube.objects.meta import clone, controller_of, set_condition

JOBS = "jobs.batch"
COMPONENT = "job-controller"
OURS = "kubernetes.io/job-controller"
MOST_PER_TURN = 16
"""Pods created in one turn of the loop."""

_TRACKED = "tracked by job"
_STRAYS = ""
"""Stands for a job's name in the key under which pods are let go that no job controls any more."""


def jobs(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``batch/v1`` jobs."""
    return Jobs(view).loop


def _tracked_keys(pod: Obj) -> Iterable[str]:
    """Index: namespace and job of pods that wait for being counted."""
    if not is_tracked(pod):
        return []
    controller = controller_of(pod)
    name = controller["name"] if controller is not None and controller["kind"] == "Job" else _STRAYS
    return [f"{pod['metadata']['namespace']}/{name}"]


class Jobs:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._jobs = view.cache(JOBS)
        self._pods = view.cache("pods")
        self.loop = Loop(JOBS, self._reconcile, (self._jobs, self._pods))
        index_owners(self._pods)
        self._pods.index(_TRACKED, _tracked_keys)
        self._jobs.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._pods.subscribe(self._pod_changed)

    def _pod_changed(self, change: Change) -> None:
        for pod in (change.old, change.new):
            if pod is None:
                continue
            controller = controller_of(pod)
            if controller is not None and controller["kind"] == "Job":
                self.loop.queue.add((pod["metadata"]["namespace"], controller["name"]))
            elif is_tracked(pod):
                self.loop.queue.add((pod["metadata"]["namespace"], _STRAYS))

    def _reconcile(self, key: Name) -> float | None:
        job = self._view.access.find(JOBS, *key) if key[1] != _STRAYS else None
        self._free_strays(key, job)
        if job is None or job["spec"].get("managedBy", OURS) != OURS:
            return None
        mine = claim(self._view, JOBS, job, Wanted("pods", job["spec"].get("selector")))
        if verdict.is_over(job):
            self._untrack([pod for pod in mine if is_tracked(pod)])
            return self._collect(job)
        return Turn(self._view, job, mine).run()

    def _free_strays(self, key: Name, job: Obj | None) -> None:
        """Pods whose job is gone, or is another one of the same name now, are not counted by anybody."""
        uid = job["metadata"]["uid"] if job is not None else None
        strays = self._pods.by(_TRACKED, "/".join(key))
        self._untrack([pod for pod in strays if (controller_of(pod) or {}).get("uid") != uid or uid is None])

    def _untrack(self, tracked: Sequence[Obj]) -> None:
        for pod in tracked:
            untrack(self._view, pod)

    def _collect(self, job: Obj) -> float | None:
        left = verdict.collectable_in(job, self._view.now())
        if left == 0 and not job["metadata"].get("deletionTimestamp"):
            self._view.delete(JOBS, job, propagation="Foreground")
            return None
        return left


class Turn:
    """One look at one job, and what follows from it."""

    def __init__(self, view: View, job: Obj, mine: list[Obj]) -> None:
        self._view = view
        self._job = job
        self._by_uid = {pod["metadata"]["uid"]: pod for pod in mine}
        self._again: list[float] = []
        self._failure: ApiError | None = None

    def run(self) -> float | None:
        """Do what is due; returns after how many seconds to look again. Raises ApiError when a pod was refused."""
        self._suspend_or_resume()
        tally = take(self._job, self._mine)
        decided = verdict.announced(self._job) or verdict.failure(self._job, self._mine, tally, self._view.now())
        leaving = bool(self._job["metadata"].get("deletionTimestamp"))
        if decided is None and not leaving:
            self._carry_out(plan(self._job, self._mine, tally, self._view.now(), MOST_PER_TURN))
            decided = verdict.success(self._job, tally, self._active())
        if decided is not None:
            self._announce(decided)
            self._delete([pod for pod in self._mine if pods.is_active(pod)])
        tally = self._count(decided)
        self._write(tally.written())
        if decided is not None and not self._running() and not tally.heard_succeeded and not tally.heard_failed:
            self._finish(decided)
            return verdict.collectable_in(self._job, self._view.now())
        if self._failure is not None:
            raise self._failure
        if (left := verdict.seconds_left(self._job, self._view.now())) is not None:
            self._again.append(max(left, 0.0))
        return min(self._again, default=None)

    # --- what is there

    @property
    def _mine(self) -> list[Obj]:
        return list(self._by_uid.values())

    def _active(self) -> int:
        return sum(1 for pod in self._mine if pods.is_active(pod))

    def _running(self) -> int:
        return sum(1 for pod in self._mine if pods.phase(pod) not in pods.FINISHED)

    # --- pods

    def _carry_out(self, wanted: Plan) -> None:
        """Pods that are given up are not counted, so they lose their finalizers first."""
        for pod in wanted.surplus:
            untracked = untrack(self._view, pod)
            self._replace(pod, untracked)
            self._delete([untracked] if untracked is not None else [])
        if wanted.again is not None:
            self._again.append(wanted.again)
        if self._view.is_leaving(self._job["metadata"]["namespace"]):
            return
        for new in wanted.new:
            planned = new_pod(self._job, new.index, new.failures)
            try:
                made = self._view.create("pods", planned["metadata"]["namespace"], planned)
            except ApiError as error:
                self._event("Warning", "FailedCreate", f"Error creating: {error.message}")
                self._failure = error
                return
            self._replace(made, made)
            self._event("Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")

    def _delete(self, given_up: Sequence[Obj]) -> None:
        for pod in given_up:
            name = pod["metadata"]["name"]
            try:
                self._view.delete("pods", pod)
            except NotFound:
                self._replace(pod, None)
                continue
            self._replace(pod, self._now_is(pod))
            self._event("Normal", "SuccessfulDelete", f"Deleted pod: {name}")

    def _now_is(self, pod: Obj) -> Obj | None:
        current = self._view.access.find("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
        same = current is not None and current["metadata"]["uid"] == pod["metadata"]["uid"]
        return current if same else None

    def _replace(self, old: Obj, new: Obj | None) -> None:
        uid = old["metadata"]["uid"]
        if new is None:
            self._by_uid.pop(uid, None)
        else:
            self._by_uid[uid] = new

    # --- status

    def _count(self, decided: Verdict | None) -> Tally:
        """Record ends, let the pods go, count them: in this order."""
        tally = take(self._job, self._mine)
        self._write(tally.written())
        over = decided is not None or bool(self._job["metadata"].get("deletionTimestamp"))
        for pod in self._mine:
            if is_tracked(pod) and may_go(self._job, tally, pod, over=over):
                self._replace(pod, untrack(self._view, pod))
        return take(self._job, self._mine)

    def _write(self, recorded: Obj) -> None:
        active = [pod for pod in self._mine if pods.is_active(pod)]
        leaving = [p for p in self._mine if pods.is_terminating(p) and pods.phase(p) not in pods.FINISHED]
        counts = {"active": len(active), "terminating": len(leaving), "ready": sum(map(pods.is_ready, active))}

        def change(status: Obj) -> None:
            for name in ("succeeded", "failed", "completedIndexes", "failedIndexes", "active"):
                status.pop(name, None)
            status.update(recorded)
            status.update({name: count for name, count in counts.items() if count or name != "active"})

        self._change(change)

    def _suspend_or_resume(self) -> None:
        suspended, was = bool(self._job["spec"].get("suspend")), verdict.is_true(self._job, "Suspended")
        started = bool((self._job.get("status") or {}).get("startTime"))
        if verdict.announced(self._job) or (suspended == was and (suspended or started)):
            return
        now = stamp(self._view.now())

        def change(status: Obj) -> None:
            conditions = status.setdefault("conditions", [])
            if suspended:
                status.pop("startTime", None)
                set_condition(conditions, "Suspended", "True", "JobSuspended", "Job suspended")
            else:
                status["startTime"] = now
                if was:
                    set_condition(conditions, "Suspended", "False", "JobResumed", "Job resumed")
            if not conditions:
                del status["conditions"]

        self._change(change)
        if suspended:
            self._event("Normal", "Suspended", "Job suspended")
        elif was:
            self._event("Normal", "Resumed", "Job resumed")

    def _announce(self, decided: Verdict) -> None:
        def change(status: Obj) -> None:
            set_condition(status.setdefault("conditions", []), decided.target, "True", decided.reason, decided.message)

        self._change(change)

    def _finish(self, decided: Verdict) -> None:
        final, now = verdict.FINAL[decided.target], stamp(self._view.now())

        def change(status: Obj) -> None:
            set_condition(status.setdefault("conditions", []), final, "True", decided.reason, decided.message)
            if final == "Complete":
                status["completionTime"] = now

        self._change(change)
        if final == "Complete":
            self._event("Normal", "Completed", "Job completed")
        else:
            self._event("Warning", decided.reason, decided.message)

    def _change(self, change: Callable[[Obj], None]) -> None:
        metadata = self._job["metadata"]

        def write(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                status = clone(current.get("status") or {})
                change(status)
                current["status"] = status

        self._job = self._view.mutate(JOBS, metadata["namespace"], metadata["name"], write, "status")

    def _event(self, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(self._job, event_type, reason, message, COMPONENT)


def untrack(view: View, pod: Obj) -> Obj | None:
    """The pod without our finalizer, None when it is gone by that."""
    uid = pod["metadata"]["uid"]

    def change(current: Obj) -> None:
        if current["metadata"]["uid"] == uid:
            present = current["metadata"].get("finalizers") or []
            current["metadata"]["finalizers"] = [name for name in present if name != FINALIZER]

    metadata = pod["metadata"]
    try:
        view.mutate("pods", metadata["namespace"], metadata["name"], change)
    except NotFound:
        return None
    current = view.access.find("pods", metadata["namespace"], metadata["name"])
    return current if current is not None and current["metadata"]["uid"] == uid else None

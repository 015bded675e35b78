"""A deployment's status: counts, and the conditions Available, Progressing and ReplicaFailure. Pure: time is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from localkube.controllers.deployment.fleet import Fleet, counted, total
from localkube.controllers.times import stamp
from localkube.objects.access import Obj
from localkube.objects.meta import clone, condition, parse_time

AVAILABLE = "Available"
PROGRESSING = "Progressing"
FAILURE = "ReplicaFailure"

NEW_CREATED = "NewReplicaSetCreated"
NEW_FOUND = "FoundNewReplicaSet"
CREATE_ERROR = "ReplicaSetCreateError"
UPDATED = "ReplicaSetUpdated"
COMPLETE = "NewReplicaSetAvailable"
TIMED_OUT = "ProgressDeadlineExceeded"
PAUSED = "DeploymentPaused"
RESUMED = "DeploymentResumed"


@dataclass(frozen=True, slots=True)
class Note:
    """What this pass did about the new set, to be told in the Progressing condition."""

    status: Literal["True", "False", "Unknown"]
    reason: str
    message: str


def status_of(fleet: Fleet, note: Note | None, now: datetime, *, rolling_out: bool) -> Obj:
    """The status to write. ``rolling_out`` is False in passes that judge no progress: paused, or just scaled."""
    deployment = fleet.deployment
    old_status = deployment.get("status") or {}
    status = _counts(fleet)
    conditions = Conditions(old_status.get("conditions") or [], now)
    available = status.get("availableReplicas", 0)
    if available >= fleet.least:
        conditions.put(AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    else:
        conditions.put(
            AVAILABLE, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."
        )
    if deadline(deployment) is None:
        conditions.drop(PROGRESSING)
    elif note is not None:
        conditions.put(PROGRESSING, note.status, note.reason, note.message)
    if rolling_out:
        if deadline(deployment) is not None:
            _judge_progress(fleet, status, conditions, now)
        _carry_failure(fleet.all, conditions)
    status["conditions"] = conditions.items
    return status


def paused_note(deployment: Obj) -> Note | None:
    """The news when a deployment was just paused or resumed."""
    progressing = condition(deployment, PROGRESSING)
    reason = progressing.get("reason") if progressing else None
    if reason == TIMED_OUT:
        return None
    if deployment["spec"].get("paused"):
        return Note("Unknown", PAUSED, "Deployment is paused") if reason != PAUSED else None
    return Note("Unknown", RESUMED, "Deployment is resumed") if reason == PAUSED else None


def deadline(deployment: Obj) -> int | None:
    """``progressDeadlineSeconds``; None when progress is not watched."""
    seconds: int | None = deployment["spec"].get("progressDeadlineSeconds")
    return None if seconds is None or seconds >= 2**31 - 1 else seconds


def is_complete(fleet: Fleet, status: Obj) -> bool:
    """All replicas are of the new set and available, and no old ones are left."""
    wanted = fleet.wanted
    numbers = (status.get("updatedReplicas", 0), status.get("replicas", 0), status.get("availableReplicas", 0))
    return numbers == (wanted, wanted, wanted)


def seconds_to_deadline(fleet: Fleet, status: Obj, now: datetime) -> float | None:
    """When to look again for a rollout that may get stuck; None when there is nothing to wait for."""
    seconds = deadline(fleet.deployment)
    progressing = condition({"status": status}, PROGRESSING)
    if seconds is None or progressing is None or progressing.get("reason") in (TIMED_OUT, COMPLETE, PAUSED):
        return None
    if is_complete(fleet, status):
        return None
    since = parse_time(progressing["lastUpdateTime"])
    return max(0.0, (since + timedelta(seconds=seconds) - now).total_seconds()) + 1.0


class Conditions:
    """Conditions with ``lastUpdateTime``, which deployments have beside ``lastTransitionTime``."""

    def __init__(self, items: list[Obj], now: datetime) -> None:
        self.items = clone(items)
        self._now = stamp(now)

    def get(self, condition_type: str) -> Obj | None:
        """The condition of that type."""
        return next((item for item in self.items if item["type"] == condition_type), None)

    def put(self, condition_type: str, status: str, reason: str, message: str, *, renew: bool = False) -> None:
        """Set a condition. With the same status and reason nothing changes, unless ``renew``."""
        present = self.get(condition_type)
        same_status = present is not None and present["status"] == status
        if present is not None and same_status and present.get("reason") == reason and not renew:
            return
        wanted = {
            "type": condition_type,
            "status": status,
            "reason": reason,
            "message": message,
            "lastUpdateTime": self._now,
            "lastTransitionTime": present["lastTransitionTime"] if present is not None and same_status else self._now,
        }
        self.drop(condition_type)
        self.items.append(wanted)

    def drop(self, condition_type: str) -> None:
        """Remove a condition."""
        self.items = [item for item in self.items if item["type"] != condition_type]


def _counts(fleet: Fleet) -> Obj:
    sets = fleet.all
    available = sum(counted(s, "availableReplicas") for s in sets)
    numbers = {
        "observedGeneration": fleet.deployment["metadata"].get("generation", 0),
        "replicas": sum(counted(s, "replicas") for s in sets),
        "updatedReplicas": counted(fleet.new, "replicas") if fleet.new is not None else 0,
        "readyReplicas": sum(counted(s, "readyReplicas") for s in sets),
        "availableReplicas": available,
        "unavailableReplicas": max(0, total(sets) - available),
        "collisionCount": (fleet.deployment.get("status") or {}).get("collisionCount", 0),
    }
    return {name: value for name, value in numbers.items() if value}


def _judge_progress(fleet: Fleet, status: Obj, conditions: Conditions, now: datetime) -> None:
    old_status = fleet.deployment.get("status") or {}
    present = conditions.get(PROGRESSING)
    done = present is not None and present.get("reason") == COMPLETE
    if done and status.get("replicas", 0) == status.get("updatedReplicas", 0):
        return
    name = f'ReplicaSet "{fleet.new["metadata"]["name"]}"' if fleet.new is not None else "Deployment"
    if is_complete(fleet, status):
        conditions.put(PROGRESSING, "True", COMPLETE, f"{name} has successfully progressed.")
    elif _moved(old_status, status):
        conditions.put(PROGRESSING, "True", UPDATED, f"{name} is progressing.", renew=True)
    elif present is not None and _is_overdue(fleet.deployment, present, now):
        conditions.put(PROGRESSING, "False", TIMED_OUT, f"{name} has timed out progressing.")


def _moved(before: Obj, after: Obj) -> bool:
    def old_pods(status: Obj) -> int:
        left: int = status.get("replicas", 0) - status.get("updatedReplicas", 0)
        return left

    grew = any(after.get(f, 0) > before.get(f, 0) for f in ("updatedReplicas", "readyReplicas", "availableReplicas"))
    return grew or old_pods(after) < old_pods(before)


def _is_overdue(deployment: Obj, progressing: Obj, now: datetime) -> bool:
    if progressing.get("reason") in (COMPLETE, PAUSED):
        return False
    seconds = deadline(deployment)
    since = parse_time(progressing["lastUpdateTime"])
    return seconds is not None and since + timedelta(seconds=seconds) < now


def _carry_failure(sets: Sequence[Obj], conditions: Conditions) -> None:
    """Show a replica set's failure, the new set's first, on the deployment."""
    for replica_set in reversed(sets):
        failure = condition(replica_set, FAILURE)
        if failure is not None and failure["status"] == "True":
            renew = (conditions.get(FAILURE) or {}).get("message") != failure.get("message", "")
            conditions.put(FAILURE, "True", failure.get("reason", ""), failure.get("message", ""), renew=renew)
            return
    conditions.drop(FAILURE)

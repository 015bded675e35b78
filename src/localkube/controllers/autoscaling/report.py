"""What one look at an autoscaler found: conditions, the rest of the status, and events. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, field

from localkube.objects.access import Obj
from localkube.objects.events import EventType
from localkube.objects.meta import clone, set_condition


@dataclass(frozen=True, slots=True)
class Told:
    """One event."""

    type: EventType
    reason: str
    message: str


@dataclass(slots=True)
class Report:
    """``status``: of the autoscaler, to be changed in place."""

    status: Obj
    events: list[Told] = field(default_factory=list)

    @classmethod
    def begin(cls, autoscaler: Obj) -> Report:
        """From what was reported before."""
        status: Obj = clone(autoscaler.get("status") or {})
        status.setdefault("desiredReplicas", 0)
        status.setdefault("conditions", [])
        status["observedGeneration"] = autoscaler["metadata"].get("generation", 1)
        return cls(status)

    def able(self, reason: str, message: str, *, so: bool = True) -> None:
        """Whether the target can be read and changed."""
        self._set("AbleToScale", so, reason, message)

    def active(self, reason: str, message: str, *, so: bool = True) -> None:
        """Whether there is a number to follow."""
        self._set("ScalingActive", so, reason, message)

    def limited(self, reason: str, message: str, *, so: bool) -> None:
        """Whether bounds or policies keep the replicas from what the metrics ask for."""
        self._set("ScalingLimited", so, reason, message)

    def done(self, reason: str, message: str) -> None:
        """Something was done."""
        self.events.append(Told("Normal", reason, message))

    def warn(self, reason: str, message: str) -> None:
        """Something is not as it should be."""
        self.events.append(Told("Warning", reason, message))

    def _set(self, name: str, so: bool, reason: str, message: str) -> None:
        set_condition(self.status["conditions"], name, str(so), reason, message)

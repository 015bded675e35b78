"""What was recommended to one autoscaler's target, and done to it, as long as a rule may ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from localkube.controllers.autoscaling.behavior import Behavior, Moment, longest_period, longest_window


@dataclass(slots=True)
class History:
    """``changes``: by how many replicas, negative for fewer."""

    recommended: list[Moment] = field(default_factory=list)
    changes: list[Moment] = field(default_factory=list)

    def begin(self, now: datetime, replicas: int) -> None:
        """What a target has when it is first seen counts as recommended: a restart is no reason to scale down."""
        if not self.recommended:
            self.recommended.append(Moment(now, replicas))

    def recommend(self, now: datetime, replicas: int) -> None:
        """Before stabilization."""
        self.recommended.append(Moment(now, replicas))

    def change(self, now: datetime, by: int) -> None:
        """The target was scaled."""
        self.changes.append(Moment(now, by))

    def forget(self, now: datetime, behavior: Behavior) -> None:
        """Drop what no rule asks for any more."""
        window, period = longest_window(behavior), longest_period(behavior)
        self.recommended = [moment for moment in self.recommended if moment.at > now - window]
        self.changes = [moment for moment in self.changes if moment.at > now - period]

"""What every change needs: who asks, the transaction that it happens in, and whom to tell afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from slipway.access import Actor
from slipway.applications.models import Application
from slipway.applications.signals import Signals
from slipway.db import Session, after_commit, utcnow


@dataclass(frozen=True, slots=True)
class Context:
    """One request's change."""

    actor: Actor
    session: Session
    signals: Signals

    def changed(self, application: Application) -> None:
        """Note that something of the application changed; whoever follows it wakes once that is committed."""
        application.updated_at = utcnow()
        after_commit(self.session, partial(self.signals.changed, application.id))

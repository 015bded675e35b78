"""What every change needs: who asks, the transaction that it happens in, and whom to tell afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from slipway.access import Actor
from slipway.applications.models import Application
from slipway.applications.signals import Signals
from slipway.applications.storage.check import Live
from slipway.db import Session, after_commit, utcnow
from slipway.tenants import Tenant
from slipway.volumes import Claims


@dataclass(frozen=True, slots=True)
class Context:
    """One request's change."""

    actor: Actor
    session: Session
    signals: Signals
    claims: Claims = field(default_factory=Claims)
    """What the cluster has of volumes."""
    past_keeper: bool = False
    """Whether applications that another room keeps may be changed: by that room, and where a whole tenant ends."""

    def live(self, tenant: Tenant) -> Live:
        """Return what the cluster has in a tenant's namespace."""
        return Live(self.claims.of(tenant.namespace), self.claims.classes())

    def changed(self, application: Application) -> None:
        """Note that something of the application changed; whoever follows it wakes once that is committed."""
        application.updated_at = utcnow()
        after_commit(self.session, partial(self.signals.changed, application.id))

"""Find managed services for the search over everything."""

from __future__ import annotations

from dataclasses import dataclass

from slipway.access import Action, Actor
from slipway.applications import Statuses
from slipway.db import Session
from slipway.managed.find import engine_of, visible
from slipway.managed.models import ManagedService
from slipway.managed.present import Presenter
from slipway.web import Hit, Sought, best_rows


@dataclass(frozen=True, slots=True)
class ManagedSeeker:
    """Finds managed services by name; what stands behind them is no application or service of its own to find."""

    statuses: Statuses
    action: Action = Action.MANAGED_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        rows = (await session.scalars(best_rows(visible(actor), sought, ManagedService.name))).all()
        shown = await Presenter(session, self.statuses).services(rows)
        return [
            Hit(row.id, row.name, each.state, row.tenant_id, within=f"{engine_of(row).name} {row.version}".strip())
            for row, each in zip(rows, shown, strict=True)
        ]

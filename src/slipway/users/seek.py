"""Find accounts for the search over everything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action, Actor, scope
from slipway.db import Session
from slipway.users.models import User
from slipway.web import Hit, Sought, best_rows


@dataclass(frozen=True, slots=True)
class UserSeeker:
    """Finds users by both of their names."""

    action: Action = Action.USER_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        query = best_rows(scope(select(User), User, actor), sought, User.username, User.display_name)
        return [
            Hit(each.id, each.username, "disabled" if each.disabled else "active", each.tenant_id, each.display_name)
            for each in await session.scalars(query)
        ]
